"""Shrinks a photo strip by strip: its pixels fit into memory once, not twice."""

from collections.abc import Callable
from typing import Final

from PIL import Image, ImageChops

LONG_EDGE_PX: Final = 1568
"""Claude scales down larger images itself, which only adds latency (Anthropic, vision guide)."""
_STRIP_PIXELS: Final = 250_000
_ALPHA: Final = ("RGBA", "RGBa", "LA", "La", "PA", "RGBX")

Strip = Callable[[int, int], Image.Image]
"""Returns the rows of a photo from the first number up to the second."""


def shrunk(image: Image.Image) -> Image.Image:
    """The loaded picture, opaque, over white where it was transparent; grey, RGB or CMYK; less than twice too large."""
    if image.mode in ("RGB", "CMYK", "L") and "transparency" not in image.info:
        small = image.reduce(_factor(image.size))
        # `reduce` copies the camera's metadata, and the JPEG would contain it.
        small.info.clear()
        return small
    return shrunk_strips(image.size, lambda top, bottom: image.crop((0, top, image.width, bottom)))


def shrunk_strips(size: tuple[int, int], strip: Strip) -> Image.Image:
    """The photo in opaque RGB, `_factor` times smaller."""
    width, height = size
    factor = _factor(size)
    rows = factor * max(1, _STRIP_PIXELS // (width * factor))
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        small.paste(opaque(strip(top, min(top + rows, height))).reduce(factor), (0, top // factor))
    return small


def opaque(image: Image.Image) -> Image.Image:
    """The picture in RGB, over white where it was transparent."""
    if image.mode.startswith("I"):
        return _from_deep_grey(image)
    if image.mode == "RGB" and isinstance(key := image.info.get("transparency"), tuple) and max(key) > 255:
        # Pillow has read 16 bits as 8 already.
        image.info["transparency"] = tuple(value >> 8 for value in key)
    if image.mode in _ALPHA or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    # Otherwise the conversion would clip 16-bit greys.
    grey = image.point(lambda value: value / 256).convert("L").convert("RGB")
    key = image.info.get("transparency")
    if not isinstance(key, int) or image.mode != "I;16":
        return grey
    raw = image.tobytes()
    low, high = (Image.frombytes("L", image.size, raw[i::2]) for i in (0, 1))
    clear = ImageChops.multiply(_where(low, key & 255), _where(high, key >> 8))
    grey.paste((255, 255, 255), mask=clear)
    return grey


def _where(image: Image.Image, value: int) -> Image.Image:
    return image.point([255 if level == value else 0 for level in range(256)])


def _factor(size: tuple[int, int]) -> int:
    """The whole number to shrink a photo by, so that its long edge is less than twice `LONG_EDGE_PX`."""
    return max(1, max(size) // LONG_EDGE_PX)
