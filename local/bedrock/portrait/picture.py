"""Combines figure and scene into one picture, with light and shade, as a PNG whose metadata says what it is."""

import functools
import io
from typing import Final

import resvg_py
from PIL import Image, ImageFilter
from PIL.PngImagePlugin import PngInfo

SIDE: Final = 1024
NOTE: Final = "Offline illustration by PetAvatar (not a photograph, not made by an image model)"

# The scene is blurred anyway: so many pixels of it do for its shorter side, and at most half of the picture's.
_SCENE_PX: Final = 512
_BLUR: Final = 3.0
_FIGURE_SHARE: Final = 0.93
_SHADOW: Final = (10, 14, 30)


def render(figure: str, scene: str, width: int, height: int) -> bytes:
    """The picture as PNG.

    Args:
        figure: SVG of the figure, square.
        scene: SVG shapes of the scene, `SIDE` units wide and high; cut to the picture's shape.
        width: the width in pixels.
        height: the height in pixels.
    """
    picture = _scene(scene, width, height)
    person = _figure(figure, round(min(width, height) * _FIGURE_SHARE))
    left, top = (width - person.width) // 2, height - person.height
    alpha = Image.new("L", picture.size)
    alpha.paste(person.getchannel("A"), (left, top))
    picture.paste(_SHADOW, mask=_shadow(alpha))
    picture.paste(person, (left, top), person)
    for tone, shade in (((255, 244, 226), _light(False)), ((16, 12, 34), _light(True))):
        mask = Image.new("L", picture.size)
        mask.paste(shade.resize(person.size, Image.Resampling.BILINEAR), (left, top), person.getchannel("A"))
        picture.paste(tone, mask=mask)
    return _png(picture)


def _scene(scene: str, width: int, height: int) -> Image.Image:
    share = min(0.5, _SCENE_PX / max(1, min(width, height)))
    size = (int(width * share), int(height * share))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {SIDE} {SIDE}" preserveAspectRatio="xMidYMid slice">{scene}</svg>'
    )
    sharp = _raster(svg).convert("RGB")
    return sharp.filter(ImageFilter.GaussianBlur(_BLUR)).resize((width, height), Image.Resampling.BICUBIC)


def _figure(figure: str, side: int) -> Image.Image:
    sized = figure.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
    return _raster(sized).convert("RGBA")


def _raster(svg: str) -> Image.Image:
    return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)))


def _shadow(alpha: Image.Image) -> Image.Image:
    """The soft shadow of the figure on the scene, a little to the right and below."""
    small = alpha.resize((alpha.width // 8, alpha.height // 8), Image.Resampling.BILINEAR)
    moved = Image.new("L", small.size)
    moved.paste(small, (2, 2))
    soft = moved.filter(ImageFilter.GaussianBlur(4)).point(lambda value: value * 0.42)
    return soft.resize(alpha.size, Image.Resampling.BICUBIC)


@functools.cache
def _light(shade: bool) -> Image.Image:
    """A mask of the light (or shade) on the figure: light from the upper left, shade at the lower right."""
    side = 64
    field = Image.new("L", (side, side))
    for y in range(side):
        for x in range(side):
            across = (0.75 * x + 0.45 * y) / side - 0.6
            field.putpixel((x, y), round(max(0.0, across if shade else -across) * 255 * (0.34 if shade else 0.26)))
    return field


def _png(picture: Image.Image) -> bytes:
    note = PngInfo()
    note.add_text("Description", NOTE)
    note.add_text("Software", "PetAvatar")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=note, compress_level=6)
    return out.getvalue()
