"""What a HEIC's or AVIF's boxes say about its primary picture (ISO/IEC 14496-12 and 23008-12)."""

import struct
from collections.abc import Iterator
from typing import Final

_FULL: Final = 4
"""Version and flags at the beginning of a full box."""


def primary_properties(photo: bytes) -> list[tuple[bytes, bytes]]:
    """The properties of the primary picture, as kind and content; none if the file is broken or has no such picture."""
    try:
        meta = _first(photo, b"meta")[_FULL:]
        pitm = _first(meta, b"pitm")
        primary = int.from_bytes(pitm[_FULL : _FULL + (4 if pitm[0] else 2)])
        properties = _first(meta, b"iprp")
        all_properties = list(_boxes(_first(properties, b"ipco")))
        uses = _uses(_first(properties, b"ipma"), primary)
        return [all_properties[index - 1] for index in uses if 0 < index <= len(all_properties)]
    except (LookupError, struct.error):
        return []


def picture_size(properties: list[tuple[bytes, bytes]]) -> tuple[int, int] | None:
    """Width and height as the file claims them."""
    for kind, content in properties:
        if kind == b"ispe" and len(content) >= 12:
            width, height = struct.unpack_from(">II", content, _FULL)
            return width, height
    return None


def bits_per_sample(properties: list[tuple[bytes, bytes]]) -> int:
    """The most bits of any channel; 8 if the file does not say."""
    for kind, content in properties:
        if kind == b"hvcC" and len(content) > 18:
            return 8 + max(content[17] & 7, content[18] & 7)
        if kind == b"pixi" and len(content) > 5:
            return max(content[5:])
    return 8


def nclx(properties: list[tuple[bytes, bytes]]) -> tuple[int, int] | None:
    """The numbers of primaries and transfer function (ITU-T H.273) that the file names."""
    for kind, content in properties:
        if kind == b"colr" and content[:4] == b"nclx" and len(content) >= 8:
            primaries, transfer = struct.unpack_from(">HH", content, 4)
            return primaries, transfer
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if length == 1:
            (length,), head = struct.unpack_from(">Q", data, at + 8), 16
        end = len(data) if length == 0 else at + length
        if end < at + head:
            return
        yield kind, data[at + head : end]
        at = end


def _first(data: bytes, kind: bytes) -> bytes:
    for found, content in _boxes(data):
        if found == kind:
            return content
    raise LookupError(kind)


def _uses(ipma: bytes, item: int) -> list[int]:
    """The numbers, from 1, of the properties that an item has."""
    wide_ids, wide_indexes = ipma[0] > 0, ipma[3] & 1
    (count,) = struct.unpack_from(">I", ipma, _FULL)
    at = _FULL + 4
    for _ in range(min(count, len(ipma))):
        (found,) = struct.unpack_from(">I" if wide_ids else ">H", ipma, at)
        at += 4 if wide_ids else 2
        many, width = ipma[at], 2 if wide_indexes else 1
        indexes = ipma[at + 1 : at + 1 + many * width]
        at += 1 + many * width
        if found == item:
            mask = 0x7FFF if wide_indexes else 0x7F
            return [int.from_bytes(indexes[i : i + width]) & mask for i in range(0, len(indexes), width)]
    return []
