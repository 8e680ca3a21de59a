"""The parts of an ID badge, drawn wherever a format puts them."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from agent.card.facts import Facts
from agent.card.pictures import Pictures
from agent.card.text import Style, fits, width_of, write, write_centred

PAPER: Final = "#fbf7f0"
INK: Final = "#1d2433"
SOFT_INK: Final = "#4d5566"
RAIL: Final = "#eadfce"
THEMES: Final = ("#a8431f", "#23614f", "#2a4f86", "#7a3a6d", "#564a9e", "#1d6270")
"""The colour of a badge, by its number: each stands out from the paper, and paper from it."""
_OVERSAMPLING: Final = 3
"""Masks are drawn this many times larger, then scaled down, because Pillow's curves are jagged."""
_RADIUS: Final = 26
_GAP: Final = 12
_LIKENESSES: Final = 3


@dataclass(frozen=True, slots=True)
class Badge:
    """A card on which a badge is drawn."""

    image: Image.Image
    facts: Facts
    colour: str

    @classmethod
    def blank(cls, size: tuple[int, int], facts: Facts) -> "Badge":
        """An empty card in the colour of the badge's number."""
        colour = THEMES[int(facts.number, 16) % len(THEMES)]
        return cls(Image.new("RGB", size, colour), facts, colour)

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """What writes on the card."""
        return ImageDraw.Draw(self.image)

    def block(self, box: tuple[int, int, int, int], colour: str, radius: int = _RADIUS) -> None:
        """A plain block with round corners."""
        size = (box[2] - box[0], box[3] - box[1])
        self.image.paste(colour, box, _rounded(size, min(radius, *(side // 2 for side in size))) if radius else None)

    def portraits(self, pictures: Pictures, box: tuple[int, int, int, int], seal: int) -> int:
        """Pet and person side by side, and how alike they are between them.

        Args:
            pictures: the pictures.
            box: left, top, right and bottom of the place for both.
            seal: the radius of the seal.

        Returns:
            The left edge of the person's picture.
        """
        left, top, right, bottom = box
        height = bottom - top
        pet_width = pictures.pet_width(right - left - _GAP, height)
        person_left = left + pet_width + _GAP
        for tile, at in (
            (pictures.pet((pet_width, height)), left),
            (pictures.person((right - person_left, height)), person_left),
        ):
            self.image.paste(tile, (at, top), _rounded(tile.size, _RADIUS))
        self._seal((person_left - _GAP // 2, bottom - seal // 4), seal)
        return person_left

    def lanyard(self, middle: int, top: int, size: tuple[int, int]) -> None:
        """The slot of the badge at its upper edge, of a size, and the strap that comes down to it."""
        half, strap = size[0] // 2, size[0] * 3 // 10
        dark = _darker(self.colour)
        self.block((middle - strap, 0, middle + strap, top), dark, 0)
        self.block((middle - half, top, middle + half, top + size[1]), dark)

    def heading(self, box: tuple[int, int, int], size: int, colour: str) -> None:
        """The maker's name on the left, the number on the right of a line: left, right and top in `box`."""
        left, right, top = box
        brand, number = Style("Black", colour, size, size), Style("Semibold", colour, size - 4, size - 4)
        write(self.draw, "PetAvatar", (left, top), right - left, brand)
        words = f"STAFF ID  {self.facts.number.upper()}"
        write(self.draw, words, (right - width_of(words, number) - 1, top + 3), right - left, number)

    def _seal(self, middle: tuple[int, int], radius: int) -> None:
        x, y = middle
        for ring, colour in ((radius, PAPER), (radius - 7, self.colour)):
            self.block((x - ring, y - ring, x + ring, y + ring), colour, ring)
        write_centred(
            self.draw, f"{self.facts.score:.0f}%", (x, y - radius // 8), _plain("Black", PAPER, radius * 5 // 8)
        )
        write_centred(self.draw, "alike", (x, y + radius * 3 // 8), _plain("Semibold", PAPER, radius * 3 // 8))

    def pet_caption(self, at: tuple[int, int], width: int, bottom: int, size: int) -> None:
        """What the pet is called, and what it is."""
        pet = self.facts.pet[:1].upper() + self.facts.pet[1:]
        name = Style("Bold", INK, size, size - 8, 2).within(bottom - at[1] - size)
        lower = write(self.draw, self.facts.pet_name, at, width, name)
        kind = (
            Style("Regular", SOFT_INK, size - 5, size - 8, 2)
            if lower > at[1]
            else Style("Bold", INK, size, size - 6, 2)
        )
        write(self.draw, pet, (at[0], lower), width, kind.within(bottom - lower))

    def maker(self, at: tuple[int, int], width: int, size: int) -> int:
        """How the portrait was made, in plain words; returns the lower edge."""
        made = "Illustration made offline" if self.facts.offline else "Portrait made by AI"
        style = Style("Regular", SOFT_INK, size, size - 4, 2)
        return write(self.draw, "For fun.", (at[0], write(self.draw, f"{made}.", at, width, style)), width, style)

    def trait(self, number: int, at: tuple[int, int], width: int, size: int) -> None:
        """One trait with its bar."""
        if number >= len(self.facts.traits):
            return
        name, score = self.facts.traits[number]
        bold = Style("Bold", self.colour, size, size)
        lower = write(self.draw, name, at, width, Style("Semibold", INK, size, size - 4))
        rail, thick, top = width - width_of("100", bold) - size // 2, round(size * 0.55), lower + size // 4
        for length, colour in ((rail, RAIL), (max(thick, rail * score // 100), self.colour)):
            self.block((at[0], top, at[0] + length, top + thick), colour, thick // 2)
        figure = (at[0] + width - width_of(str(score), bold), top + thick // 2 - round(size * 0.64))
        write(self.draw, str(score), figure, width, bold)

    def likenesses(self, at: tuple[int, int], width: int, bottom: int, style: Style) -> bool:
        """What pet and person have in common: the most telling, as many as there is room for, each whole.

        Returns:
            Whether there was room for any.
        """
        style, named = style.within(bottom - at[1]), self.facts.likenesses
        choices = [*(named[:count] for count in range(_LIKENESSES, 0, -1)), *((one,) for one in named[1:])]
        texts = (f"In common: {'; '.join(chosen)}" for chosen in choices if chosen)
        if text := next((text for text in texts if fits(text, width, style)), ""):
            write(self.draw, text, at, width, style)
        return bool(text)

    def quotation(self, at: tuple[int, int], width: int, bottom: int, style: Style) -> int:
        """The one line that people would quote, beside a stroke; returns the lower edge."""
        line = self.facts.line.strip('“”"')
        lower = write(
            self.draw, f"“{line}”" if line else "", (at[0] + 20, at[1]), width - 20, style.within(bottom - at[1])
        )
        if lower > at[1]:
            self.block((at[0], at[1] + 4, at[0] + 6, lower), self.colour, 3)
        return lower


def _darker(colour: str) -> str:
    return "#" + "".join(f"{int(colour[at : at + 2], 16) * 3 // 4:02x}" for at in (1, 3, 5))


def _plain(weight: str, colour: str, size: int) -> Style:
    return Style(weight, colour, size, size)  # type: ignore[arg-type]


def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    width, height = size
    mask = Image.new("L", size, 255)
    corner = Image.new("L", (2 * radius * _OVERSAMPLING,) * 2)
    ImageDraw.Draw(corner).ellipse((0, 0, corner.width - 1, corner.height - 1), fill=255)
    corner = corner.resize((2 * radius, 2 * radius), Image.Resampling.LANCZOS)
    for x, left in ((0, 0), (width - radius, radius)):
        for y, top in ((0, 0), (height - radius, radius)):
            mask.paste(corner.crop((left, top, left + radius, top + radius)), (x, y))
    return mask
