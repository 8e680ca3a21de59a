"""The tables that turn temperament into the 47 dimensions, with thirteen factors in between.

A factor is a broad tendency, -1 to 1. Each temperament group has a value for each factor (`temperaments.csv`, in
thirds: -3 to 3), the photo adds values (`signals.csv`), and each dimension is a blend of a few factors
(`dimensions.csv`). The figures are humorous folklore: what breed books and owners say, as numbers. They measure
nothing.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import numpy as np

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.arrays import Array
from local.bedrock.vision.tables import rows

_FULL: Final = 3.0


@cache
def group_factors() -> Mapping[str, Array]:
    """The factors (13,) of each group, -1 to 1."""
    return {group: factors / _FULL for group, factors in _factors("temperaments.csv").items()}


@cache
def signal_names() -> tuple[str, ...]:
    """What is measured in a photo."""
    return tuple(_factors("signals.csv"))


@cache
def dimension_matrix() -> Array:
    """The factors of each dimension: (47, 13), rows of length 1, in the order of `DIMENSIONS`."""
    blends = _factors("dimensions.csv")
    return _of_length_1(blends[name] for name in DIMENSIONS)


@cache
def signal_matrix() -> Array:
    """The factors of each signal: (signals, 13), rows of length 1, in the order of `signal_names`."""
    return _of_length_1(_factors("signals.csv").values())


def _factors(table: str) -> dict[str, Array]:
    """The factors (13,) that a table has in each row, by the name in its first column."""
    return {name: np.array(factors, np.float64) for name, *factors in map(dict.values, rows(table))}


def _of_length_1(blends: Iterable[Array]) -> Array:
    matrix = np.stack(list(blends))
    lengths: Array = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / lengths
