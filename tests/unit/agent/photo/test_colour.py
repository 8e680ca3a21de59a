"""Colours: a photo with a profile comes out as LittleCMS itself converts the full picture to sRGB."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Final

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from agent.photo.decoder import prepare
from testing import photos

Xyz = tuple[float, float, float]

_D50: Final = (0.9642, 1.0, 0.8249)
_DISPLAY_P3: Final = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
_ADOBE_RGB: Final = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446))
_PROPHOTO: Final = ((0.7977, 0.2880, 0.0), (0.1352, 0.7119, 0.0), (0.0313, 0.0001, 0.8249))


def _icc(space: bytes, connection: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    start = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    head = struct.pack(">I4sI4s4s4s12s4s", start + len(data), b"", 0x02400000, kind, space, connection, b"", b"acsp")
    light = struct.pack(">iii", *(round(65536 * value) for value in _D50))
    return head + bytes(68 - len(head)) + light + bytes(48) + table + data


def _xyz(value: Xyz) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(65536 * part) for part in value))


def _gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(256 * value))


def _rgb(colorants: tuple[Xyz, Xyz, Xyz], gamma: float) -> bytes:
    tags = {b"wtpt": _xyz(_D50)}
    tags |= {name: _xyz(value) for name, value in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(gamma))
    return _icc(b"RGB ", b"XYZ ", tags)


def _grey(gamma: float) -> bytes:
    return _icc(b"GRAY", b"XYZ ", {b"wtpt": _xyz(_D50), b"kTRC": _gamma(gamma)})


def _cmyk() -> bytes:
    """Inks that are duller than Pillow's formula takes them for: a table of two steps an ink."""
    lab = []
    for number in range(16):
        c, m, y, k = (number >> shift & 1 for shift in (3, 2, 1, 0))
        lightness = max(10, 100 - 35 * c - 40 * m - 8 * y - 75 * k)
        a, b = (-25 * c + 55 * m) * (1 - k), (-35 * c + 70 * y) * (1 - k)
        lab += [round(lightness * 2.55), 128 + a, 128 + b]
    unit = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    ramp = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + unit + 4 * ramp + bytes(lab) + 3 * ramp
    return _icc(b"CMYK", b"Lab ", {b"wtpt": _xyz(_D50), b"A2B0": table}, kind=b"prtr")


P3, ADOBE, PROPHOTO = _rgb(_DISPLAY_P3, 2.2), _rgb(_ADOBE_RGB, 2.199), _rgb(_PROPHOTO, 1.8)


def _sample(mode: str = "RGB") -> Image.Image:
    with Image.open(photos.CAT) as image:
        return image.resize((150, 100)).convert(mode)


def _by_littlecms(image: Image.Image, profile: bytes) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.PERCEPTUAL,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert converted is not None
    return converted


def _difference(one: Image.Image, other: Image.Image) -> float:
    """The largest difference of a channel's mean, in levels of 255."""
    means = zip(ImageStat.Stat(one).mean, ImageStat.Stat(other).mean, strict=True)
    return max(abs(a - b) for a, b in means)


def _prepared(photo: bytes) -> Image.Image:
    return photos.opened(prepare(photo).jpeg)


@pytest.mark.parametrize("profile", [P3, ADOBE, PROPHOTO], ids=["display p3", "adobe rgb", "prophoto"])
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIF"])
def test_an_rgb_profile_is_converted(profile: bytes, image_format: str) -> None:
    photos.heic()  # Pillow then knows the format.
    photo = photos.encoded(_sample(), image_format, icc_profile=profile, quality=95)
    stored = photos.opened(photo).convert("RGB")
    expected = _by_littlecms(stored, profile)

    assert _difference(_prepared(photo), expected) < 1
    per_pixel = ImageStat.Stat(ImageChops.difference(expected, stored)).mean
    assert max(per_pixel) > 1, "the profile changes nothing"


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF"])
def test_a_grey_profile_is_converted(image_format: str) -> None:
    profile = _grey(1.4)
    photo = photos.encoded(_sample("L"), image_format, icc_profile=profile)
    stored = photos.opened(photo)
    expected = _by_littlecms(stored, profile)

    assert _difference(_prepared(photo), expected) < 1
    assert _difference(stored.convert("RGB"), expected) > 5


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
def test_a_cmyk_profile_is_converted(image_format: str) -> None:
    profile = _cmyk()
    photo = photos.encoded(_sample("CMYK"), image_format, icc_profile=profile)
    stored = photos.opened(photo)
    expected = _by_littlecms(stored, profile)

    assert _difference(_prepared(photo), expected) < 1
    assert _difference(stored.convert("RGB"), expected) > 5


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
def test_cmyk_without_a_profile_is_converted_by_formula(image_format: str) -> None:
    photo = photos.encoded(_sample("CMYK"), image_format)

    assert _difference(_prepared(photo), photos.opened(photo).convert("RGB")) < 1


def test_sixteen_bit_grey_is_converted_by_its_profile() -> None:
    grey = _sample("L")
    deep = Image.frombytes("I;16", grey.size, b"".join(bytes([level, level]) for level in grey.tobytes()))
    profile = _grey(1.4)

    assert _difference(_prepared(photos.png(deep, icc_profile=profile)), _by_littlecms(grey, profile)) < 1


def _twice(image: Image.Image) -> bytes:
    """The samples in 16 bits each, whose bytes are the same in either order."""
    return bytes(byte for level in image.tobytes() for byte in (level, level))


def _png_of_sixteen_bits(image: Image.Image, profile: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    length, raw = 6 * image.width, _twice(image)
    rows = b"".join(b"\0" + raw[at : at + length] for at in range(0, len(raw), length))
    head = struct.pack(">IIBBBBB", *image.size, 16, 2, 0, 0, 0)
    chunks = {b"IHDR": head, b"iCCP": b"p\0\0" + zlib.compress(profile), b"IDAT": zlib.compress(rows), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks.items())


def _tiff_of_sixteen_bits(image: Image.Image, profile: bytes) -> bytes:
    raw = _twice(image)
    entries = 10
    bits = 8 + 2 + 12 * entries + 4
    start = bits + 6 + len(profile)
    tags = [(256, 4, 1, image.width), (257, 4, 1, image.height), (258, 3, 3, bits), (259, 4, 1, 1), (262, 4, 1, 2)]
    tags += [(273, 4, 1, start), (277, 4, 1, 3), (278, 4, 1, image.height), (279, 4, 1, len(raw))]
    tags += [(34675, 7, len(profile), bits + 6)]
    directory = struct.pack("<H", entries) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return struct.pack("<2sHI", b"II", 42, 8) + directory + struct.pack("<3H", 16, 16, 16) + profile + raw


@pytest.mark.parametrize("make", [_png_of_sixteen_bits, _tiff_of_sixteen_bits], ids=["png", "tiff"])
def test_sixteen_bit_rgb_is_converted_by_its_profile(make: Callable[[Image.Image, bytes], bytes]) -> None:
    assert _difference(_prepared(make(_sample(), PROPHOTO)), _by_littlecms(_sample(), PROPHOTO)) < 1


@pytest.mark.parametrize(
    "profile",
    [b"no profile" * 30, ADOBE[:200], ADOBE[:128] + bytes(400), _cmyk()],
    ids=["junk", "cut", "empty", "cmyk"],
)
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF"])
def test_a_profile_that_is_broken_or_does_not_fit_is_ignored(profile: bytes, image_format: str) -> None:
    photo = photos.encoded(_sample(), image_format, icc_profile=profile)

    assert _difference(_prepared(photo), photos.opened(photo)) < 1
