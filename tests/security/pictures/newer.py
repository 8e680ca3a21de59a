"""WebPs, AVIFs, GIFs, BMPs and TIFFs: unusual ones must come out right, swollen ones must not do harm."""

import io
import struct
from collections.abc import Callable
from typing import Final

from PIL import Image

from testing import photos
from testing.photos import STORED
from tests.security.pictures.jpegs import exif, stored
from tests.security.pictures.picture import DAMAGED, NOT_AN_IMAGE, TOO_LARGE, UPRIGHT, Answered, Picture, Refused, Shows

_FORMATS: Final = ("webp", "avif", "gif", "bmp", "tiff")
_SMALL: Final = Shows(UPRIGHT, (64, 48))
_ANY_REFUSAL: Final = Refused(f"{NOT_AN_IMAGE}|{DAMAGED}|{TOO_LARGE}|decoder failed")


def _of(kind: str, image: Callable[[], Image.Image] = photos.picture, **options: object) -> Callable[[], bytes]:
    return lambda: photos.encoded(image(), kind.upper(), **options)


def _frames(kind: str, size: tuple[int, int], count: int) -> bytes:
    """An animation whose every frame has the full size and another colour."""
    frames = [Image.new("RGB", size, (i * 7 % 256, i, 0)) for i in range(count)]
    out = io.BytesIO()
    frames[0].save(out, kind.upper(), save_all=True, append_images=frames[1:], duration=40)
    return out.getvalue()


def _patched(kind: str, at: int, value: bytes) -> Callable[[], bytes]:
    def patched() -> bytes:
        data = bytearray(photos.encoded(photos.picture(), kind.upper()))
        data[at : at + len(value)] = value
        return bytes(data)

    return patched


def _avif_sized(width: int, height: int) -> bytes:
    data = bytearray(photos.encoded(photos.picture(), "AVIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", width, height)
    return bytes(data)


def _bottom_up(negative: bool) -> bytes:
    """A BMP; of a negative height, its rows go from the top."""
    data = bytearray(photos.encoded(photos.picture().transpose(Image.Transpose.FLIP_TOP_BOTTOM), "BMP"))
    data[22:26] = struct.pack("<i", -48 if negative else 48)
    return bytes(data)


def _endless_ifds() -> bytes:
    """A TIFF whose directory names itself as the next one."""
    ifd = struct.pack("<H", 1) + struct.pack("<HHII", 256, 3, 1, 64) + struct.pack("<I", 8)
    return b"II*\0" + struct.pack("<I", 8) + ifd


def _many_ifds() -> bytes:
    ifds = [struct.pack("<HHHIII", 1, 256, 3, 1, 64, 8 + 18 * (i + 1)) for i in range(20_000)]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(ifds)


def _tiff_of(tags: list[tuple[int, int, int, int]]) -> bytes:
    entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


def _tiff_claims(width: int, height: int, compression: int = 1) -> bytes:
    return _tiff_of(
        [
            *[(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1)],
            *[(273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 100)],
        ]
    )


UNUSUAL: Final = [
    *(Picture(f"{kind}", _of(kind), _SMALL) for kind in _FORMATS),
    *(
        Picture(f"{kind} orientation {n}", _of(kind, lambda n=n: stored(n), exif=exif(n)), _SMALL)  # type: ignore[misc]
        for kind in ("webp", "avif")
        for n in STORED
    ),
    *(
        Picture(f"{kind} transparent", _of(kind, lambda: Image.new("RGBA", (64, 48))), Shows(((255, 255, 255),) * 4))
        for kind in ("webp", "avif", "gif", "tiff")
    ),
    *(
        Picture(f"{kind} animated", lambda kind=kind: _frames(kind, (64, 48), 20), Shows(None, (64, 48)))  # type: ignore[misc]
        for kind in ("webp", "avif", "gif")
    ),
    *(
        Picture(f"tiff in {how}", _of("tiff", compression=how), _SMALL)
        for how in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")
    ),
    Picture("tiff of 16 bits", _of("tiff", lambda: Image.new("I;16", (64, 48), 0x8000)), Shows(((128, 128, 128),) * 4)),
    Picture("tiff for print", _of("tiff", lambda: photos.picture(mode="CMYK")), _SMALL),
    Picture("bmp of negative height", lambda: _bottom_up(negative=True), _SMALL),
    Picture("webp lossless", _of("webp", lossless=True), _SMALL),
]

HOSTILE: Final = [
    Picture("webp bomb, animated", lambda: _frames("webp", (2000, 1500), 6), Shows(None, (1568, 1176))),
    Picture("gif bomb, animated", lambda: _frames("gif", (2000, 1500), 6), Shows(None, (1568, 1176))),
    Picture("gif claims 65535x65535", _patched("gif", 6, b"\xff\xff\xff\xff"), Refused(TOO_LARGE)),
    Picture(
        "gif without an end to its blocks", lambda: photos.encoded(photos.picture(), "GIF")[:-2] * 2000, Answered()
    ),
    Picture("webp claims 16384x16384", _patched("webp", 26, b"\xff\x3f\xff\x3f"), Refused(TOO_LARGE)),
    Picture("avif claims 60000x60000", lambda: _avif_sized(60_000, 60_000), Refused(TOO_LARGE)),
    Picture("avif claims 6900x6900", lambda: _avif_sized(6900, 6900), Answered()),
    Picture("avif grid of itself", _patched("avif", 4, b"ftypavif"), Answered()),
    Picture("bmp claims 60000x60000", _patched("bmp", 18, struct.pack("<ii", 60_000, 60_000)), Refused(TOO_LARGE)),
    Picture("bmp of the lowest height", _patched("bmp", 22, struct.pack("<i", -(2**31))), _ANY_REFUSAL),
    Picture("bmp of height 0", _patched("bmp", 22, bytes(4)), _ANY_REFUSAL),
    Picture("tiff of endless directories", _endless_ifds, _ANY_REFUSAL),
    Picture("tiff of 20,000 directories", _many_ifds, _ANY_REFUSAL),
    Picture("tiff claims 60000x60000", lambda: _tiff_claims(60_000, 60_000), Refused(TOO_LARGE)),
    Picture("tiff claims 7000x7000", lambda: _tiff_claims(7000, 7000), _ANY_REFUSAL),
    Picture("tiff claims 7000x7000 in LZW", lambda: _tiff_claims(7000, 7000, 5), _ANY_REFUSAL),
    Picture(
        "tiff of 4 billion strips",
        lambda: _tiff_of([(256, 4, 1, 64), (257, 4, 1, 48), (273, 4, 2**32 - 1, 8)]),
        _ANY_REFUSAL,
    ),
    *(
        Picture(f"{kind} cut at {tenth}/10", lambda kind=kind, tenth=tenth: _cut(kind, tenth), Answered())  # type: ignore[misc]
        for kind in _FORMATS
        for tenth in range(1, 10)
    ),
]


def _cut(kind: str, tenth: int) -> bytes:
    photo = photos.encoded(Image.effect_noise((300, 200), 100).convert("RGB"), kind.upper())
    return photo[: len(photo) * tenth // 10]
