"""Where a card cuts the pet out of its photo: the face is whole, large and in the middle."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageFilter, ImageOps

_HEAD_SHARE: Final = 0.7
"""How much of the picture a head takes up, in its longer direction; the rest is margin."""
_WHOLE_SHARE: Final = 0.92
_CORE: Final = 0.84
"""How much of a head's width and height must be in the picture, where the photo has no room for its margin."""
_MOST_ENLARGED: Final = 2
"""No photo is enlarged more than this: a small head in a large photo has more around it instead."""
_LEAST_SIDE: Final = 0.02
"""A box that is narrower or lower than this share of the photo shows nothing."""
_HEAD_AT: Final = 0.47
"""Where the middle of a head is in the height of a picture: below it are shoulders."""
_MIDDLE: Final = (0.5, 0.42)
"""What is in the middle of a picture if nobody knows where the pet is: faces are in the upper half."""
_BLUR: Final = 4
_SIDES: Final = 4

type Frame = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels; it may reach beyond the photo."""


@dataclass(frozen=True, slots=True)
class PetPlace:
    """What of a photo must be in the picture, as [left, top, right, bottom] in fractions of the photo.

    Attributes:
        box: the head, the whole animal, or None if neither is known.
        share: how much of the picture the box takes up.
    """

    box: Frame | None = None
    share: float = _WHOLE_SHARE

    @classmethod
    def of(cls, pet_box: Mapping[str, Any] | None) -> "PetPlace":
        """The head if a sensible one is given, else the whole animal, else nothing in particular.

        Args:
            pet_box: `head` and `whole` of the result; None for a result of an earlier version.
        """
        for name, share in (("head", _HEAD_SHARE), ("whole", _WHOLE_SHARE)):
            box = _sensible((pet_box or {}).get(name))
            if box:
                return cls(box, share)
        return cls()


NOWHERE: Final = PetPlace()


def _sensible(box: Sequence[float] | None) -> Frame | None:
    if box is None or len(box) != _SIDES:
        return None
    left, top, right, bottom = (min(max(float(side), 0), 1) for side in box)
    return (left, top, right, bottom) if min(right - left, bottom - top) >= _LEAST_SIDE else None


def frame_of(photo: tuple[int, int], place: PetPlace, size: tuple[int, int]) -> Frame:
    """The part of a photo that a picture shows: as large as the place asks for, and within the photo if possible.

    Args:
        photo: the photo's width and height in pixels.
        place: what must be in the picture.
        size: the picture's width and height in pixels, which set the frame's shape.
    """
    aspect = size[0] / size[1]
    most = min(photo[1], photo[0] / aspect)
    if place.box is None:
        return _around(photo, (photo[0] * _MIDDLE[0], photo[1] * _MIDDLE[1]), (most * aspect, most))
    left, top, right, bottom = (side * photo[number % 2] for number, side in enumerate(place.box))
    needed = max(bottom - top, (right - left) / aspect)
    height = max(needed / place.share, size[1] / _MOST_ENLARGED)
    height = max(min(height, most), needed * _CORE)
    middle = ((left + right) / 2, (top + bottom) / 2 + height * (0.5 - _HEAD_AT))
    return _around(photo, middle, (height * aspect, height))


def widest_of(photo: tuple[int, int], place: PetPlace, height: int) -> int:
    """How wide a picture of this height must be to show the pet's head without anything beyond the photo."""
    if place.box is None:
        return 0
    return math.ceil((place.box[2] - place.box[0]) * photo[0] * height / photo[1])


def _around(photo: tuple[int, int], middle: tuple[float, float], size: tuple[float, float]) -> Frame:
    """A frame around a point, moved into the photo; a side that is longer than the photo's reaches beyond both ends."""
    left, top = (
        min(max(at - length / 2, 0), whole - length) if length <= whole else (whole - length) / 2
        for at, length, whole in zip(middle, size, photo, strict=True)
    )
    return left, top, left + size[0], top + size[1]


def cut(photo: Image.Image, frame: Frame, size: tuple[int, int]) -> Image.Image:
    """The part of a photo within a frame, in a size; what lies beyond the photo shows its blurred colours.

    Args:
        photo: an RGB picture.
        frame: the part, in the photo's pixels.
        size: the width and height of what comes back.
    """
    inside = (max(frame[0], 0), max(frame[1], 0), min(frame[2], photo.width), min(frame[3], photo.height))
    scale = size[0] / (frame[2] - frame[0])
    left, top = (math.floor((inside[side] - frame[side]) * scale) for side in (0, 1))
    right, bottom = (math.ceil((inside[side] - frame[side - 2]) * scale) for side in (2, 3))
    right, bottom = min(right, size[0]), min(bottom, size[1])
    piece = photo.resize((right - left, bottom - top), Image.Resampling.LANCZOS, inside, reducing_gap=2)
    if piece.size == size:
        return piece
    backdrop = ImageOps.fit(piece, (size[0] // 8, size[1] // 8)).filter(ImageFilter.GaussianBlur(_BLUR)).resize(size)
    backdrop.paste(piece, (left, top))
    return backdrop
