"""Draws that depend on nothing but their seed, on every machine and in every release of Python."""

import hashlib
from collections.abc import Sequence


class Dice:
    """A stream of draws from a seed."""

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
        """The options in a drawn order (Fisher-Yates)."""
        deck = list(options)
        for last in range(len(deck) - 1, 0, -1):
            other = self.below(last + 1)
            deck[last], deck[other] = deck[other], deck[last]
        return deck
