"""Reads the face in the pet's head box: the colour of its eyes, and a tongue that shows."""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.box import Box, pixels_of
from local.bedrock.vision.colour import lab

if TYPE_CHECKING:
    from agent.schemas import EyeColor

_SIDE: Final = 96
_BAND: Final = (0.2, 0.75)
"""The rows of the head's box where eyes are sought."""
_EYE: Final = (0.0025, 0.04)
"""The least and the most that one eye takes of the box."""
_VIVID: Final = 10.0
"""Eyes differ from the coat by this much (CIELAB units), and are as colourful."""
_LEVEL: Final = 0.12
"""The eyes' heights differ by this much of the box at most."""
_APART: Final = (0.15, 0.6)
_MOUTH: Final = (slice(43, 96), slice(28, 68))
"""Where in the head a tongue is sought."""
_TONGUE: Final = 0.011
"""The least share of the head's box that is tongue. A nose or an open mouth has less."""
_PINK: Final = (14.0, 48.0)
"""A tongue's green-to-red in CIELAB. Ribbons are redder."""
_PINK_COAT: Final = 8.0
_LIT: Final = 22.0


def head_colours(photo: Image.Image, head: Box) -> Array:
    """The head's colours: (96, 96, 3), CIELAB."""
    part = photo.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, box=pixels_of(head, photo.size))
    return lab(np.asarray(part, np.float64))


def eye_colour(head: Array) -> "EyeColor | None":
    """The colour of two eyes that are more colourful than the coat, and level; None if none are found."""
    lightness, green_red, blue_yellow = np.moveaxis(head, -1, 0)
    chroma = np.hypot(green_red, blue_yellow)
    hue = np.degrees(np.arctan2(blue_yellow, green_red)) % 360
    coat = head.reshape(-1, 3)
    apart = np.linalg.norm(head[..., 1:] - np.median(coat[:, 1:], axis=0), axis=-1) > _VIVID
    lit = apart & (lightness > _LIT) & (chroma > _VIVID)
    colours: dict[EyeColor, NDArray[np.bool_]] = {
        "blue": lit & (hue > 215) & (hue <= 300),
        "green": lit & (hue > 98) & (hue <= 170),
        "yellow": lit & (hue > 84) & (hue <= 98),
        "amber": lit & (hue > 60) & (hue <= 84),
    }
    pairs = {name: _pair(mask) for name, mask in colours.items()}
    best = max(pairs, key=lambda name: pairs[name])
    return best if pairs[best] else None


def _pair(mask: NDArray[np.bool_]) -> float:
    """The size of two level patches of the mask, one on either side; 0 if there are none."""
    first, last = (round(edge * _SIDE) for edge in _BAND)
    band = mask[first:last]
    halves = band[:, : _SIDE // 2], band[:, _SIDE // 2 :]
    shares = [float(half.sum()) / _SIDE**2 for half in halves]
    if not all(_EYE[0] <= share <= _EYE[1] for share in shares):
        return 0.0
    spots = [np.argwhere(half) / _SIDE for half in halves]
    if max(spot.std(axis=0).max() for spot in spots) > _LEVEL:
        return 0.0
    (y, x), (other_y, other_x) = (np.median(spot, axis=0) for spot in spots)
    level = abs(y - other_y) <= _LEVEL and _APART[0] <= other_x + 0.5 - x <= _APART[1]
    return min(shares) if level else 0.0


def tongue_shows(head: Array) -> bool:
    """Whether there is pink in the middle of the head's lower part, and the coat is not as pink."""
    lightness, green_red, blue_yellow = np.moveaxis(head[_MOUTH], -1, 0)
    pink = (green_red > _PINK[0]) & (green_red < _PINK[1]) & (green_red > 1.1 * blue_yellow) & (lightness > 35)
    coat_is_pink = float(np.median(head[..., 1])) > _PINK_COAT
    return not coat_is_pink and float(pink.sum()) / _SIDE**2 >= _TONGUE
