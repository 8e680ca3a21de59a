"""The program that decodes a photo: `python -m agent.photo.decoder`, photo on stdin, `PreparedPhoto.packed` on stdout.

It exits with 0 and the photo, or with `UNREADABLE` and a reason on stderr (`agent.confined`).

The pixels of a large photo fit into memory once, not twice. So it converts and shrinks them strip by strip.
"""

import io
import struct
import sys
from collections.abc import Callable
from typing import Final

import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from agent.confined import UnreadableError, decode_stdin
from agent.photo.prepare import PreparedPhoto
from petavatar.image_format import SNIFF_BYTES, sniff

LONG_EDGE_PX: Final = 1568
"""Claude scales down larger images itself, which only adds latency (Anthropic, vision guide)."""
MAX_BYTES: Final = 3_750_000
"""Converse accepts at most 3.75 MB per image (Amazon Bedrock, Message API reference)."""
MAX_PIXELS: Final = 50_000_000

_STRIP_PIXELS: Final = 250_000
_QUALITIES: Final = (88, 75, 60, 40)
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transposition that undoes each EXIF orientation."""

# Pillow loads its formats when it first opens a picture; here it does so while the photo downloads.
Image.preinit()

Strip = Callable[[int, int], Image.Image]
"""Returns the rows of a photo from the first number up to the second."""


def prepare(photo: bytes) -> PreparedPhoto:
    """The photo upright, as an RGB JPEG without metadata, at most `LONG_EDGE_PX` and `MAX_BYTES`.

    Raises:
        UnreadableError: if it can't be read.
    """
    kind = sniff(photo[:SNIFF_BYTES])
    if kind is None:
        raise UnreadableError("The file is not an image that can be read")
    try:
        image = _read_heic(photo) if kind == "heic" else _read(photo)
        # The image is now less than twice too large: a finer filter takes twice the time for no visible gain.
        image.thumbnail((LONG_EDGE_PX, LONG_EDGE_PX), Image.Resampling.BILINEAR)
        return PreparedPhoto(_jpeg(image), *image.size)
    except UnreadableError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError("The file is not an image that can be read") from error
    # Pillow and pillow-heif raise these for damaged or mislabelled files; a lack of memory can raise any of them.
    except (OSError, SyntaxError, EOFError, ValueError, RuntimeError, IndexError, struct.error, MemoryError) as error:
        raise UnreadableError("The image is damaged or incomplete, or takes too much memory") from error


def _read(photo: bytes) -> Image.Image:
    with Image.open(io.BytesIO(photo), formats=("JPEG", "PNG")) as image:
        _check_pixels(image)
        # A JPEG decodes at a fraction of its size in a fraction of the time; `draft` must come first.
        shrink = min(1.0, LONG_EDGE_PX / max(image.size))
        image.draft("RGB", (max(1, round(image.width * shrink)), max(1, round(image.height * shrink))))
        image.load()
        if image.mode == "RGB" and "transparency" not in image.info:
            small = image.reduce(_factor(image.size))
            # `reduce` copies the camera's metadata, and the JPEG would contain it.
            small.info.clear()
        else:
            small = _shrunk(image.size, lambda top, bottom: image.crop((0, top, image.width, bottom)))
        turn = _turn(image)
    return small if turn is None else small.transpose(turn)


def _read_heic(photo: bytes) -> Image.Image:
    # Pillow's own reader would copy the pixels. HEIC decoding already applies the orientation, so EXIF is not needed.
    options = pillow_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 1
    # If the primary picture can't be opened, it is not in the list; no other picture may replace it.
    (image,) = (image for image in pillow_heif.open_heif(photo, remove_stride=False) if image.info["primary"])
    _check_pixels(image)
    pixels, stride = memoryview(image.data), image.stride

    def strip(top: int, bottom: int) -> Image.Image:
        rows = bytes(pixels[top * stride : bottom * stride])
        return Image.frombytes(image.mode, (image.size[0], bottom - top), rows, "raw", image.mode, stride)

    return _shrunk(image.size, strip)


def _check_pixels(image: Image.Image | pillow_heif.HeifImage) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnreadableError(f"The photo has more than {MAX_PIXELS // 1_000_000} megapixels")


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, EOFError, ValueError, struct.error):
        # A photo with broken EXIF data is still usable.
        return None


def _shrunk(size: tuple[int, int], strip: Strip) -> Image.Image:
    """The photo in opaque RGB, `_factor` times smaller."""
    width, height = size
    factor = _factor(size)
    rows = factor * max(1, _STRIP_PIXELS // (width * factor))
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        small.paste(_opaque(strip(top, min(top + rows, height))).reduce(factor), (0, top // factor))
    return small


def _factor(size: tuple[int, int]) -> int:
    """The whole number to shrink a photo by, so that its long edge is less than twice `LONG_EDGE_PX`."""
    return max(1, max(size) // LONG_EDGE_PX)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Otherwise the conversion would clip 16-bit greys.
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise UnreadableError("The photo can't be made small enough")


if __name__ == "__main__":
    sys.exit(decode_stdin(lambda photo: prepare(photo).packed()))
