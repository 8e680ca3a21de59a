"""Transparency: what is clear becomes white, in every format that can hold it."""

import struct
import zlib

import pytest
from PIL import Image

from agent.photo.decoder import prepare
from testing import photos

WHITE = (255, 255, 255)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _deep_png(colour_type: int, clear: tuple[int, ...], solid: tuple[int, ...]) -> bytes:
    """A PNG of 16 bits a sample: its left half in the colour that is marked transparent."""
    left, right = (struct.pack(f">{len(pixel)}H", *pixel) for pixel in (clear, solid))
    rows = (b"\0" + 16 * left + 16 * right) * 32
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            _chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 16, colour_type, 0, 0, 0)),
            _chunk(b"tRNS", left),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        ]
    )


def _sides(photo: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    left, right, _, _ = photos.corners(photos.opened(prepare(photo).jpeg))
    return left, right


def _half_clear() -> Image.Image:
    image = Image.new("RGBA", (32, 32), (*photos.RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 16, 32))
    return image


@pytest.mark.parametrize(
    ("colour_type", "clear", "solid", "seen"),
    [
        (0, (0x1234,), (0x4000,), (64, 64, 64)),
        (2, (0x1234, 0x5678, 0x9ABC), (0xFFFF, 0, 0), (255, 0, 0)),
    ],
    ids=["grey", "rgb"],
)
def test_a_transparent_colour_of_sixteen_bits_becomes_white(
    colour_type: int, clear: tuple[int, ...], solid: tuple[int, ...], seen: tuple[int, int, int]
) -> None:
    left, right = _sides(_deep_png(colour_type, clear, solid))

    assert photos.is_like(left, WHITE, tolerance=4)
    assert photos.is_like(right, seen, tolerance=4)


def test_a_grey_that_differs_in_its_low_byte_alone_stays() -> None:
    left, right = _sides(_deep_png(0, (0x4012,), (0x4013,)))

    assert photos.is_like(left, WHITE, tolerance=4)
    assert photos.is_like(right, (64, 64, 64), tolerance=4)


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "AVIF", "GIF", "TIFF", "HEIF"])
def test_what_is_clear_becomes_white_and_the_rest_stays(image_format: str) -> None:
    photos.heic()  # Pillow then knows the format.
    left, right = _sides(photos.encoded(_half_clear(), image_format))

    assert photos.is_like(left, WHITE)
    assert photos.is_like(right, photos.RED)


def test_a_clear_palette_entry_becomes_white() -> None:
    image = Image.new("P", (32, 32), 1)
    image.putpalette([0, 0, 0, *photos.RED])
    image.paste(0, (0, 0, 16, 32))

    left, right = _sides(photos.png(image, transparency=0))

    assert photos.is_like(left, WHITE)
    assert photos.is_like(right, photos.RED)


def test_clear_grey_becomes_white() -> None:
    image = Image.new("LA", (32, 32), (64, 255))
    image.paste((0, 0), (0, 0, 16, 32))

    left, right = _sides(photos.png(image))

    assert photos.is_like(left, WHITE)
    assert photos.is_like(right, (64, 64, 64))
