"""The two pictures of a card, read once and cut to the size of each format."""

import io
from typing import Final

from PIL import Image, ImageOps

from agent.card.crop import PetPlace, cut, frame_of, widest_of
from agent.portrait import FOCUS

_BACKGROUND: Final = "#dfe6ee"
_MOST_OF_BOTH: Final = 0.62
"""How much of the place for both pictures the pet's may take up."""


class Pictures:
    """The pet and the person."""

    def __init__(self, photo: bytes, avatar: bytes, place: PetPlace) -> None:
        """Reads the pictures.

        Args:
            photo: the pet's photo, upright.
            avatar: the portrait, in the size for the card or larger; transparent parts get a plain background.
            place: where in the photo the pet is.

        Raises:
            OSError: if a picture can't be read.
            ValueError: if a picture can't be read.
            SyntaxError: if a picture can't be read.
        """
        with Image.open(io.BytesIO(photo)) as image:
            self._pet = image.convert("RGB")
        with Image.open(io.BytesIO(avatar)) as image:
            self._person = _opaque(image)
        self._place = place

    def pet_width(self, width: int, height: int) -> int:
        """The width of the pet's picture in a place for both: half of it, or more for a head that fills its photo."""
        return min(max(width // 2, widest_of(self._pet.size, self._place, height)), round(width * _MOST_OF_BOTH))

    def pet(self, size: tuple[int, int]) -> Image.Image:
        """The pet's face in a size."""
        return cut(self._pet, frame_of(self._pet.size, self._place, size), size)

    def person(self, size: tuple[int, int]) -> Image.Image:
        """The person's face in a size."""
        return ImageOps.fit(self._person, size, Image.Resampling.LANCZOS, centering=(0.5, FOCUS))


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image.copy()
    picture = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, _BACKGROUND), picture).convert("RGB")
