"""Colours that a photo names by number, and pictures of more than eight bits: HEIC, AVIF, PNG, and Ultra HDR."""

import io
import math
import struct
import zlib
from collections.abc import Callable
from typing import Any, Final

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from agent.photo.decoder import prepare
from agent.photo.nclx import profile_of
from agent.photo.prepare import prepare_photo
from testing import photos
from tests.security.pictures.heif_boxes import Heif, Item, box, find, ispe

P3, BT2020, BT709 = 12, 9, 1
SRGB_CURVE, PQ, HLG = 13, 16, 18
_TO_BT2020: Final = ((0.6274, 0.3293, 0.0433), (0.0691, 0.9195, 0.0114), (0.0164, 0.0880, 0.8956))
_WHITE: Final = 203
"""The light of white paper in cd/m²."""


def _sample() -> Image.Image:
    with Image.open(photos.CAT) as image:
        return image.resize((150, 100)).convert("RGB")


def _difference(photo: bytes, expected: Image.Image) -> float:
    """The largest difference of a channel's mean between the prepared photo and a picture, in levels of 255."""
    means = zip(ImageStat.Stat(photos.opened(prepare(photo).jpeg)).mean, ImageStat.Stat(expected).mean, strict=True)
    return max(abs(a - b) for a, b in means)


def _from_p3(image: Image.Image) -> Image.Image:
    """What LittleCMS makes of a picture of Display P3, whose colours then differ."""
    profile = profile_of(P3, SRGB_CURVE)
    assert profile is not None
    converted = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert converted is not None
    assert max(ImageStat.Stat(ImageChops.difference(image, converted)).mean) > 1
    return converted


def _heic(image: pillow_heif.HeifFile, primaries: int, curve: int, **options: Any) -> bytes:
    out = io.BytesIO()
    named = {"color_primaries": primaries, "transfer_characteristics": curve, "matrix_coefficients": 6}
    image.save(out, quality=95, chroma=444, full_range_flag=1, **named, **options)
    return out.getvalue()


def _pq(light: float) -> float:
    power = (light * _WHITE / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def _hlg(light: float) -> float:
    scene = (light * _WHITE / 1000) ** (1 / 1.2)
    return math.sqrt(3 * scene) if scene <= 1 / 12 else 0.17883277 * math.log(12 * scene - 0.28466892) + 0.55991073


def _deep(image: Image.Image, signal: Callable[[float], float]) -> pillow_heif.HeifFile:
    """A picture as a camera for HDR has it: in BT.2020's primaries, 16 bits and its own curve."""
    levels = [v / 3294.6 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)]
    raw, samples = image.tobytes(), list[int]()
    for at in range(0, len(raw), 3):
        light = [levels[level] for level in raw[at : at + 3]]
        for row in _TO_BT2020:
            mixed = sum(weight * part for weight, part in zip(row, light, strict=True))
            samples.append(round(65535 * min(1.0, signal(mixed))))
    return pillow_heif.from_bytes("RGB;16", image.size, struct.pack(f"<{len(samples)}H", *samples))


def test_the_primaries_that_a_heic_names_are_converted() -> None:
    photo = _heic(pillow_heif.from_pillow(_sample()), P3, SRGB_CURVE)

    assert _difference(photo, _from_p3(_sample())) < 1


@pytest.mark.parametrize("curve", [SRGB_CURVE, 1, 6], ids=["srgb", "bt.709", "bt.601"])
def test_a_heic_that_names_ordinary_colours_is_not_converted(curve: int) -> None:
    assert _difference(_heic(pillow_heif.from_pillow(_sample()), BT709, curve), _sample()) < 1


@pytest.mark.parametrize(("curve", "signal"), [(PQ, _pq), (HLG, _hlg)], ids=["pq", "hlg"])
def test_a_picture_for_hdr_comes_out_as_people_saw_it(curve: int, signal: Callable[[float], float]) -> None:
    assert _difference(_heic(_deep(_sample(), signal), BT2020, curve), _sample()) < 1


def test_a_profile_counts_more_than_numbers() -> None:
    photo = _heic(pillow_heif.from_pillow(_sample()), BT709, SRGB_CURVE)
    profile = profile_of(P3, SRGB_CURVE)
    assert profile is not None
    numbers = struct.pack(">4sHHHB", b"nclx", BT2020, PQ, 6, 128)
    properties = [ispe(*_sample().size), find(photo, b"hvcC"), box(b"colr", numbers), box(b"colr", b"prof", profile)]
    both = Heif({1: Item(b"hvc1", find(photo, b"mdat")[8:], (1, 2, 3, 4))}, properties).encoded()

    assert _difference(both, _from_p3(_sample())) < 1


def test_ten_bits_are_converted_by_their_profile() -> None:
    doubled = bytes(byte for level in _sample().tobytes() for byte in (level, level))
    image = pillow_heif.from_bytes("RGB;16", _sample().size, doubled)
    image.info["icc_profile"] = profile_of(P3, SRGB_CURVE)

    assert _difference(_heic(image, BT709, SRGB_CURVE), _from_p3(_sample())) < 1


def test_the_primaries_that_an_avif_names_are_converted() -> None:
    photo = photos.encoded(_sample(), "AVIF", quality=95, subsampling="4:4:4")
    at = photo.index(b"nclx") + 4

    assert _difference(photo[:at] + struct.pack(">HH", P3, SRGB_CURVE) + photo[at + 4 :], _from_p3(_sample())) < 1


def test_the_primaries_that_a_png_names_are_converted() -> None:
    photo, named = photos.png(_sample()), b"cICP" + bytes([P3, SRGB_CURVE, 0, 1])
    chunk = struct.pack(">I", 4) + named + struct.pack(">I", zlib.crc32(named))

    assert _difference(photo[:33] + chunk + photo[33:], _from_p3(_sample())) < 1


def test_of_an_ultra_hdr_photo_the_base_is_read() -> None:
    gain_map = Image.new("RGB", (75, 50), "white")
    photo = photos.encoded(_sample(), "MPO", save_all=True, append_images=[gain_map], quality=95)
    assert b"MPF\0" in photo

    assert not prepare(photo).incomplete
    assert _difference(photo, _sample()) < 1


@pytest.mark.verify
@pytest.mark.parametrize("megapixels", [24, 33])
def test_a_large_ten_bit_heic_of_a_camera_is_read(megapixels: int) -> None:
    height = int((megapixels * 750_000) ** 0.5) // 8 * 8
    size = (height * 4 // 3, height)
    doubled = bytearray(6 * size[0] * size[1])
    doubled[0::2] = doubled[1::2] = _sample().resize(size, Image.Resampling.NEAREST).tobytes()
    image = pillow_heif.from_bytes("RGB;16", size, bytes(doubled))
    out = io.BytesIO()
    image.save(out, quality=30, chroma=422, enc_params={"preset": "ultrafast"})

    prepared = prepare_photo(lambda: out.getvalue(), timeout_s=60)

    assert (prepared.width, prepared.height) == (1568, 1176)
