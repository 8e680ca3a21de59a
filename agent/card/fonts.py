"""The card's fonts: one that has the card's look, and others for the letters that it lacks.

Text is drawn in runs, each in the first font that has its letters. raqm (in Pillow's wheels) shapes and orders them.
"""

import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from PIL import ImageDraw, ImageFont

Weight = Literal["Regular", "It", "Semibold", "Bold", "Black"]
_NOTDEF: Final = "\uffff"
"""Not a character: a font draws the same glyph for it as for every character that it lacks."""
_JOINERS: Final = frozenset("\u200c\u200d\u20e3\ufe0e\ufe0f")
"""They join letters or emoji, or change how one looks; they show nothing by themselves."""
_HEAVY: Final[dict[Weight, int]] = {"Regular": 400, "It": 400, "Semibold": 600, "Bold": 700, "Black": 900}
_SCRIPTS: Final = (
    *("Arabic", "Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Telugu", "Kannada", "Malayalam", "Gujarati"),
    *("Gurmukhi", "Oriya", "Sinhala", "Khmer", "Lao", "Myanmar", "Ethiopic", "Georgian", "Armenian"),
)
_PROBED_PX: Final = 12
_PROBING: Final = threading.Lock()
"""Held while letters are looked up: those font objects are kept, and are not safe for several threads."""
_SMALLER: Final = 0.84
"""The size of other fonts beside the card's own: their letters reach higher and lower."""
_RTL: Final = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class _Face:
    """One font file.

    Attributes:
        package: the package that has it.
        path: its path in the package; `{weight}` stands for the weight's name, `{slant}` for that of italics.
        variable: whether its weight is an axis.
        scale: its size, relative to that of the card's own font.
    """

    package: str
    path: str
    variable: bool = False
    scale: float = _SMALLER

    # Each width that is measured opens its font, and finding a package takes longer than that.
    @lru_cache(256)  # noqa: B019 - the faces are the constants below
    def file(self, weight: Weight) -> str:
        return str(files(self.package) / self.path.format(weight=weight, slant="-Italic" if weight == "It" else ""))

    def open(self, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
        # Opened each time, which is cheap, because a font object is not safe for several threads.
        font = ImageFont.truetype(self.file(weight), max(1, round(size * self.scale)))
        if self.variable:
            font.set_variation_by_axes([_HEAVY[weight]])
        return font


OWN: Final = _Face("font_source_sans_pro", "files/SourceSansPro-{weight}.ttf", scale=1.0)
_CJK: Final = _Face("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc")
_FACES: Final = (
    OWN,
    _Face("manimgx_fonts", "NotoSans{slant}[wght].ttf", variable=True, scale=0.94),
    *(_Face("manimgx_fonts", f"NotoSans{script}[wght].ttf", variable=True) for script in _SCRIPTS),
    _CJK,
    _Face("manimgx_fonts", "NotoEmoji[wght].ttf", variable=True),
)


@dataclass(frozen=True, slots=True)
class Font:
    """A weight in a size, for all letters."""

    weight: Weight
    size: int

    def getlength(self, text: str) -> float:
        """The width of a text in pixels."""
        return sum(face.open(self.weight, self.size).getlength(part) for face, part in runs(text, self.weight))

    def draw(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: str) -> None:
        """Draws a line of text whose upper left corner is at a point; all its letters stand on one line."""
        x, base = at[0], at[1] + OWN.open(self.weight, self.size).getmetrics()[0]
        for face, part in runs(text, self.weight):
            font = face.open(self.weight, self.size)
            # The font for Chinese, Japanese and Korean has one weight: a stroke makes it bold.
            stroke = self.size / 40 if face is _CJK and _HEAVY[self.weight] > _HEAVY["Regular"] else 0
            draw.text((x, base), part, font=font, fill=colour, anchor="ls", stroke_width=stroke)
            x += font.getlength(part)


@lru_cache(256)
def runs(text: str, weight: Weight) -> tuple[tuple[_Face, str], ...]:
    """The text in parts of one font each, in the order in which they are seen; without what no font has."""
    parts: list[tuple[_Face, str]] = []
    for letter, face in _faces(text, weight):
        if parts and parts[-1][0] is face:
            parts[-1] = (face, parts[-1][1] + letter)
        else:
            parts.append((face, letter))
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", *_RTL}), "L")
    return tuple(parts[::-1] if first in _RTL else parts)


def lacking(text: str, weight: Weight) -> frozenset[str]:
    """The letters of a text that no font has."""
    return frozenset(
        letter for letter in set(text) - _JOINERS if not letter.isspace() and _face_of(letter, weight) is None
    )


def _faces(text: str, weight: Weight) -> Iterator[tuple[str, _Face]]:
    face = OWN
    for letter in text:
        if letter in _JOINERS:
            # The card's own font has no use for them.
            if face is not OWN:
                yield letter, face
            continue
        neutral = not unicodedata.category(letter).startswith(("L", "N"))
        kept = face if neutral and _has(face, letter, weight) else _face_of(letter, weight)
        if kept is not None:
            face = kept
            yield letter, face


@lru_cache(4096)
def _face_of(letter: str, weight: Weight) -> _Face | None:
    return next((face for face in _FACES if _has(face, letter, weight)), None)


@lru_cache(8192)
def _has(face: _Face, letter: str, weight: Weight) -> bool:
    if letter.isspace():
        return True
    with _PROBING:
        font, missing = _probe(face, "Regular" if face.variable else weight)
        return bytes(font.getmask(letter)) != missing


@lru_cache(64)
def _probe(face: _Face, weight: Weight) -> tuple[ImageFont.FreeTypeFont, bytes]:
    """A small font to look letters up in, and what it draws for one that it lacks."""
    font = ImageFont.truetype(face.file(weight), _PROBED_PX)
    return font, bytes(font.getmask(_NOTDEF))
