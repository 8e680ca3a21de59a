"""Reads WebP, AVIF, GIF, BMP and TIFF by Pillow; of an animation or several pages, the first picture."""

import io
import struct
from typing import Final

from PIL import ImageFile

from agent.photo import cut, limits
from agent.photo.boxes import nclx, picture_size, primary_properties
from agent.photo.nclx import profile_of
from agent.photo.opening import opened
from agent.photo.orientation import turn_by_exif, turned_by_boxes
from agent.photo.picture import Picture
from agent.photo.shrinking import shrunk

_KINDS: Final = {
    "webp": limits.WEBP,
    "avif": limits.AVIF,
    "gif": limits.GIF,
    "bmp": limits.BMP,
    "tiff": limits.TIFF,
}
_CUT: Final = frozenset({"gif", "bmp"})
"""The formats whose rows come one after the other, so that a cut photo shows how far it goes."""


def read(photo: bytes, name: str) -> Picture:
    """A photo's picture.

    Raises:
        UnreadableError: if it is too large, or too much of it is missing.
        OSError, ValueError and others of `agent.confined.DECODER_ERRORS`: if it is damaged.
    """
    kind = _KINDS[name]
    if (claimed := _claimed_size(photo, name)) is not None:
        limits.check(claimed, kind)
    reader_class = _reader(name)
    image: ImageFile.ImageFile = opened(reader_class, io.BytesIO(photo))
    limits.check(image.size, kind)
    incomplete = False
    try:
        image.load()
    except OSError:
        if name not in _CUT:
            raise
        image = opened(reader_class, io.BytesIO(photo))
        incomplete = cut.load(image)
    profile = image.info.get("icc_profile")
    if name != "avif":
        return Picture(shrunk(image), profile, turn_by_exif(image), incomplete)
    named = nclx(primary_properties(photo))
    profile = profile or (profile_of(*named) if named else None)
    # Pillow puts the boxes' turn into the EXIF data; where there are no boxes, it puts 1 there.
    exif = None if turned_by_boxes(photo) else _own_exif(image)
    return Picture(shrunk(image), profile, turn_by_exif(image, exif), incomplete)


def _reader(name: str) -> type[ImageFile.ImageFile]:
    """Pillow's reader of a format. No other format's is loaded."""
    match name:
        case "webp":
            from PIL.WebPImagePlugin import WebPImageFile as Reader
        case "avif":
            from PIL.AvifImagePlugin import AvifImageFile as Reader  # type: ignore[assignment]
        case "gif":
            from PIL.GifImagePlugin import GifImageFile as Reader  # type: ignore[assignment]
        case "bmp":
            from PIL.BmpImagePlugin import BmpImageFile as Reader  # type: ignore[assignment]
        case _:
            from PIL.TiffImagePlugin import TiffImageFile as Reader  # type: ignore[assignment]
    return Reader


def _own_exif(image: ImageFile.ImageFile) -> bytes:
    decoder = image._decoder  # type: ignore[attr-defined]
    return bytes(decoder.get_info()[4] or b"")


def _claimed_size(photo: bytes, name: str) -> tuple[int, int] | None:
    """The size, for those formats whose readers take memory for the pixels when they open a file."""
    if name == "avif":
        return picture_size(primary_properties(photo))
    if name == "webp" and photo[12:16] == b"VP8X" and len(photo) >= 30:
        return 1 + int.from_bytes(photo[24:27], "little"), 1 + int.from_bytes(photo[27:30], "little")
    if name == "webp" and photo[12:16] == b"VP8L" and len(photo) >= 25:
        (bits,) = struct.unpack_from("<I", photo, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == "webp" and photo[12:16] == b"VP8 " and len(photo) >= 30:
        width, height = struct.unpack_from("<HH", photo, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
