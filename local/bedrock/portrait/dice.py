"""Draws that depend on a seed alone: the same seed and label always give the same draw, whatever else is drawn."""

import hashlib
from collections.abc import Sequence
from typing import Final

_RANGE: Final = 2**64


class Dice:
    """A source of named draws for one portrait."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def fraction(self, label: str) -> float:
        """A number from 0 up to, but not including, 1."""
        digest = hashlib.sha256(f"{self._seed}:{label}".encode()).digest()
        return int.from_bytes(digest[:8]) / _RANGE

    def chance(self, label: str, probability: float) -> bool:
        """True in `probability` of all seeds."""
        return self.fraction(label) < probability

    def between(self, label: str, low: float, high: float) -> float:
        """A number from `low` up to `high`."""
        return low + (high - low) * self.fraction(label)

    def pick[T](self, label: str, options: Sequence[T]) -> T:
        """One of the options, each as likely as the others."""
        return options[int(self.fraction(label) * len(options))]

    def settle[T](self, label: str, wanted: T | None, options: Sequence[T]) -> T:
        """What is wanted, or else one of the options."""
        return self.pick(label, options) if wanted is None else wanted
