"""Names what is in a photo besides a pet: props around it, or what is there in its place."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.tables import rows

_PROP: Final = 0.08
"""The least probability of a prop. Most of it belongs to the pet."""
_THING: Final = 0.35
"""The least probability of what is there instead of a pet."""
_MOST: Final = 5


def props(probabilities: Array) -> list[str]:
    """The props beside the pet, likeliest first."""
    shares = _masses("props.csv", probabilities)
    return sorted((name for name, mass in shares.items() if mass >= _PROP), key=lambda name: -shares[name])[:_MOST]


def thing(probabilities: Array) -> str | None:
    """What a photo without a pet shows, in a word or two; None if that is not clear."""
    shares = _masses("things.csv", probabilities)
    likeliest = max(shares, key=lambda name: shares[name])
    return likeliest if shares[likeliest] >= _THING else None


def _masses(table: str, probabilities: Array) -> Mapping[str, float]:
    return {name: float(probabilities[list(classes)].sum()) for name, classes in _classes(table).items()}


@cache
def _classes(table: str) -> Mapping[str, tuple[int, ...]]:
    """The classes of ImageNet for each name in a table."""
    return {name: tuple(_numbers(classes)) for name, classes in map(dict.values, rows(table))}


def _numbers(classes: str) -> Iterator[int]:
    for part in classes.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
