"""Which lines were used how often: a writer that keeps count comes back to a line only when it has no other left."""

from collections import Counter
from collections.abc import Sequence

from local.bedrock.random_draws import SequentialDraws


class Repertoire:
    """Counts the lines that were drawn, over one story or many."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def pick(self, draws: SequentialDraws, lines: Sequence[str]) -> str:
        """One of the lines that were used least, which counts as used from now on."""
        line = min(draws.shuffled(lines), key=self._used.__getitem__)
        self._used[line] += 1
        return line
