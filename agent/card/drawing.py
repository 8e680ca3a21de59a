"""Draws the card that people share: pet and person side by side, with their names and the similarity score."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from agent.card.text import Style, writable, write
from agent.portrait import FOCUS, ON_CARD

SIZE: Final = (1200, 630)
"""The size of link previews in social networks."""
MAX_BYTES: Final = 600_000
_COMPRESSION: Final = 4
"""zlib's level: the highest takes three times as long, and makes a photo only a fiftieth smaller."""

_PET_AT: Final = (48, 64)
_PERSON_AT: Final = (382, 64)
_CAPTION_TOP: Final = 512
_TEXT_LEFT: Final = 752
_TEXT_WIDTH: Final = 400
_BAR_TOP: Final = 476
_RADIUS: Final = 28
_OVERSAMPLING: Final = 3
"""Masks are drawn this many times larger, then scaled down, because Pillow's curves are jagged."""

_PAPER: Final = "#fbf7f0"
_INK: Final = "#1d2433"
_SOFT_INK: Final = "#4d5566"
_ACCENT: Final = "#a8431f"
_RAIL: Final = "#eadfce"
_TILE_BACKGROUND: Final = "#dfe6ee"

_NAME: Final = Style("Bold", _INK, 62, 34, lines=2)
_TITLE: Final = Style("Semibold", _ACCENT, 32, 24, lines=3)
_CAPTION: Final = Style("Semibold", _INK, 27, 19)
_SMALL: Final = Style("Regular", _SOFT_INK, 22, 17)
_SCORE: Final = Style("Bold", _INK, 72, 72)
_BRAND: Final = Style("Bold", _INK, 24, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts on the card.

    Attributes:
        pet_name: the pet's name, if it is known.
        pet: the pet's breed and species, such as `tabby cat`.
        human_name: the person's name.
        job_title: the person's job.
        score: the similarity score, 0-100.
        offline: whether the portrait is an illustration.
    """

    pet_name: str
    pet: str
    human_name: str
    job_title: str
    score: float
    offline: bool


def draw_card(photo: bytes, avatar: bytes, facts: Facts) -> bytes:
    """The card as a PNG of `SIZE`, at most `MAX_BYTES`, without the pictures' metadata.

    Args:
        photo: the pet's photo, upright.
        avatar: the portrait, cut for the card or whole; transparent parts get a plain background.
        facts: the texts.

    Raises:
        OSError: if a picture can't be read.
        ValueError: if a picture can't be read.
        SyntaxError: if a picture can't be read.
    """
    card = Image.new("RGB", SIZE, _PAPER)
    _place(card, photo, _PET_AT, 0.5)
    _place(card, avatar, _PERSON_AT, FOCUS)
    draw = ImageDraw.Draw(card)
    _captions(draw, facts)
    _person(draw, facts)
    _likeness(card, draw, facts.score)
    _foot(draw)
    return _encoded(card)


def _place(card: Image.Image, picture: bytes, at: tuple[int, int], focus: float) -> None:
    with Image.open(io.BytesIO(picture)) as image:
        image.draft("RGB", (2 * ON_CARD[0], 2 * ON_CARD[1]))
        picture_rgba = image.convert("RGBA")
    tile = ImageOps.fit(picture_rgba, ON_CARD, Image.Resampling.LANCZOS, centering=(0.5, focus))
    background = Image.new("RGBA", ON_CARD, _TILE_BACKGROUND)
    card.paste(Image.alpha_composite(background, tile).convert("RGB"), at, _rounded(ON_CARD, _RADIUS))


def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    width, height = size
    mask = Image.new("L", (width * _OVERSAMPLING, height * _OVERSAMPLING))
    box = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * _OVERSAMPLING, fill=255)
    return mask.resize(size, Image.Resampling.LANCZOS)


def _captions(draw: ImageDraw.ImageDraw, facts: Facts) -> None:
    name, pet = writable(facts.pet_name, _CAPTION.weight), facts.pet[:1].upper() + facts.pet[1:]
    width = ON_CARD[0] - 8
    lower = write(draw, name or pet, (_PET_AT[0] + 4, _CAPTION_TOP), width, _CAPTION)
    if name:
        write(draw, pet, (_PET_AT[0] + 4, lower), width, _SMALL)
    kind = "Illustration, made offline" if facts.offline else "Portrait made by AI"
    write(draw, kind, (_PERSON_AT[0] + 4, _CAPTION_TOP), width, _CAPTION)


def _person(draw: ImageDraw.ImageDraw, facts: Facts) -> None:
    lower = write(draw, facts.human_name, (_TEXT_LEFT, 56), _TEXT_WIDTH, _NAME)
    write(draw, facts.job_title, (_TEXT_LEFT, lower + 14), _TEXT_WIDTH, _TITLE)


def _likeness(card: Image.Image, draw: ImageDraw.ImageDraw, score: float) -> None:
    write(draw, f"{score:.0f}%", (_TEXT_LEFT, _BAR_TOP - 136), _TEXT_WIDTH, _SCORE)
    write(draw, "alike, by character", (_TEXT_LEFT, _BAR_TOP - 42), _TEXT_WIDTH, _SMALL)
    filled = max(16, round(_TEXT_WIDTH * min(score, 100) / 100))
    for width, colour in ((_TEXT_WIDTH, _RAIL), (filled, _ACCENT)):
        card.paste(colour, (_TEXT_LEFT, _BAR_TOP, _TEXT_LEFT + width, _BAR_TOP + 16), _rounded((width, 16), 8))


def _foot(draw: ImageDraw.ImageDraw) -> None:
    lower = write(draw, "PetAvatar", (_TEXT_LEFT, _CAPTION_TOP), _TEXT_WIDTH, _BRAND)
    write(draw, "for entertainment", (_TEXT_LEFT, lower), _TEXT_WIDTH, _SMALL)


def _encoded(card: Image.Image) -> bytes:
    """The card in full colour if that is small enough, else with 256 colours, which always fits."""
    png = _png(card)
    return png if len(png) <= MAX_BYTES else _png(card.quantize(256, dither=Image.Dither.FLOYDSTEINBERG))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()
