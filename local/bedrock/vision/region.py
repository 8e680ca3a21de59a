"""Finds the pet's region in the photo, from the network's map and the pet's colours.

The network's map is coarse (17 x 17). Colours that are more common inside it than outside belong to the pet. A few
rounds of this find its outline: a simple form of GrabCut (Rother et al. 2004), without its graph cut.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.sight import GRID, resized

_ROUNDS: Final = 4
_PRIOR_POWER: Final = 1.3
_PRIOR_RANGE: Final = (0.03, 0.9)
_SMOOTHING: Final = 3
_FLOOR: Final = 0.02
_BINS: Final = (12, 14, 14)
_LOWEST: Final = (0.0, -60.0, -60.0)
_EXTENT: Final = (100.0, 120.0, 120.0)


def pet_region(lab: Array, evidence: Array) -> Array:
    """The probability that each cell is the pet: (GRID, GRID), from colours (GRID, GRID, 3, CIELAB) and evidence."""
    codes = _colour_codes(lab)
    prior = np.clip(evidence**_PRIOR_POWER, *_PRIOR_RANGE)
    region = prior
    for _ in range(_ROUNDS):
        odds = _histogram(codes, region * evidence) / _histogram(codes, 1 - region)
        pet = prior * odds[codes]
        region = _smooth(pet / (pet + 1 - prior))
    return region


def _colour_codes(lab: Array) -> NDArray[np.intp]:
    """The histogram bin of each cell's colour."""
    scaled = np.clip((lab - _LOWEST) / _EXTENT, 0, 1 - 1e-9) * _BINS
    codes: NDArray[np.intp] = np.ravel_multi_index(tuple(np.moveaxis(scaled.astype(np.intp), -1, 0)), _BINS)
    return codes


def _histogram(codes: NDArray[np.intp], weights: Array) -> Array:
    """The shares of the colours; each bin is blurred into its neighbours."""
    counts = np.bincount(codes.ravel(), weights.ravel(), int(np.prod(_BINS))).reshape(_BINS)
    for axis in range(3):
        padded = np.pad(counts, [(1, 1) if axis == other else (0, 0) for other in range(3)])
        below, above = (np.take(padded, range(start, start + _BINS[axis]), axis) for start in (0, 2))
        counts = counts / 2 + (below + above) / 4
    shares: Array = counts.ravel() + _FLOOR
    return shares / shares.sum()


def _smooth(region: Array) -> Array:
    small = region.reshape(GRID // _SMOOTHING, _SMOOTHING, GRID // _SMOOTHING, _SMOOTHING).mean(axis=(1, 3))
    return np.clip(resized(small, GRID, GRID), 0, 1)
