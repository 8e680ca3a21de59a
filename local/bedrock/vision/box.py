"""Finds the boxes of the pet and of its head, from maps of where they are likely."""

from typing import Final

import numpy as np

from local.bedrock.vision.arrays import Array

_WHOLE_LEAST: Final = 0.4
"""A cell counts for the pet's box from this probability, and against it below."""
_HEAD_LEAST: Final = 0.3
"""The same for the head, relative to its most likely cell. Lower, because half a face is worse than some background."""
_HEAD_SURE: Final = 0.15
"""The least probability of the likeliest cell to speak of a head at all."""
_EARS: Final = 0.14
_CHEEKS: Final = 0.05
"""Shares of the box that it grows by: the map ends at the forehead more often than above the ears."""

type Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as fractions of the photo."""


def whole_box(whole: Array) -> Box:
    """The box of the pet, from the probability that each cell shows it (rows, columns)."""
    return densest_box(whole - _WHOLE_LEAST)


def head_box(head: Array, whole: Array) -> Box | None:
    """The box of the head, from the probability that each cell shows it, and the pet; None if no cell is likely to."""
    if head.max() < _HEAD_SURE:
        return None
    likely = head * whole
    left, top, right, bottom = densest_box(likely / likely.max() - _HEAD_LEAST)
    width, height = right - left, bottom - top
    return (
        max(left - _CHEEKS * width, 0.0),
        max(top - _EARS * height, 0.0),
        min(right + _CHEEKS * width, 1.0),
        min(bottom + _CHEEKS * height, 1.0),
    )


def densest_box(weights: Array) -> Box:
    """The box with the largest sum of `weights` (rows, columns), of which some count against it."""
    rows, columns = weights.shape
    sums = np.pad(weights.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    best, box = -np.inf, (0, 0, columns, rows)
    for top in range(rows):
        # Row by row below `top`: the sum of all columns up to each, and the least of these before it.
        strips = sums[top + 1 :] - sums[top]
        gains = strips[:, 1:] - np.minimum.accumulate(strips, axis=1)[:, :-1]
        height, last = np.unravel_index(gains.argmax(), gains.shape)
        if gains[height, last] > best:
            best = gains[height, last]
            first = int(strips[height, : last + 1].argmin())
            box = (first, top, int(last) + 1, top + int(height) + 1)
    left, top, right, bottom = box
    return left / columns, top / rows, right / columns, bottom / rows


def pixels_of(box: Box, size: tuple[int, int]) -> Box:
    """The box in pixels of a photo of `size`."""
    return box[0] * size[0], box[1] * size[1], box[2] * size[0], box[3] * size[1]


def square_around(box: Box, size: tuple[int, int], scale: float) -> Box:
    """A square around `box`, `scale` times as long as its longer side, within a photo of `size`; all in pixels.

    Where the photo is too narrow for it, the square becomes a rectangle.
    """
    width, height = size
    left, top, right, bottom = pixels_of(box, size)
    side = max(right - left, bottom - top) * scale
    across, down = min(side, width), min(side, height)
    x = min(max((left + right - across) / 2, 0.0), width - across)
    y = min(max((top + bottom - down) / 2, 0.0), height - down)
    return x, y, x + across, y + down
