"""Which way up a photo is.

A HEIC or AVIF that has `irot` or `imir` boxes is turned by them alone; any other photo is turned by EXIF.
"""

import struct
from typing import Final

from PIL import ExifTags, Image

from agent.photo.boxes import primary_properties

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


def turn_by_exif(image: Image.Image, exif: bytes | None = None) -> Image.Transpose | None:
    """The transposition that turns a photo upright, by its own EXIF data or by the ones given."""
    try:
        notes = image.getexif()
        if exif is not None:
            notes = Image.Exif()
            notes.load(exif)
        return _UPRIGHT.get(notes.get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, EOFError, ValueError, TypeError, struct.error):
        # A photo with broken EXIF data is still usable.
        return None


def turned_by_boxes(photo: bytes) -> bool:
    """Whether a HEIC or AVIF says by boxes which way up it is; its EXIF data must then be ignored."""
    return any(kind in (b"irot", b"imir") for kind, _ in primary_properties(photo))
