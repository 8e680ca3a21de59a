"""Writes text on the card, always within its box."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from PIL import ImageDraw

from agent.card.fonts import OWN, Font, Weight, lacking, runs

_LEADING: Final = 1.16
_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Japanese and Chinese put no blanks between words: a line may end after any of these letters."""
_WORD: Final = re.compile(
    rf"(\s*)([{_IDEOGRAPHS}][\u3001-\u3011\uff01-\uff1f\u30fc”’]*|(?:[^\s{_IDEOGRAPHS}-]|-(?!\w))+-?|-+)"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a text: weight, colour, size and smallest size in pixels, number of lines and height in pixels."""

    weight: Weight
    colour: str
    size: int
    least: int
    lines: int = 1
    height: int = 10_000

    def within(self, height: int) -> "Style":
        """The style for a place of this height, with no more lines than fit into it in the smallest size."""
        return replace(self, height=height, lines=max(0, min(self.lines, height // _step(self.least))))


@lru_cache(256)
def writable(text: str, weight: Weight = "Regular") -> str:
    """The text as the fonts can write it: empty if a letter is missing, so that no box replaces one."""
    missing = lacking(text, weight)
    if any(unicodedata.category(letter)[0] in "LMN" for letter in missing):
        return ""
    kept = "".join(part for _, part in runs(text, weight)) if missing else text
    return " ".join(kept.split())


def write(draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], width: int, style: Style) -> int:
    """Writes text into a box. Long text gets smaller, then words break, then it is shortened.

    Args:
        draw: the drawing.
        text: the text; left out if the font lacks one of its letters.
        at: the top left corner of the box, in pixels.
        width: the width of the box, in pixels.
        style: the text's style.

    Returns:
        The box's lower edge, in pixels from the top; its upper edge if nothing was written.
    """
    text = writable(text, style.weight)
    if not text or not style.lines:
        return at[1]
    size, lines = _set(text, width, style)
    font = Font(style.weight, size)
    for number, line in enumerate(lines):
        font.draw(draw, (at[0], at[1] + number * _step(size)), line, style.colour)
    return at[1] + len(lines) * _step(size)


def fits(text: str, width: int, style: Style) -> bool:
    """Whether a text can be written whole, without breaks in its words."""
    return _whole(writable(text, style.weight), width, style) is not None


def write_centred(draw: ImageDraw.ImageDraw, text: str, middle: tuple[int, int], style: Style) -> None:
    """Writes a short text of our own around a point."""
    font = OWN.open(style.weight, style.size)
    draw.text(middle, text, font=font, fill=style.colour, anchor="mm")


def width_of(text: str, style: Style) -> int:
    """The width of a short text of our own, in pixels."""
    return round(Font(style.weight, style.size).getlength(text))


def _step(size: int) -> int:
    return round(size * _LEADING)


def _set(text: str, width: int, style: Style) -> tuple[int, list[str]]:
    """The size of a text in its box, and its lines."""
    whole = _whole(text, width, style)
    if whole:
        return whole
    font = Font(style.weight, style.least)
    pieces = [piece for glue, word in _words(text) for piece in _pieces(glue, word, font, width)]
    return style.least, _shortened(_wrapped(pieces, font, width), style.lines, font, width)


def _whole(text: str, width: int, style: Style) -> tuple[int, list[str]] | None:
    """The largest size in which a text fits into its box, and its lines; None if it does not."""
    for size in range(style.size, style.least - 1, -2):
        font = Font(style.weight, size)
        lines = _wrapped(_words(text), font, width)
        room = len(lines) <= style.lines and len(lines) * _step(size) <= style.height
        if room and all(font.getlength(line) <= width for line in lines):
            return size, lines
    return None


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text, each after what parts it from the word before: a blank, or nothing after a hyphen."""
    return [(found[1] and " ", found[2]) for found in _WORD.finditer(text)] or [("", "")]


def _wrapped(words: list[tuple[str, str]], font: Font, width: int) -> list[str]:
    """The words in lines."""
    (_, first), *rest = words
    lines = [first]
    for glue, word in rest:
        if font.getlength(lines[-1] + glue + word) <= width:
            lines[-1] += glue + word
        else:
            lines.append(word)
    return lines


def _pieces(glue: str, word: str, font: Font, width: int) -> list[tuple[str, str]]:
    """A word in pieces of at most the width; most words are one piece."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.getlength(pieces[-1] + letter) > width and not unicodedata.combining(letter):
            pieces.append("")
        pieces[-1] += letter
    return [(glue, pieces[0]), *(("", piece) for piece in pieces[1:])]


def _shortened(lines: list[str], most: int, font: Font, width: int) -> list[str]:
    """The first `most` lines, each cut to the width; an ellipsis marks omitted text."""
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += "…"
    return [_cut(line, font, width) for line in kept]


def _cut(line: str, font: Font, width: int) -> str:
    while font.getlength(line) > width:
        line = f"{line.removesuffix('…')[:-1].rstrip()}…"
    return line
