"""Measures a photo: light, colour, setting, framing, pose and props."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.sight import GRID

_ORDINARY: Final[Mapping[str, tuple[float, float]]] = {
    # Mean and spread over a sample of the Oxford-IIIT Pet Dataset (CIELAB units, or shares of the photo).
    "brightness": (47.0, 11.0),
    "contrast": (21.0, 4.5),
    "saturation": (18.0, 9.0),
    "warmth": (12.0, 11.0),
    "greenery": (0.1, 0.25),
    "clutter": (3.9, 1.1),
    "symmetry": (0.18, 0.26),
    "framing": (0.48, 0.15),
    "centring": (-0.08, 0.047),
    "recline": (0.18, 0.26),
    "standout": (17.0, 14.0),
    "facing": (0.58, 0.17),
    # For objects, whose probability is mostly near 0: where an object begins to count, and a suitable spread.
    "ball": (0.05, 0.15),
    "furniture": (0.05, 0.15),
    "finery": (0.05, 0.15),
}
_PROPS: Final[Mapping[str, tuple[int, ...]]] = {
    # ImageNet's classes of balls, of beds and couches, and of ties, hats, gowns and glasses.
    "ball": (429, 522, 574, 722, 805, 852, 890),
    "furniture": (564, 721, 750, 765, 831),
    "finery": (451, 457, 515, 667, 679, 808, 834, 837, 906),
}
_GREEN: Final = -8.0
_YELLOW: Final = 8.0


def photo_signals(lab: Array, region: Array, probabilities: Array, *, aspect: float, facing: float) -> dict[str, float]:
    """The signals, each -1 to 1, with 0 for an ordinary photo.

    Args:
        lab: the photo's colours on the grid, (GRID, GRID, 3), CIELAB.
        region: the probability that each cell is the pet, (GRID, GRID), 0 to 1.
        probabilities: the probabilities of the 1000 classes.
        aspect: the photo's width divided by its height.
        facing: the pet's mirror symmetry, up to 1.
    """
    measured = {**_light(lab, region), **_position(region, aspect), **_props(probabilities), "facing": facing}
    signals = {name: np.tanh((measured[name] - middle) / spread) for name, (middle, spread) in _ORDINARY.items()}
    return {name: float(max(value, 0.0) if name in _PROPS else value) for name, value in signals.items()}


def _light(lab: Array, region: Array) -> dict[str, float]:
    """Light, colour and setting. 'standout' is the difference in lightness between the pet and its surroundings."""
    lightness, green_red, blue_yellow = np.moveaxis(lab, -1, 0)
    outside = 1 - region
    slope = np.hypot(*np.gradient(lightness))
    return {
        "brightness": float(lightness.mean()),
        "contrast": float(lightness.std()),
        "saturation": float(np.hypot(green_red, blue_yellow).mean()),
        "warmth": float(blue_yellow.mean()),
        "greenery": float(((green_red < _GREEN) & (blue_yellow > _YELLOW)).mean()),
        "clutter": float(np.average(slope, weights=outside)),
        "symmetry": _correlation(lightness, lightness[:, ::-1]),
        "standout": abs(float(np.average(lightness, weights=region) - np.average(lightness, weights=outside))),
    }


def _position(region: Array, aspect: float) -> dict[str, float]:
    """The pet's position in the frame. 'recline' is the logarithm of its width divided by its height."""
    x, y, width, height = placement(region)
    return {
        "framing": float(region.mean()),
        "centring": -float(np.hypot(x - 0.5, y - 0.5)),
        "recline": float(np.log(aspect * width / height)),
    }


def placement(region: Array) -> tuple[float, float, float, float]:
    """The pet's centre (x, y) and its spread (width, height), relative to the photo's size."""
    rows, columns = (np.indices(region.shape) + 0.5) / GRID
    x, y = float(np.average(columns, weights=region)), float(np.average(rows, weights=region))
    width = float(np.sqrt(np.average((columns - x) ** 2, weights=region)))
    height = float(np.sqrt(np.average((rows - y) ** 2, weights=region)))
    return x, y, width, height


def _props(probabilities: Array) -> dict[str, float]:
    return {name: float(probabilities[list(classes)].sum()) for name, classes in _PROPS.items()}


def _correlation(first: Array, second: Array) -> float:
    """The correlation of two maps with the same mean and spread; 0 if they are blank."""
    centred = first - first.mean()
    return float((centred * (second - second.mean())).sum() / max(float((centred**2).sum()), 1.0))
