"""PNGs: unusual ones, which must come out right, and broken or swollen ones, which must not do harm."""

import random
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

from PIL import Image

from testing import photos
from testing.photos import STORED
from tests.security.pictures.jpegs import exif, stored
from tests.security.pictures.picture import DAMAGED, NOT_AN_IMAGE, TOO_LARGE, UPRIGHT, Picture, Refused, Shows

_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_WHITE: Final = (255, 255, 255)
_MB: Final = 1_000_000


def _chunk(kind: bytes, data: bytes, crc: int | None = None) -> bytes:
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def _ihdr(width: int, height: int, depth: int = 8, colour: int = _RGB) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def _png(*chunks: bytes) -> bytes:
    return _MAGIC + b"".join(chunks) + _chunk(b"IEND", b"")


def _rows(row: bytes, height: int) -> bytes:
    """The image data of equal rows, compressed without ever being there in full."""
    packer = zlib.compressobj(1)
    return b"".join([packer.compress(b"\0" + row) for _ in range(height)]) + packer.flush()


def _even(width: int, height: int, pixel: bytes, depth: int = 8, colour: int = _RGB, *more: bytes) -> bytes:
    """A PNG of one colour; `more` chunks come before the data."""
    return _png(_ihdr(width, height, depth, colour), *more, _chunk(b"IDAT", _rows(pixel * width, height)))


def _sized(width: int, height: int) -> bytes:
    """A PNG whose header gives another size than its content has."""
    return _MAGIC + _ihdr(width, height) + photos.png()[33:]


def _with(*chunks: bytes) -> bytes:
    """A PNG with more chunks after its header."""
    png = photos.png()
    return png[:33] + b"".join(chunks) + png[33:]


def _with_crc(kind: bytes, change: int) -> bytes:
    """A PNG with a wrong checksum in the first chunk of a kind."""
    png = bytearray(photos.png())
    at = png.index(kind)
    end = at + 4 + struct.unpack_from(">I", png, at - 4)[0]
    png[end] ^= change
    return bytes(png)


@cache
def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(bytes(_MB)) for _ in range(size // _MB)]) + packer.flush()


def _animated(default_image: bool) -> bytes:
    second = photos.picture().transpose(Image.Transpose.ROTATE_180)
    return photos.png(save_all=True, append_images=[second] * 5, duration=50, default_image=default_image)


def _see_through() -> bytes:
    """A palette picture whose every colour but the first is opaque."""
    clear = Image.new("P", (40, 40), 0)
    clear.putpalette([0, 0, 0, *photos.BLUE])
    clear.paste(1, (20, 0, 40, 40))
    return photos.png(clear, transparency=b"\0\xff")


def _whole_size() -> bytes:
    """As many pixels as are allowed, with an alpha channel."""
    return _even(8000, 6250, bytes((*photos.RED, 255)), 8, _RGBA)


def _of(mode: str, **options: object) -> Callable[[], bytes]:
    return lambda: photos.png(photos.picture(mode=mode), **options)


_SMALL: Final = Shows(UPRIGHT, (64, 48))

UNUSUAL: Final = [
    *(
        Picture(f"png orientation {n}", lambda n=n: photos.png(stored(n), exif=exif(n)), _SMALL)  # type: ignore[misc]
        for n in STORED
    ),
    Picture("png interlaced", _of("RGB", interlace=True), _SMALL),
    Picture("png palette", _of("P"), _SMALL),
    Picture("png palette, transparent", _see_through, Shows((_WHITE, photos.BLUE, _WHITE, photos.BLUE), (40, 40))),
    Picture("png 1 bit", lambda: photos.png(Image.new("1", (40, 40), 1)), Shows((_WHITE,) * 4, (40, 40))),
    Picture("png grey and alpha", lambda: photos.png(Image.new("LA", (40, 40), (0, 0))), Shows((_WHITE,) * 4)),
    Picture("png rgba", lambda: photos.png(Image.new("RGBA", (40, 40), (0, 0, 0, 0))), Shows((_WHITE,) * 4)),
    Picture("png 16-bit grey", lambda: _even(40, 40, b"\x80\0", 16, _GREY), Shows(((128, 128, 128),) * 4, (40, 40))),
    Picture(
        "png 16-bit grey, transparent",
        lambda: _even(40, 40, b"\x80\0", 16, _GREY, _chunk(b"tRNS", b"\0\1")),
        Shows(((128, 128, 128),) * 4),
    ),
    Picture("png 16-bit rgb", lambda: _even(40, 40, b"\xdc\0\x1e\0\x1e\0", 16, _RGB), Shows((photos.RED,) * 4)),
    Picture("png 16-bit rgba", lambda: _even(40, 40, b"\xdc\0\x1e\0\x1e\0\0\0", 16, _RGBA), Shows((_WHITE,) * 4)),
    Picture("png 16-bit grey and alpha", lambda: _even(40, 40, b"\0\0\0\0", 16, _GREY_ALPHA), Shows((_WHITE,) * 4)),
    Picture("png one colour transparent", _of("RGB", transparency=photos.RED), Shows((_WHITE, *UPRIGHT[1:]), (64, 48))),
    Picture("png animated (APNG)", lambda: _animated(default_image=False), _SMALL),
    Picture("png animated with a still of its own", lambda: _animated(default_image=True), _SMALL),
    Picture("png 1x1", lambda: photos.png(photos.picture((1, 1))), Shows(None, (1, 1))),
    Picture("png 1x20000", lambda: photos.png(photos.picture((1, 20000))), Shows(None, (1, 1568))),
    Picture("png 20000x1", lambda: photos.png(photos.picture((20000, 1))), Shows(None, (1568, 1))),
    Picture("png 1x1000000", lambda: _even(1, 1_000_000, b"\xff" * 3), Shows(None, (1, 1568))),
    Picture("png of 50 megapixels, rgba", _whole_size, Shows((photos.RED,) * 4, (1568, 1225))),
    Picture("png exif of random bytes", lambda: _with(_chunk(b"eXIf", random.Random(5).randbytes(900))), _SMALL),
    Picture(
        "png exif in hex that is none", lambda: _with(_chunk(b"tEXt", b"Raw profile type exif\0\n\n\nxyz")), _SMALL
    ),
    Picture("png text of 18 MB", lambda: _with(*[_chunk(b"tEXt", b"Comment\0" + b"<b>" * 300_000)] * 20), _SMALL),
    Picture(
        "png icc of random bytes", lambda: _with(_chunk(b"iCCP", b"x\0\0" + random.Random(6).randbytes(900))), _SMALL
    ),
    Picture(
        "png xmp that turns it",
        lambda: _with(_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b'<x tiff:Orientation="1"/>')),
        _SMALL,
    ),
    Picture("png unknown chunks", lambda: _with(*[_chunk(b"evIl", bytes(1000))] * 1000), _SMALL),
    Picture(
        "png inflates past its last row",
        lambda: _png(_ihdr(40, 40), _chunk(b"IDAT", _deflated(100 * _MB))),
        Shows(((0, 0, 0),) * 4),
    ),
]

HOSTILE: Final = [
    Picture("png claims 60000x60000", lambda: _sized(60_000, 60_000), Refused(TOO_LARGE)),
    Picture("png claims 9400x9400", lambda: _sized(9400, 9400), Refused(TOO_LARGE)),
    Picture("png of 64 megapixels", lambda: _even(8000, 8000, b"\0", 8, _GREY), Refused(TOO_LARGE)),
    Picture("png claims 7000x7000", lambda: _sized(7000, 7000), Refused(DAMAGED)),
    Picture("png zTXt of 100 MB", lambda: _with(_chunk(b"zTXt", b"Comment\0\0" + _deflated(100 * _MB))), _SMALL),
    Picture(
        "png iTXt of 100 MB",
        lambda: _with(_chunk(b"iTXt", b"Comment\0\1\0\0\0" + _deflated(100 * _MB))),
        _SMALL,
    ),
    Picture("png iCCP of 100 MB", lambda: _with(_chunk(b"iCCP", b"x\0\0" + _deflated(100 * _MB))), _SMALL),
    Picture("png of many zTXt", lambda: _with(*[_chunk(b"zTXt", b"Comment\0\0" + _deflated(_MB))] * 100), _SMALL),
    Picture("png width 0", lambda: _sized(0, 48), Refused(NOT_AN_IMAGE)),
    Picture("png height 0", lambda: _sized(64, 0), Refused(NOT_AN_IMAGE)),
    Picture("png width -1", lambda: _sized(0xFFFF_FFFF, 48), Refused(TOO_LARGE)),
    Picture("png wrong crc of its header", lambda: _with_crc(b"IHDR", 1), Refused(NOT_AN_IMAGE)),
    Picture("png wrong crc of its data", lambda: _with_crc(b"IDAT", 1), _SMALL),
    Picture(
        "png data that is noise",
        lambda: _png(_ihdr(40, 40), _chunk(b"IDAT", random.Random(7).randbytes(5000))),
        Refused(DAMAGED),
    ),
    Picture("png without data", lambda: _png(_ihdr(40, 40)), Refused(DAMAGED)),
    Picture("png without a header", lambda: _png(_chunk(b"IDAT", _rows(b"\0" * 120, 40))), Refused(NOT_AN_IMAGE)),
    Picture("png with two headers", lambda: _with(_ihdr(9000, 9000)), Refused(TOO_LARGE)),
    Picture("png without its palette", lambda: _even(40, 40, b"\7", 8, _PALETTE), Shows(((0, 0, 0),) * 4)),
    Picture("png of 3 bits", lambda: _even(40, 40, b"\0", 3, _GREY), Refused(NOT_AN_IMAGE)),
    Picture(
        "png of an unknown filter",
        lambda: _png(_ihdr(1, 1), _chunk(b"IDAT", zlib.compress(b"\x63abc"))),
        Refused(DAMAGED),
    ),
    Picture(
        "png chunk of 2 GB", lambda: _with(struct.pack(">I", 0x7FFF_FFFF) + b"tEXtComment\0"), Refused(NOT_AN_IMAGE)
    ),
    Picture(
        "png chunk of negative length",
        lambda: _with(struct.pack(">I", 0xFFFF_FFFF) + b"tEXtComment\0"),
        Refused(NOT_AN_IMAGE),
    ),
    Picture("png animation without frames", lambda: _with(_chunk(b"acTL", struct.pack(">II", 0, 0))), _SMALL),
    Picture(
        "png animation of 4 billion frames", lambda: _with(_chunk(b"acTL", struct.pack(">II", 0xFFFF_FFFF, 0))), _SMALL
    ),
    Picture("png magic and noise", lambda: _MAGIC + random.Random(8).randbytes(9999), Refused(NOT_AN_IMAGE)),
    Picture("png magic alone", lambda: _MAGIC, Refused(NOT_AN_IMAGE)),
]


def whole() -> bytes:
    """A PNG with enough in it to be cut anywhere."""
    return photos.png(Image.effect_noise((300, 200), 100).convert("RGB"))
