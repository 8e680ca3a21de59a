"""The three formats of a card: wide for link previews, square for posts, tall for stories."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from agent.card.badge import INK, PAPER, Badge
from agent.card.pictures import Pictures
from agent.card.text import Style, write
from petavatar.jobs import CardFormat

SIZES: Final[Mapping[CardFormat, tuple[int, int]]] = MappingProxyType(
    {"wide": (1200, 630), "square": (1080, 1080), "story": (1080, 1920)}
)


_LIKENESSES: Final = 3


def _wide(badge: Badge, pictures: Pictures) -> None:
    badge.block((0, 70, 1200, 630), PAPER, 0)
    badge.lanyard(600, 24, (150, 22))
    badge.heading((40, 1160, 18), 28, PAPER)
    right = badge.portraits(pictures, (40, 94, 672, 492), 58)
    badge.pet_caption((44, 504), right - 120, 28)
    lower = badge.maker((right + 62, 504), 672 - right - 62, 20)
    _likenesses(badge, (right + 62, lower + 4), 672 - right - 62, 630, Style("Semibold", badge.colour, 20, 18, 2))
    lower = write(badge.draw, badge.facts.human_name, (712, 82), 448, Style("Bold", INK, 60, 38, 2))
    lower = write(badge.draw, badge.facts.job_title, (712, lower + 4), 448, Style("Semibold", badge.colour, 32, 25, 2))
    badge.quotation((712, lower + 16), 448, 424, Style("It", INK, 38, 22, 4))
    for number in range(3):
        badge.trait(number, (712, 434 + number * 60), 448, 25)


def _square(badge: Badge, pictures: Pictures) -> None:
    badge.block((44, 52, 1036, 1040), PAPER, 44)
    badge.lanyard(540, 76, (170, 26))
    badge.heading((88, 992, 72), 32, badge.colour)
    right = badge.portraits(pictures, (88, 126, 992, 566), 70)
    badge.pet_caption((92, 580), right - 174, 34)
    badge.maker((right + 76, 580), 992 - right - 76, 25)
    lower = write(badge.draw, badge.facts.human_name, (88, 662), 904, Style("Bold", INK, 72, 46, 2))
    lower = write(badge.draw, badge.facts.job_title, (88, lower), 904, Style("Semibold", badge.colour, 40, 30, 2))
    lower = badge.quotation((88, lower + 14), 904, 930, Style("It", INK, 36, 27, 2))
    _likenesses(badge, (88, lower + 10), 904, 940, Style("Semibold", badge.colour, 27, 24))
    for number in range(3):
        badge.trait(number, (88 + number * 314, 950), 276, 24)


def _story(badge: Badge, pictures: Pictures) -> None:
    badge.block((60, 190, 1020, 1666), PAPER, 56)
    badge.lanyard(540, 220, (200, 32))
    badge.heading((110, 970, 276), 38, badge.colour)
    right = badge.portraits(pictures, (110, 344, 970, 828), 86)
    badge.pet_caption((114, 846), right - 210, 40)
    badge.maker((right + 92, 846), 970 - right - 92, 28)
    lower = write(badge.draw, badge.facts.human_name, (110, 960), 860, Style("Bold", INK, 86, 54, 2))
    lower = write(badge.draw, badge.facts.job_title, (110, lower + 4), 860, Style("Semibold", badge.colour, 48, 36, 2))
    lower = badge.quotation((110, lower + 22), 860, 1386, Style("It", INK, 46, 34, 3))
    _likenesses(badge, (110, lower + 20), 860, 1390, Style("Semibold", badge.colour, 34, 30))
    for number in range(3):
        badge.trait(number, (110, 1408 + number * 80), 860, 34)


def _likenesses(badge: Badge, at: tuple[int, int], width: int, bottom: int, style: Style) -> None:
    """The most telling of what pet and person have in common: as many as there is room for, three at most."""
    top = at[1]
    for likeness in badge.facts.likenesses[:_LIKENESSES]:
        top = write(badge.draw, likeness, (at[0], top), width, style.within(bottom - top))


DRAWN: Final[Mapping[CardFormat, Callable[[Badge, Pictures], None]]] = MappingProxyType(
    {"wide": _wide, "square": _square, "story": _story}
)
