"""Random draws that depend only on their seed, on every machine and in every release of Python."""

import hashlib
from collections.abc import Sequence
from typing import Final

_RANGE: Final = 2**64


class LabelledDraws:
    """Draws by label: the same seed and label always give the same draw, independent of other draws."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def fraction(self, label: str) -> float:
        """A number from 0 (inclusive) to 1 (exclusive)."""
        digest = hashlib.sha256(f"{self._seed}:{label}".encode()).digest()
        return int.from_bytes(digest[:8]) / _RANGE

    def chance(self, label: str, probability: float) -> bool:
        """True in `probability` of all seeds."""
        return self.fraction(label) < probability

    def between(self, label: str, low: float, high: float) -> float:
        """A number from `low` up to `high`."""
        return low + (high - low) * self.fraction(label)

    def pick[T](self, label: str, options: Sequence[T]) -> T:
        """One of the options, with equal probability."""
        return options[int(self.fraction(label) * len(options))]

    def settle[T](self, label: str, wanted: T | None, options: Sequence[T]) -> T:
        """`wanted` if it is not None, else one of the options."""
        return self.pick(label, options) if wanted is None else wanted


class SequentialDraws:
    """Draws one after the other: each depends on the seed and on its position."""

    def __init__(self, *seed: str) -> None:
        self._seed = hashlib.sha256("\x1f".join(seed).encode()).digest()
        self._draws = 0

    def below(self, n: int) -> int:
        """A number from 0 to `n` - 1."""
        self._draws += 1
        digest = hashlib.sha256(self._seed + self._draws.to_bytes(8)).digest()
        return int.from_bytes(digest[:8]) % n

    def pick[T](self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def shuffled[T](self, options: Sequence[T]) -> list[T]:
        """The options in random order (Fisher-Yates)."""
        shuffled = list(options)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled
