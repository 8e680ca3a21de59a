"""Creates photos of the kind that a test needs."""

import io
from typing import Any, Final

import pillow_heif
from PIL import Image

from deployment import PROJECT

SAMPLES: Final = PROJECT / "samples"
CAT: Final = SAMPLES / "chelsea.jpg"
NO_PET: Final = SAMPLES / "coffee.jpg"

RED: Final = (220, 30, 30)
GREEN: Final = (30, 170, 60)
BLUE: Final = (40, 60, 200)
YELLOW: Final = (230, 210, 40)
_ORIENTATION: Final = 0x0112


STORED: Final = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera stores an upright picture under each EXIF orientation."""


def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """A picture whose corners show its orientation: red, green (top), blue, yellow (bottom)."""
    image = Image.new("RGB", (2, 2))
    image.putdata([RED, GREEN, BLUE, YELLOW])
    return image.resize(size, Image.Resampling.NEAREST).convert(mode)


def jpeg(image: Image.Image | None = None, orientation: int | None = None, **options: Any) -> bytes:
    """A JPEG, with an EXIF orientation if one is given."""
    image = image or picture()
    if orientation is not None:
        exif = Image.Exif()
        exif[_ORIENTATION] = orientation
        options["exif"] = exif
    return encoded(image, "JPEG", quality=95, **options)


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    """A PNG."""
    return encoded(image or picture(), "PNG", **options)


def heic(image: Image.Image | None = None, **options: Any) -> bytes:
    """A HEIC."""
    pillow_heif.register_heif_opener()
    return encoded(image or picture(), "HEIF", quality=90, **options)


def other(image_format: str) -> bytes:
    """A picture in an unsupported format, such as GIF."""
    return encoded(picture(), image_format)


def opened(data: bytes) -> Image.Image:
    """A picture read back, fully loaded."""
    pillow_heif.register_heif_opener()
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def pixels(data: bytes) -> bytes:
    """What a picture shows, to compare pictures by: each generated file has a signature of its own."""
    return opened(data).tobytes()


def corners(image: Image.Image) -> tuple[tuple[int, ...], ...]:
    """The colours of the four corners: top left, top right, bottom left, bottom right."""
    right, bottom = image.width - 4, image.height - 4
    spots = ((3, 3), (right, 3), (3, bottom), (right, bottom))
    return tuple(_pixel(image, spot) for spot in spots)


def is_like(colour: tuple[int, ...], expected: tuple[int, ...], tolerance: int = 24) -> bool:
    """Whether two colours look the same, despite a lossy codec."""
    return all(abs(a - b) <= tolerance for a, b in zip(colour, expected, strict=True))


def _pixel(image: Image.Image, spot: tuple[int, int]) -> tuple[int, ...]:
    value = image.convert("RGB").getpixel(spot)
    assert isinstance(value, tuple)
    return tuple(map(int, value))


def encoded(image: Image.Image, image_format: str, **options: Any) -> bytes:
    """A picture in a format, by Pillow's name of it."""
    out = io.BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()
