"""The chunks of a PNG, as far as marks need them. No picture is decoded, and none of its other chunks changes.

PNG (third edition), 5.3: a chunk is its length, its type, its data and a checksum.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_XMP: Final = b"XML:com.adobe.xmp\0"
_HEAD: Final = struct.Struct(">I4s")
_CHECKSUM: Final = struct.Struct(">I")
_MOST_XMP: Final = 1_000_000
"""The most bytes of an unpacked XMP packet that are looked at."""


class Chunk(NamedTuple):
    """A chunk: its type, and where it begins and ends in the file."""

    kind: bytes
    start: int
    end: int


def chunks(png: bytes) -> Iterator[Chunk]:
    """The chunks, up to the first one that is cut off."""
    at = len(_SIGNATURE)
    while png.startswith(_SIGNATURE) and at + _HEAD.size <= len(png):
        length, kind = _HEAD.unpack_from(png, at)
        end = at + _HEAD.size + length + _CHECKSUM.size
        if end > len(png):
            return
        yield Chunk(kind, at, end)
        at = end


def has_c2pa(png: bytes) -> bool:
    """Whether the PNG has a C2PA manifest."""
    return any(chunk.kind == b"caBX" for chunk in chunks(png))


def xmp_of(png: bytes) -> bytes | None:
    """The XMP packet, unpacked; None if there is none. One that can't be unpacked is empty."""
    found = _xmp_chunk(png)
    if found is None:
        return None
    data = png[found.start + _HEAD.size + len(_XMP) : found.end - _CHECKSUM.size]
    # After the two bytes of the compression come a language and a translated keyword, each with a zero at its end.
    packet = data[2:].split(b"\0", 2)[-1]
    if data[:1] != b"\1":
        return packet
    try:
        return zlib.decompressobj().decompress(packet, _MOST_XMP)
    except zlib.error:
        return b""


def with_xmp(png: bytes, packet: bytes) -> bytes:
    """The PNG with this XMP packet, in place of the one that it may have; all other chunks stay as they are."""
    # Keyword, not compressed, no language, no translated keyword, text.
    data = _XMP + b"\0\0\0\0" + packet
    chunk = _HEAD.pack(len(data), b"iTXt") + data + _CHECKSUM.pack(zlib.crc32(b"iTXt" + data))
    if earlier := _xmp_chunk(png):
        png = png[: earlier.start] + png[earlier.end :]
    after_header = next(chunks(png)).end
    return png[:after_header] + chunk + png[after_header:]


def _xmp_chunk(png: bytes) -> Chunk | None:
    return next(
        (each for each in chunks(png) if each.kind == b"iTXt" and png.startswith(_XMP, each.start + _HEAD.size)), None
    )
