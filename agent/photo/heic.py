"""Reads HEICs: the primary picture, never a thumbnail, depth map or other auxiliary picture."""

from PIL import Image

from agent.confined import UnreadableError
from agent.photo import limits
from agent.photo.boxes import bits_per_sample, nclx, picture_size, primary_properties
from agent.photo.nclx import profile_of
from agent.photo.orientation import turn_by_exif, turned_by_boxes
from agent.photo.picture import Picture
from agent.photo.shrinking import shrunk_strips


def read(photo: bytes) -> Picture:
    """The primary picture of a HEIC.

    Raises:
        UnreadableError: if it is too large.
        OSError, ValueError and others of `agent.confined.DECODER_ERRORS`: if it is damaged.
    """
    properties = primary_properties(photo)
    kind = limits.DEEP_HEIC if bits_per_sample(properties) > 8 else limits.HEIC
    if (claimed := picture_size(properties)) is not None:
        limits.check(claimed, kind)
    # Only a HEIC needs it.
    import pillow_heif

    options = pillow_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 1
    # Pillow's own reader would copy the pixels.
    # If the primary picture can't be opened, it is not in the list; no other picture may replace it.
    (image,) = (image for image in pillow_heif.open_heif(photo, remove_stride=False) if image.info["primary"])
    limits.check(image.size, kind)
    # A sequence or a damaged file may give the wrong number of rows.
    pixels, stride = memoryview(image.data), image.stride
    if len(pixels) < stride * (image.size[1] - 1):
        raise UnreadableError("The image is damaged or incomplete")

    def strip(top: int, bottom: int) -> Image.Image:
        rows = bytes(pixels[top * stride : bottom * stride])
        return Image.frombytes(image.mode, (image.size[0], bottom - top), rows, "raw", image.mode, stride)

    small = shrunk_strips(image.size, strip)
    named = nclx(properties)
    icc, exif = image.info.get("icc_profile"), image.info.get("exif")
    profile = icc if isinstance(icc, bytes) and icc else (profile_of(*named) if named else None)
    # libheif itself turns the picture by the boxes.
    turn = None if turned_by_boxes(photo) else turn_by_exif(small, exif if isinstance(exif, bytes) else b"")
    return Picture(small, profile, turn)
