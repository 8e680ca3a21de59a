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
# A tenth larger than at level 6, in two thirds of the time.
_COMPRESSION: Final = 4
# The soft shadow of the figure on the scene, a little to the right and below; shares of the scene's width.
_SHADOW: Final = (10, 14, 30)
_SHADOW_SHIFT: Final = 1 / 64
_SHADOW_BLUR: Final = 1 / 32


def render(figure: str, scene: str, front: str, width: int, height: int) -> bytes:
    """The picture as PNG.

    Args:
        figure: SVG of the figure, square.
        scene: SVG shapes of the scene, `SIDE` units wide and high; cut to the picture's shape.
        front: SVG shapes before the figure, in the figure's place, `SIDE` units wide and high; empty for none.
        width: the width in pixels.
        height: the height in pixels.
    """
    side = min(width, height)
    person = _figure(figure, side)
    left, top = (width - side) // 2, height - side
    picture = _behind(scene, width, height, person.getchannel("A"), (left, top))
    if front:
        person.alpha_composite(
            _figure(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{front}</svg>', side)
        )
    lit = person.convert("RGB")
    for tone, shade in (((255, 244, 226), False), ((16, 12, 34), True)):
        lit.paste(tone, mask=_light(shade, side))
    picture.paste(lit, (left, top), person)
    return _png(picture)


def _behind(scene: str, width: int, height: int, figure: Image.Image, at: tuple[int, int]) -> Image.Image:
    """The blurred scene with the shadow of the figure, both drawn small."""
    small = _scene(scene, width, height)
    share = small.width / width
    shadow = Image.new("L", small.size)
    left, top = (round(place * share) + round(small.width * _SHADOW_SHIFT) for place in at)
    sides = (max(1, round(figure.width * share)), max(1, round(figure.height * share)))
    shadow.paste(figure.resize(sides, Image.Resampling.BILINEAR, reducing_gap=1.0), (left, top))
    soft = shadow.filter(ImageFilter.GaussianBlur(small.width * _SHADOW_BLUR))
    small.paste(_SHADOW, mask=soft.point(lambda value: value * 0.42))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def _scene(scene: str, width: int, height: int) -> Image.Image:
    share = min(0.5, _SCENE_PX / max(1, min(width, height)))
    size = (max(1, int(width * share)), max(1, int(height * share)))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {SIDE} {SIDE}" preserveAspectRatio="xMidYMid slice">{scene}</svg>'
    )
    return _raster(svg).convert("RGB").filter(ImageFilter.GaussianBlur(_BLUR))


def _figure(figure: str, side: int) -> Image.Image:
    sized = figure.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
    return _raster(sized).convert("RGBA")


def _raster(svg: str) -> Image.Image:
    return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)))


@functools.lru_cache(maxsize=4)
def _light(shade: bool, side: int) -> Image.Image:
    """A mask of the light (or shade) on the figure: light from the upper left, shade at the lower right."""
    steps = 64
    field = Image.new("L", (steps, steps))
    for y in range(steps):
        for x in range(steps):
            across = (0.75 * x + 0.45 * y) / steps - 0.6
            field.putpixel((x, y), round(max(0.0, across if shade else -across) * 255 * (0.34 if shade else 0.26)))
    return field.resize((side, side), Image.Resampling.BILINEAR)


def _png(picture: Image.Image) -> bytes:
    note = PngInfo()
    note.add_text("Description", NOTE)
    note.add_text("Software", "PetAvatar")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=note, compress_level=_COMPRESSION)
    return out.getvalue()
