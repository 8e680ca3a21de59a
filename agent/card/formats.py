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


def _wide(badge: Badge, pictures: Pictures) -> None:
    badge.block((0, 70, 1200, 630), PAPER, 0)
    badge.lanyard(600, 24, (150, 22))
    badge.heading((40, 1160, 18), 28, PAPER)
    right = badge.portraits(pictures, (40, 94, 672, 492), 58)
    badge.pet_caption((44, 504), right - 120, 612, 28)
    below_portrait = badge.maker((right + 62, 504), 672 - right - 62, 20) + 4
    lower = write(badge.draw, badge.facts.human_name, (712, 82), 448, Style("Bold", INK, 60, 38, 2))
    lower = write(badge.draw, badge.facts.job_title, (712, lower + 4), 448, Style("Semibold", badge.colour, 32, 25, 2))
    lower = badge.quotation((712, lower + 16), 448, 424, Style("It", INK, 38, 22, 4))
    small = Style("Semibold", badge.colour, 20, 18, 3)
    if not badge.likenesses((712, lower + 14), 448, 426, small):
        badge.likenesses((right + 62, below_portrait), 672 - right - 62, 618, small)
    for number in range(3):
        badge.trait(number, (712, 434 + number * 60), 448, 25)


def _square(badge: Badge, pictures: Pictures) -> None:
    badge.block((44, 52, 1036, 1040), PAPER, 44)
    badge.lanyard(540, 76, (170, 26))
    badge.heading((88, 992, 72), 32, badge.colour)
    right = badge.portraits(pictures, (88, 126, 992, 548), 68)
    badge.pet_caption((92, 560), right - 172, 662, 34)
    badge.maker((right + 76, 562), 992 - right - 76, 25)
    lower = write(badge.draw, badge.facts.human_name, (88, 662), 904, Style("Bold", INK, 72, 46, 2))
    lower = write(badge.draw, badge.facts.job_title, (88, lower), 904, Style("Semibold", badge.colour, 40, 30, 2))
    lower = badge.quotation((88, lower + 14), 904, 930, Style("It", INK, 36, 27, 2))
    badge.likenesses((88, lower + 12), 904, 944, Style("Semibold", badge.colour, 27, 24, 2))
    for number in range(3):
        badge.trait(number, (88 + number * 314, 950), 276, 24)


def _story(badge: Badge, pictures: Pictures) -> None:
    badge.block((60, 190, 1020, 1666), PAPER, 56)
    badge.lanyard(540, 220, (200, 32))
    badge.heading((110, 970, 276), 38, badge.colour)
    right = badge.portraits(pictures, (110, 344, 970, 828), 86)
    badge.pet_caption((114, 844), right - 210, 962, 38)
    badge.maker((right + 92, 846), 970 - right - 92, 28)
    lower = write(badge.draw, badge.facts.human_name, (110, 960), 860, Style("Bold", INK, 86, 54, 2))
    lower = write(badge.draw, badge.facts.job_title, (110, lower + 4), 860, Style("Semibold", badge.colour, 48, 36, 2))
    lower = badge.quotation((110, lower + 22), 860, 1386, Style("It", INK, 46, 34, 3))
    badge.likenesses((110, lower + 22), 860, 1394, Style("Semibold", badge.colour, 34, 30, 3))
    for number in range(3):
        badge.trait(number, (110, 1408 + number * 80), 860, 34)


DRAWN: Final[Mapping[CardFormat, Callable[[Badge, Pictures], None]]] = MappingProxyType(
    {"wide": _wide, "square": _square, "story": _story}
)
