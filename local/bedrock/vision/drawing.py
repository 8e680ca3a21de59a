"""Finds drawings of animals among photos of them: by even surfaces, or an even background with words of print."""

from typing import Final

import numpy as np
from PIL import Image

from local.bedrock.vision.box import pixels_of
from local.bedrock.vision.sight import GRID, Sight

_LONG_EDGE: Final = 400
_SURFACE: Final = 0.6
"""A pixel is the animal's if its cell shows it with this probability."""
_PAPER_WHITE: Final = 240
_EVEN: Final = 2
"""The most that neighbours differ on an even surface, of 255."""
_FLAT: Final = 0.5
"""The share of even surface from which an animal is drawn: fur, feathers and a camera's noise leave 0.4 at most."""
_PRINT: Final = (549, 916, 917, 918, 921, 922)
"""ImageNet's envelope, web site, comic book, crossword, book jacket, menu."""
_PRINTED: Final = 0.012
_BORDER: Final = 6
_EVEN_BORDER: Final = 0.9


def is_drawing(photo: Image.Image, sight: Sight) -> bool:
    """Whether the animal is drawn."""
    printed = float(sight.probabilities[list(_PRINT)].sum()) >= _PRINTED
    return (printed and _has_an_even_border(photo)) or _flatness(photo, sight) >= _FLAT


def _has_an_even_border(photo: Image.Image) -> bool:
    pixels = np.asarray(photo, np.int16)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    distance = np.abs(border - np.median(border, axis=0)).max(axis=1)
    return float((distance <= _BORDER).mean()) >= _EVEN_BORDER


def _flatness(photo: Image.Image, sight: Sight) -> float:
    """The share of the animal's pixels that are the same as those around, white ones left out."""
    left, top, right, bottom = pixels_of(sight.whole, photo.size)
    scale = min(1.0, _LONG_EDGE / max(right - left, bottom - top))
    size = (max(round((right - left) * scale), 3), max(round((bottom - top) * scale), 3))
    part = photo.resize(size, Image.Resampling.BILINEAR, box=(left, top, right, bottom))
    grey = np.asarray(part, np.float32).mean(axis=2)
    cells = Image.fromarray(sight.pet_map.astype(np.float32))
    inside = np.asarray(cells.resize(size, Image.Resampling.BILINEAR, box=pixels_of(sight.whole, (GRID, GRID))))
    around = np.lib.stride_tricks.sliding_window_view(grey, (3, 3))
    spread = around.max(axis=(2, 3)) - around.min(axis=(2, 3))
    animal = (inside[1:-1, 1:-1] > _SURFACE) & (grey[1:-1, 1:-1] < _PAPER_WHITE)
    return float((spread[animal] <= _EVEN).mean()) if animal.any() else 0.0
