"""HEICs: unusual ones, which must come out right, and broken or swollen ones, which must not do harm."""

import io
import random
import struct
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import pillow_heif
from PIL import Image

from testing import photos
from testing.photos import STORED
from tests.security.pictures.heif_boxes import HEIC_TYPE, Heif, Item, box, find, full_box, grid, ispe
from tests.security.pictures.jpegs import exif, stored
from tests.security.pictures.picture import DAMAGED, TOO_LARGE, UPRIGHT, Picture, Refused, Shows

_TILE_PX: Final = 512


@cache
def _tile() -> tuple[bytes, bytes]:
    """One picture of 512x512 as HEVC: its configuration box and its data."""
    photo = photos.heic(photos.picture((_TILE_PX, _TILE_PX)))
    return find(photo, b"hvcC"), find(photo, b"mdat")[8:]


def _single(**changes: Any) -> bytes:
    """The tile as a file of its own, whose size is claimed to be `size`, after changes to the file."""
    configuration, data = _tile()
    size = changes.pop("size", (_TILE_PX, _TILE_PX))
    properties = changes.pop("properties", [ispe(*size), configuration])
    item = Item(b"hvc1", changes.pop("data", data), changes.pop("uses", (1, 2)))
    return Heif({1: item}, properties, **changes).encoded()


def _grid(rows: int, columns: int, size: tuple[int, int], tiles: int | None = None) -> bytes:
    """A grid that shows the same tile again and again."""
    configuration, data = _tile()
    items = {
        1: Item(b"grid", grid(rows, columns, *size), (3,), [2] * (rows * columns if tiles is None else tiles)),
        2: Item(b"hvc1", data, (1, 2)),
    }
    return Heif(items, [ispe(_TILE_PX, _TILE_PX), configuration, ispe(*size)]).encoded()


def _grid_of_itself() -> bytes:
    return Heif({1: Item(b"grid", grid(1, 1, 64, 64), (1,), [1])}, [ispe(64, 64)]).encoded()


def _grids_in_a_circle() -> bytes:
    first, second = Item(b"grid", grid(1, 1, 64, 64), (1,), [2]), Item(b"grid", grid(1, 1, 64, 64), (1,), [1])
    return Heif({1: first, 2: second}, [ispe(64, 64)]).encoded()


def _grids_of_grids() -> bytes:
    """Each of ten grids shows the next one 256 times: 256^10 tiles in all."""
    configuration, data = _tile()
    levels = 10
    items = {n: Item(b"grid", grid(16, 16, 4096, 4096), (3,), [n + 1] * 256) for n in range(1, levels + 1)}
    items[levels + 1] = Item(b"hvc1", data, (1, 2))
    return Heif(items, [ispe(_TILE_PX, _TILE_PX), configuration, ispe(4096, 4096)]).encoded()


def _identities_in_a_circle() -> bytes:
    return Heif({1: Item(b"iden", b"", (1,), [2]), 2: Item(b"iden", b"", (1,), [1])}, [ispe(64, 64)]).encoded()


def _overlay(size: tuple[int, int]) -> bytes:
    """A canvas with the tile somewhere on it."""
    configuration, data = _tile()
    canvas = struct.pack(">BB4HII", 0, 1, 0, 0, 0, 65535, *size) + struct.pack(">ii", 0, 0)
    items = {1: Item(b"iovl", canvas, (3,), [2]), 2: Item(b"hvc1", data, (1, 2))}
    return Heif(items, [ispe(_TILE_PX, _TILE_PX), configuration, ispe(*size)]).encoded()


def _patched(kind: bytes, offset: int, value: bytes) -> bytes:
    """The single tile's file with bytes overwritten, counted from the start of the first box of a kind."""
    data = bytearray(_single())
    at = data.index(kind) - 4 + offset
    data[at : at + len(value)] = value
    return bytes(data)


def _nested(depth: int) -> bytes:
    """A file whose meta box is a box in a box in a box."""
    inner = b""
    for _ in range(depth):
        inner = box(b"dinf", inner)
    return box(b"ftyp", HEIC_TYPE) + full_box(b"meta", 0, 0, inner)


def _avif(brand: bytes) -> bytes:
    """An AVIF that says that it is of another brand."""
    out = io.BytesIO()
    photos.picture().save(out, "AVIF")
    return out.getvalue().replace(b"avif", brand, 1)


def _several(primary: int) -> bytes:
    """Three pictures in one file, one of them upright."""
    turned = photos.picture().transpose(Image.Transpose.ROTATE_180)
    pictures = [turned] * 3
    pictures[primary] = photos.picture()
    first, *others = pictures
    return photos.heic(first, save_all=True, append_images=others, primary_index=primary)


def _ten_bits() -> bytes:
    """A picture with ten bits a colour."""
    out = io.BytesIO()
    wide = b"".join(struct.pack("<3H", *(value << 2 for value in photos.RED)) * 40 for _ in range(40))
    pillow_heif.encode("RGB;10", (40, 40), wide, out, quality=90)
    return out.getvalue()


def _of(mode: str) -> Callable[[], bytes]:
    return lambda: photos.heic(photos.picture(mode=mode))


_SMALL: Final = Shows(UPRIGHT, (64, 48))
_TILE: Final = Shows(UPRIGHT, (_TILE_PX, _TILE_PX))

UNUSUAL: Final = [
    *(
        Picture(f"heic orientation {n}", lambda n=n: photos.heic(stored(n), exif=exif(n)), _SMALL)  # type: ignore[misc]
        for n in STORED
    ),
    Picture("heic written by hand", _single, _TILE),
    Picture(
        "heic transparent", lambda: photos.heic(Image.new("RGBA", (64, 48), (0, 0, 0, 0))), Shows(((255,) * 3,) * 4)
    ),
    Picture("heic grey", lambda: photos.heic(Image.new("L", (64, 48), 128)), Shows(((128,) * 3,) * 4)),
    Picture("heic of 10 bits", _ten_bits, Shows((photos.RED,) * 4, (40, 40))),
    Picture("heic of three pictures", lambda: _several(0), _SMALL),
    Picture("heic of three pictures, the last one first", lambda: _several(2), _SMALL),
    Picture("heic 1x1", lambda: photos.heic(photos.picture((1, 1))), Shows(None, (1, 1))),
    Picture("heic 1x2000", lambda: photos.heic(photos.picture((1, 2000))), Shows(None, (1, 1568))),
    Picture("heic of 2x2 tiles", lambda: _grid(2, 2, (1024, 1024)), Shows(UPRIGHT, (1024, 1024))),
    Picture("heic of 48 megapixels", lambda: _grid(12, 16, (8064, 6048)), Shows(None, (1568, 1176))),
    Picture(
        "heic exif of random bytes", lambda: photos.heic(exif=b"Exif\0\0" + random.Random(9).randbytes(900)), _SMALL
    ),
    Picture("heic exif of 5 MB", lambda: photos.heic(exif=exif(1, "x" * 5_000_000)), _SMALL),
    Picture("heic xmp of 5 MB", lambda: photos.heic(xmp=b"<x>" * 1_700_000), _SMALL),
    Picture("heic trailing garbage", lambda: photos.heic() + random.Random(10).randbytes(5000), _SMALL),
]

HOSTILE: Final = [
    Picture("heic claims 30000x30000", lambda: _single(size=(30_000, 30_000)), Refused(TOO_LARGE)),
    Picture("heic claims 4 billion squared", lambda: _single(size=(0xFFFF_FFFF, 0xFFFF_FFFF)), Refused(TOO_LARGE)),
    Picture("heic claims 7000x7000", lambda: _single(size=(7000, 7000)), Refused(DAMAGED)),
    Picture("heic claims 1x1", lambda: _single(size=(1, 1)), Refused(DAMAGED)),
    Picture("heic claims 0x0", lambda: _single(size=(0, 0)), Refused(DAMAGED)),
    Picture("heic claims no size", lambda: _single(uses=(2,)), _TILE),
    Picture("heic of 256x256 tiles", lambda: _grid(256, 256, (131_072, 131_072), tiles=9), Refused(TOO_LARGE)),
    Picture("heic grid of 64 megapixels", lambda: _grid(16, 16, (8192, 8192)), Shows(UPRIGHT, (1568, 1568))),
    Picture("heic grid with missing tiles", lambda: _grid(12, 16, (8064, 6048), tiles=5), Refused(DAMAGED)),
    Picture("heic grid larger than its tiles", lambda: _grid(1, 1, (7000, 7000)), Refused(DAMAGED)),
    Picture("heic grid of itself", _grid_of_itself, Refused(DAMAGED)),
    Picture("heic grids in a circle", _grids_in_a_circle, Refused(DAMAGED)),
    Picture("heic grids of grids of grids", _grids_of_grids, Shows(UPRIGHT, (1568, 1568))),
    Picture("heic identities in a circle", _identities_in_a_circle, Refused(DAMAGED)),
    Picture("heic overlay of 64 megapixels", lambda: _overlay((8000, 8000)), Shows(None, (1568, 1568))),
    Picture("heic overlay of 49 megapixels", lambda: _overlay((7000, 7000)), Shows(None, (1568, 1568))),
    *(
        Picture(f"heic without {kind}", lambda kind=kind: _single(leave_out={kind.encode()}), Refused(DAMAGED))  # type: ignore[misc]
        for kind in ("hdlr", "pitm", "iloc", "iinf", "iprp")
    ),
    Picture("heic without meta", lambda: box(b"ftyp", HEIC_TYPE) + box(b"mdat", _tile()[1]), Refused(DAMAGED)),
    Picture("heic without data", lambda: _single(data=b""), Refused(DAMAGED)),
    Picture("heic without a codec's settings", lambda: _single(uses=(1,)), Refused(DAMAGED)),
    Picture("heic data of noise", lambda: _single(data=random.Random(11).randbytes(3000)), Refused(DAMAGED)),
    Picture("heic property that is not there", lambda: _single(uses=(1, 2, 99)), Refused(DAMAGED)),
    Picture("heic primary that is not there", lambda: _single(primary=77), Refused(DAMAGED)),
    Picture("heic meta of size 0, which is to the end", lambda: _patched(b"meta", 0, bytes(4)), _TILE),
    Picture("heic meta of size 4", lambda: _patched(b"meta", 0, b"\0\0\0\4"), Refused(DAMAGED)),
    Picture("heic meta of 4 GB", lambda: _patched(b"meta", 0, b"\xff\xff\xff\xff"), Refused(DAMAGED)),
    Picture("heic iinf of 65535 items", lambda: _patched(b"iinf", 12, b"\xff\xff"), Refused(DAMAGED)),
    Picture("heic iloc of 65535 items", lambda: _patched(b"iloc", 14, b"\xff\xff"), Refused(DAMAGED)),
    Picture("heic iloc beyond the end", lambda: _patched(b"iloc", 22, b"\x7f\xff\xff\xff"), Refused(DAMAGED)),
    Picture("heic iloc of 4 GB", lambda: _patched(b"iloc", 26, b"\xff\xff\xff\xff"), Refused(DAMAGED)),
    Picture("heic ipma of 4 billion", lambda: _patched(b"ipma", 12, b"\xff\xff\xff\xff"), Refused(DAMAGED)),
    Picture("heic boxes 1000 deep", lambda: _nested(1000), Refused(DAMAGED)),
    Picture(
        "heic 100,000 empty boxes",
        lambda: box(b"ftyp", HEIC_TYPE) + full_box(b"meta", 0, 0, box(b"free") * 100_000),
        Refused(DAMAGED),
    ),
    Picture("heic 20,000 sizes", lambda: _single(properties=[ispe(64, 64)] * 20_000), Refused(DAMAGED)),
    Picture("heic that holds AV1", lambda: _avif(b"heic"), Refused(DAMAGED)),
    Picture(
        "heic magic and noise", lambda: box(b"ftyp", HEIC_TYPE) + random.Random(12).randbytes(9999), Refused(DAMAGED)
    ),
    Picture("heic type alone", lambda: box(b"ftyp", HEIC_TYPE), Refused(DAMAGED)),
]


def whole() -> bytes:
    """A HEIC with enough in it to be cut anywhere."""
    return photos.heic(Image.effect_noise((300, 200), 100).convert("RGB"))
