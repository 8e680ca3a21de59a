"""Reads PNGs, cut ones and ones with broken chunks too."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from PIL import PngImagePlugin

from agent.photo import cut, limits
from agent.photo.nclx import profile_of
from agent.photo.opening import opened
from agent.photo.orientation import turn_by_exif
from agent.photo.picture import Picture
from agent.photo.shrinking import shrunk

_SIGNATURE: Final = 8
_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_USED: Final = frozenset({b"tRNS", b"iCCP", b"eXIf"})
"""The ancillary chunks that change what a picture looks like. All others are left out before it is decoded."""


def read(photo: bytes) -> Picture:
    """A PNG's picture.

    Raises:
        UnreadableError: if it is too large, or too much of it is missing.
        OSError, ValueError and others of `agent.confined.DECODER_ERRORS`: if it is damaged.
    """
    kind = limits.INTERLACED_PNG if photo[28:29] == b"\1" else limits.PNG
    if photo[12:16] == b"IHDR" and len(photo) >= 24:
        limits.check(struct.unpack_from(">II", photo, 16), kind)
    image, incomplete = _opened(photo), False
    limits.check(image.size, kind)
    try:
        image.load()
    except (OSError, SyntaxError):
        if kind is limits.INTERLACED_PNG:
            # Its rows don't come from top to bottom.
            raise
        image = _opened(photo)
        incomplete = cut.load(image)
    profile = image.info.get("icc_profile") or _named_colours(photo)
    return Picture(shrunk(image), profile, turn_by_exif(image), incomplete)


def _opened(photo: bytes) -> PngImagePlugin.PngImageFile:
    try:
        return opened(PngImagePlugin.PngImageFile, io.BytesIO(_cleaned(photo, _USED)))
    except (OSError, SyntaxError, EOFError, ValueError, struct.error):
        # A photo with a broken profile or EXIF data is still usable.
        return opened(PngImagePlugin.PngImageFile, io.BytesIO(_cleaned(photo, frozenset({b"tRNS"}))))


def _cleaned(photo: bytes, used: frozenset[bytes]) -> bytes:
    """The PNG with its critical chunks, and of the others only those that are used and whole."""
    parts: list[bytes | memoryview] = [photo[:_SIGNATURE]]
    parts += [chunk for kind, chunk in _chunks(photo) if kind in _CRITICAL or (kind in used and _is_whole(chunk))]
    return b"".join(parts)


def _chunks(photo: bytes) -> Iterator[tuple[bytes, memoryview]]:
    view, at = memoryview(photo), _SIGNATURE
    while at + 8 <= len(photo):
        length, kind = struct.unpack_from(">I4s", photo, at)
        yield kind, view[at : at + 12 + length]
        at += 12 + length


def _is_whole(chunk: memoryview) -> bool:
    return len(chunk) >= 12 and zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:])


def _named_colours(photo: bytes) -> bytes | None:
    """A profile for the colours that a `cICP` chunk names by number."""
    for kind, chunk in _chunks(photo):
        if kind == b"IDAT":
            return None
        if kind == b"cICP" and len(chunk) == 16:
            return profile_of(chunk[8], chunk[9])
    return None
