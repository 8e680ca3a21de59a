"""The program that decodes a photo: `python -m agent.photo.decoder`, photo on stdin, `PreparedPhoto.packed` on stdout.

It exits with 0 and the photo, or with `UNREADABLE` and a reason on stderr (`agent.confined`).

A reader for the photo's format shrinks it; what comes then is the same for all: colours, size, orientation. Colours are
converted last, because a shrunk photo has few pixels.
"""

import io
import sys
from typing import Final

# Its import also makes Pillow able to write JPEGs.
from PIL import Image, JpegImagePlugin, UnidentifiedImageError  # noqa: F401

from agent.confined import DECODER_ERRORS, UnreadableError, decode_stdin
from agent.photo import jpeg
from agent.photo.colour import to_srgb
from agent.photo.picture import Picture
from agent.photo.prepare import PreparedPhoto
from agent.photo.shrinking import LONG_EDGE_PX
from petavatar.image_format import SNIFF_BYTES, sniff

MAX_BYTES: Final = 3_750_000
"""Converse accepts at most 3.75 MB per image (Amazon Bedrock, Message API reference)."""
_QUALITIES: Final = (88, 75, 60, 40)

# `agent.photo.limits` has limits of its own, by format.
Image.MAX_IMAGE_PIXELS = None
# Otherwise Pillow loads the readers of further formats when it writes a JPEG.
Image._initialized = 1


def prepare(photo: bytes) -> PreparedPhoto:
    """The photo upright, as an sRGB JPEG without metadata, at most `LONG_EDGE_PX` and `MAX_BYTES`.

    Raises:
        UnreadableError: if it can't be read.
    """
    kind = sniff(photo[:SNIFF_BYTES])
    if kind is None:
        raise UnreadableError("The file is not an image that can be read")
    try:
        picture = _read(photo, kind)
        image = picture.image
        # The image is now less than twice too large: a finer filter takes twice the time for no visible gain.
        image.thumbnail((LONG_EDGE_PX, LONG_EDGE_PX), Image.Resampling.BILINEAR)
        image = to_srgb(image, picture.profile)
        if picture.turn is not None:
            image = image.transpose(picture.turn)
        image.info.clear()
        return PreparedPhoto(_jpeg(image), *image.size, picture.incomplete)
    except UnreadableError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError("The file is not an image that can be read") from error
    except DECODER_ERRORS as error:
        raise UnreadableError("The image is damaged or incomplete, or takes too much memory") from error


def _read(photo: bytes, kind: str) -> Picture:
    # No reader is loaded but the one that is needed.
    if kind == "jpeg":
        return jpeg.read(photo)
    if kind == "png":
        from agent.photo import png

        return png.read(photo)
    if kind == "heic":
        from agent.photo import heic

        return heic.read(photo)
    from agent.photo import others

    return others.read(photo, kind)


def _jpeg(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise UnreadableError("The photo can't be made small enough")


if __name__ == "__main__":
    sys.exit(decode_stdin(lambda photo: prepare(photo).packed()))
