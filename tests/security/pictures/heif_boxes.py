"""Writes HEIF files box by box (ISO/IEC 14496-12 and 23008-12), so that any of the boxes can be wrong."""

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

HEIC_TYPE: Final = b"heic" + bytes(4) + b"mif1heic"


def box(kind: bytes, *content: bytes, size: int | None = None) -> bytes:
    """A box, with a size that may be a lie."""
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8 if size is None else size) + kind + body


def full_box(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    """A box with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its four letters, its data, its properties (by number, from 1), the items that it is made of."""

    kind: bytes
    data: bytes = b""
    properties: Sequence[int] = ()
    made_of: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Heif:
    """A file: its items by id, its properties in order, and which item is the picture."""

    items: Mapping[int, Item]
    properties: Sequence[bytes]
    primary: int = 1
    file_type: bytes = HEIC_TYPE
    leave_out: Collection[bytes] = ()

    def encoded(self) -> bytes:
        """The file's bytes."""
        head = box(b"ftyp", self.file_type)
        first_data = len(head) + len(self._meta(0)) + 8
        return head + self._meta(first_data) + box(b"mdat", *(item.data for item in self.items.values()))

    def _meta(self, first_data: int) -> bytes:
        boxes = {
            b"hdlr": full_box(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            b"pitm": full_box(b"pitm", 0, 0, struct.pack(">H", self.primary)),
            b"iloc": self._iloc(first_data),
            b"iinf": self._iinf(),
            b"iref": self._iref(),
            b"iprp": box(b"iprp", box(b"ipco", *self.properties), self._ipma()),
        }
        return full_box(b"meta", 0, 0, *(made for kind, made in boxes.items() if kind not in self.leave_out))

    def _iloc(self, offset: int) -> bytes:
        entries = []
        for number, item in self.items.items():
            entries.append(struct.pack(">HHHII", number, 0, 1, offset, len(item.data)))
            offset += len(item.data)
        return full_box(b"iloc", 0, 0, b"\x44\0", struct.pack(">H", len(entries)), *entries)

    def _iinf(self) -> bytes:
        entries = [
            full_box(b"infe", 2, 0, struct.pack(">HH", number, 0), item.kind, b"\0")
            for number, item in self.items.items()
        ]
        return full_box(b"iinf", 0, 0, struct.pack(">H", len(entries)), *entries)

    def _iref(self) -> bytes:
        references = [
            box(b"dimg", struct.pack(f">HH{len(item.made_of)}H", number, len(item.made_of), *item.made_of))
            for number, item in self.items.items()
            if item.made_of
        ]
        return full_box(b"iref", 0, 0, *references)

    def _ipma(self) -> bytes:
        entries = [
            struct.pack(f">HB{len(item.properties)}B", number, len(item.properties), *item.properties)
            for number, item in self.items.items()
        ]
        return full_box(b"ipma", 0, 0, struct.pack(">I", len(entries)), *entries)


def ispe(width: int, height: int) -> bytes:
    """The property that claims a size."""
    return full_box(b"ispe", 0, 0, struct.pack(">II", width, height))


def grid(rows: int, columns: int, width: int, height: int) -> bytes:
    """The data of an item that is a grid of others, with 32-bit sizes."""
    return struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)


def find(data: bytes, kind: bytes) -> bytes:
    """The first box of a kind, wherever it lies."""
    at = data.index(kind) - 4
    return data[at : at + struct.unpack_from(">I", data, at)[0]]
