"""Limits: a photo that is too large is refused by its head, in words that name its megapixels and the limit."""

import struct

import pytest
from PIL import Image

from agent.confined import UnreadableError
from agent.photo import jpeg_scans, limits
from agent.photo.decoder import prepare
from testing import photos


def _jpeg_of(width: int, height: int, mode: str = "RGB", progressive: bool = False) -> bytes:
    """A small JPEG whose head claims another size."""
    photo = photos.jpeg(photos.picture(mode=mode), progressive=progressive)
    at = photo.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    return photo[:at] + struct.pack(">HH", height, width) + photo[at + 4 :]


def _png_of(width: int, height: int, interlaced: bool = False) -> bytes:
    photo = photos.png(interlace=interlaced)
    return photo[:16] + struct.pack(">II", width, height) + photo[24:28] + bytes([interlaced]) + photo[29:]


def _boxed_of(image_format: str, width: int, height: int) -> bytes:
    photos.heic()  # Pillow then knows the format.
    photo = photos.encoded(Image.new("RGB", (64, 64)), image_format)
    return photo.replace(b"ispe" + struct.pack(">III", 0, 64, 64), b"ispe" + struct.pack(">III", 0, width, height))


@pytest.mark.parametrize(
    ("photo", "megapixels", "limit"),
    [
        (_jpeg_of(20_000, 15_600), 312, "a JPEG is 250"),
        (_jpeg_of(10_000, 10_001, progressive=True), 101, "a progressive JPEG is 100"),
        (_jpeg_of(10_000, 10_001, mode="CMYK"), 101, "a CMYK JPEG is 100"),
        (_png_of(8000, 7501), 61, "a PNG is 60"),
        (_png_of(8000, 6251, interlaced=True), 51, "an interlaced PNG is 50"),
        (_boxed_of("HEIF", 10_000, 10_001), 101, "a HEIC is 100"),
        (_boxed_of("AVIF", 10_000, 5001), 51, "an AVIF is 50"),
    ],
    ids=["jpeg", "progressive", "cmyk", "png", "interlaced", "heic", "avif"],
)
def test_a_refusal_names_the_size_and_the_limit_of_the_kind(photo: bytes, megapixels: int, limit: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        prepare(photo)

    assert str(refusal.value) == f"The photo has {megapixels} megapixels; the limit for {limit}"


def test_a_baseline_jpeg_may_be_larger_than_a_progressive_one() -> None:
    size = (10_000, 10_001)
    baseline, _ = jpeg_scans.read(_jpeg_of(*size))
    progressive, _ = jpeg_scans.read(_jpeg_of(*size, progressive=True))
    assert baseline is not None
    assert progressive is not None

    limits.check(size, baseline.kind)
    with pytest.raises(UnreadableError, match="a progressive JPEG is 100"):
        limits.check(size, progressive.kind)


def test_exactly_the_limit_is_allowed() -> None:
    limits.check((10_000, 6000), limits.PNG)

    with pytest.raises(UnreadableError, match="61 megapixels; the limit for a PNG is 60"):
        limits.check((10_000, 6001), limits.PNG)


def test_less_memory_lowers_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (336_000_000, 336_000_000))

    assert limits.PNG.limit() == 60
    assert limits.progressive_jpeg(3, cmyk=False).limit() == 43
    assert limits.BASELINE_JPEG.limit() == 250
    assert limits.WEBP.limit() == 16


def test_more_memory_raises_the_limit_of_progressive_cmyk(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = limits.progressive_jpeg(4, cmyk=True)
    monkeypatch.setattr("resource.getrlimit", lambda _: (700_000_000, 700_000_000))
    assert kind.limit() == 77

    monkeypatch.setattr("resource.getrlimit", lambda _: (900_000_000, 900_000_000))
    assert kind.limit() == 100
