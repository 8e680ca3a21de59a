"""Writes text on the card, always within its box."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

from PIL import ImageDraw, ImageFont

Weight = Literal["Regular", "Semibold", "Bold"]
_NOTDEF: Final = "\uffff"
"""Not a character: a font draws the same glyph for it as for every character that it lacks."""


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a text: weight, colour, size and smallest size in pixels, and number of lines."""

    weight: Weight
    colour: str
    size: int
    least: int
    lines: int = 1


def writable(text: str, weight: Weight = "Regular") -> str:
    """Returns `text` if the font has all of its characters, else an empty text, so that no box replaces a letter."""
    font = _font(weight, 32)
    missing = bytes(font.getmask(_NOTDEF))
    lacking = any(bytes(font.getmask(letter)) == missing for letter in set(text) if not letter.isspace())
    return "" if lacking else text


def write(draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], width: int, style: Style) -> int:
    """Writes text into a box. Long text gets smaller, then is shortened.

    Args:
        draw: the drawing.
        text: the text; left out if the font lacks one of its characters.
        at: the top left corner of the box, in pixels.
        width: the width of the box, in pixels.
        style: the text's style.

    Returns:
        The box's lower edge, in pixels from the top; its upper edge if nothing was written.
    """
    text = writable(" ".join(text.split()), style.weight)
    if not text:
        return at[1]
    for size in range(style.size, style.least - 1, -2):
        font = _font(style.weight, size)
        lines = _wrapped(text, font, width)
        if len(lines) <= style.lines and all(font.getlength(line) <= width for line in lines):
            break
    else:
        lines = _shortened(lines, style.lines, font, width)
    top, step = at[1], round(font.size * 1.16)
    for line in lines:
        draw.text((at[0], top), line, font=font, fill=style.colour)
        top += step
    return top


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines; lines break between words."""
    first, *rest = text.split()
    lines = [first]
    for word in rest:
        if font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _shortened(lines: list[str], most: int, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The first `most` lines, each cut to the width; an ellipsis marks omitted text."""
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += "…"
    return [_cut(line, font, width) for line in kept]


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while font.getlength(line) > width:
        line = f"{line.removesuffix('…')[:-1].rstrip()}…"
    return line


def _font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    # Opened each time, which is cheap, because a font object is not safe for several threads.
    return ImageFont.truetype(str(files("font_source_sans_pro") / "files" / f"SourceSansPro-{weight}.ttf"), size)
