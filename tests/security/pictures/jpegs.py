"""JPEGs: unusual ones, which must come out right, and broken or swollen ones, which must not do harm."""

import io
import random
import struct
from collections.abc import Callable
from typing import Any, Final

from PIL import Image

from testing import photos
from testing.photos import STORED
from tests.security.pictures.picture import DAMAGED, NOT_AN_IMAGE, TOO_LARGE, UPRIGHT, Picture, Refused, Shows

_APP1, _APP2, _APP14, _SOF0, _SOF2, _DHT, _SOS = 0xE1, 0xE2, 0xEE, 0xC0, 0xC2, 0xC4, 0xDA
_MAKER, _ORIENTATION = 0x010F, 0x0112
_TEXT, _SHORT = 2, 3
_MAX_PAYLOAD: Final = 65_533


def stored(orientation: int) -> Image.Image:
    """The picture as a camera stores it that was held at an angle."""
    turn = STORED[orientation]
    return photos.picture() if turn is None else photos.picture().transpose(turn)


def exif(orientation: int, maker: str = "") -> bytes:
    """EXIF data that says nothing but an orientation, and a camera's maker if there is one."""
    data = Image.Exif()
    data[_ORIENTATION] = orientation
    if maker:
        data[_MAKER] = maker
    return data.tobytes()


def _exif_of_one(kind: int, value: bytes, successor: int = 0) -> bytes:
    """EXIF data of one entry, an orientation of any kind, and the place of the next directory."""
    entry = struct.pack("<HHHI", 1, _ORIENTATION, kind, 1) + value.ljust(4, b"\0")
    return b"Exif\0\0" + struct.pack("<2sHI", b"II", 42, 8) + entry + struct.pack("<I", successor)


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _with(*segments: bytes, jpeg: bytes | None = None) -> bytes:
    """A JPEG with more segments at its start."""
    jpeg = jpeg or photos.jpeg()
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def _changed(marker: int, change: Callable[[bytearray, int], None], jpeg: bytes | None = None) -> bytes:
    """A JPEG after `change`, which is given the position of the first segment of a kind."""
    data = bytearray(jpeg or photos.jpeg())
    change(data, data.index(bytes((0xFF, marker))))
    return bytes(data)


def _sized(width: int, height: int, marker: int = _SOF0, jpeg: bytes | None = None) -> bytes:
    """A JPEG whose header gives another size than its content has."""
    return _changed(marker, lambda data, at: struct.pack_into(">HH", data, at + 5, height, width), jpeg)


def _without(marker: int) -> bytes:
    data = photos.jpeg()
    while (at := data.find(bytes((0xFF, marker)))) >= 0:
        data = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4]) :]
    return data


def _byte(offset: int, value: int, marker: int = _SOF0) -> bytes:
    return _changed(marker, lambda data, at: data.__setitem__(at + offset, value))


def _ycck() -> bytes:
    """Four inks whose first three are stored as luma and chroma, as Photoshop does."""
    cyan, magenta, yellow, key = photos.picture(mode="CMYK").split()
    luma = Image.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr")
    inverted = [channel.point(lambda value: 255 - value) for channel in luma.split()]
    jpeg = photos.jpeg(Image.merge("CMYK", (*inverted, key)))
    adobe_transform = jpeg.index(b"Adobe") + 11
    return jpeg[:adobe_transform] + b"\x02" + jpeg[adobe_transform + 1 :]


def _scans_without_end() -> bytes:
    """A progressive JPEG of 49 megapixels whose last scan is repeated a hundred thousand times."""
    jpeg = _sized(7000, 7000, _SOF2, photos.jpeg(photos.picture((16, 16)), progressive=True))
    last = jpeg.rindex(bytes((0xFF, _SOS)))
    return jpeg[:last] + jpeg[last:-2] * 100_000 + jpeg[-2:]


def _noise(size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.effect_noise(size, 100).convert("RGB")


def _icc(chunks: int) -> list[bytes]:
    payload = bytes(_MAX_PAYLOAD - 14)
    return [_segment(_APP2, b"ICC_PROFILE\0" + bytes((i + 1, chunks)) + payload) for i in range(chunks)]


def _mpo() -> bytes:
    """Two JPEGs in one file, as phones store them."""
    second = photos.picture().transpose(Image.Transpose.ROTATE_180)
    out = io.BytesIO()
    photos.picture().save(out, "MPO", save_all=True, append_images=[second], quality=95)
    return out.getvalue()


def _photo(**options: Any) -> Callable[[], bytes]:
    return lambda: photos.jpeg(**options)


_SMALL: Final = Shows(UPRIGHT, (64, 48))

UNUSUAL: Final = [
    *(
        Picture(f"jpeg orientation {n}", lambda n=n: photos.jpeg(stored(n), exif=exif(n)), _SMALL)  # type: ignore[misc]
        for n in STORED
    ),
    Picture("jpeg progressive", _photo(progressive=True), _SMALL),
    Picture("jpeg grey", lambda: photos.jpeg(Image.new("L", (64, 48), 128)), Shows(((128, 128, 128),) * 4, (64, 48))),
    Picture("jpeg cmyk", lambda: photos.jpeg(photos.picture(mode="CMYK")), _SMALL),
    Picture("jpeg ycck", _ycck, _SMALL),
    Picture("jpeg of two pictures (MPO)", _mpo, _SMALL),
    Picture("jpeg 1x1", lambda: photos.jpeg(photos.picture((1, 1))), Shows(None, (1, 1))),
    Picture("jpeg 1x20000", lambda: photos.jpeg(photos.picture((1, 20000))), Shows(None, (1, 1568))),
    Picture("jpeg 20000x1", lambda: photos.jpeg(photos.picture((20000, 1))), Shows(None, (1568, 1))),
    Picture("jpeg orientation 0", lambda: photos.jpeg(exif=exif(0)), _SMALL),
    Picture("jpeg orientation 65535", lambda: photos.jpeg(exif=exif(65535)), _SMALL),
    Picture("jpeg orientation in words", lambda: photos.jpeg(exif=_exif_of_one(_TEXT, b"up")), _SMALL),
    Picture(
        "jpeg exif of random bytes", lambda: photos.jpeg(exif=b"Exif\0\0" + random.Random(1).randbytes(999)), _SMALL
    ),
    Picture("jpeg exif empty", lambda: _with(_segment(_APP1, b"Exif\0\0")), _SMALL),
    Picture(
        "jpeg exif that goes in circles", lambda: photos.jpeg(exif=_exif_of_one(_SHORT, b"\1", successor=8)), _SMALL
    ),
    Picture("jpeg exif breaks off", lambda: photos.jpeg(stored(1), exif=exif(1)[:-9]), _SMALL),
    Picture("jpeg exif of 64 kB", lambda: photos.jpeg(exif=exif(1, "x" * 65_000)), _SMALL),
    Picture("jpeg icc of random bytes", lambda: photos.jpeg(icc_profile=random.Random(2).randbytes(3000)), _SMALL),
    Picture("jpeg icc of 16 MB", lambda: _with(*_icc(255)), _SMALL),
    Picture(
        "jpeg xmp of 6 MB",
        lambda: _with(*[_segment(_APP1, b"http://ns.adobe.com/xap/1.0/\0" + b"<x>" * 21_000)] * 100),
        _SMALL,
    ),
    Picture("jpeg comments of 13 MB", lambda: _with(*[_segment(0xFE, b"<?php ?>" * 8191)] * 200), _SMALL),
    Picture("jpeg trailing garbage", lambda: photos.jpeg() + random.Random(3).randbytes(5000), _SMALL),
    Picture(
        "jpeg 48 megapixels", lambda: photos.jpeg(Image.new("RGB", (8064, 5952), "red")), Shows(((254, 0, 0),) * 4)
    ),
]

HOSTILE: Final = [
    Picture("jpeg claims 65500x65500", lambda: _sized(65_500, 65_500), Refused(TOO_LARGE)),
    Picture("jpeg claims 9000x9000", lambda: _sized(9000, 9000), Refused(DAMAGED)),
    Picture("jpeg claims 7000x7000", lambda: _sized(7000, 7000), Refused(DAMAGED)),
    Picture(
        "jpeg progressive 4:4:4 claims 7000x7000",
        lambda: _sized(7000, 7000, _SOF2, photos.jpeg(progressive=True, subsampling=0)),
        Refused(DAMAGED),
    ),
    Picture(
        "jpeg progressive cmyk claims 7000x7000",
        lambda: _sized(7000, 7000, _SOF2, photos.jpeg(photos.picture(mode="CMYK"), progressive=True)),
        Refused(DAMAGED),
    ),
    Picture("jpeg of 100,000 scans", _scans_without_end, Refused(DAMAGED)),
    Picture("jpeg exif of 12 MB", lambda: _with(*[_segment(_APP1, b"Exif\0\0" + bytes(65_000))] * 185), _SMALL),
    Picture("jpeg width 0", lambda: _sized(0, 48), Refused(NOT_AN_IMAGE)),
    Picture("jpeg height 0", lambda: _sized(64, 0), Refused(NOT_AN_IMAGE)),
    Picture("jpeg of 200 components", lambda: _byte(9, 200), Refused(NOT_AN_IMAGE)),
    Picture("jpeg of 12 bits", lambda: _byte(4, 12), Refused(NOT_AN_IMAGE)),
    Picture("jpeg called lossless", lambda: _byte(1, 0xC3), Refused(DAMAGED)),
    Picture("jpeg called arithmetic", lambda: _byte(1, 0xC9), Shows(None, (64, 48))),
    Picture("jpeg sampled 15 to 1", lambda: _byte(11, 0xF1), Refused(DAMAGED)),
    Picture("jpeg without a frame", lambda: _without(_SOF0), Refused(NOT_AN_IMAGE)),
    Picture("jpeg without tables", lambda: _without(_DHT), _SMALL),
    Picture("jpeg segment of length 0", lambda: _with(b"\xff\xe5\0\0"), _SMALL),
    Picture("jpeg segment beyond the end", lambda: _with(b"\xff\xe5\xff\xff"), Refused(DAMAGED)),
    Picture("jpeg of nothing but starts", lambda: b"\xff\xd8" * 100_000 + b"\xff\xd9", Refused(NOT_AN_IMAGE)),
    Picture("jpeg of 3 MB of padding", lambda: b"\xff\xd8" + b"\xff" * 3_000_000, Refused(NOT_AN_IMAGE)),
    Picture("jpeg magic and noise", lambda: b"\xff\xd8\xff" + random.Random(4).randbytes(9999), Refused(DAMAGED)),
    Picture("jpeg magic alone", lambda: b"\xff\xd8\xff", Refused(NOT_AN_IMAGE)),
]


def whole() -> bytes:
    """A JPEG with enough in it to be cut anywhere."""
    return photos.jpeg(_noise())
