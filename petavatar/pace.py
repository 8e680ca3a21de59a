"""How long runs of the agent take, as far as this worker has seen them."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

_RUNS: Final = 10


@dataclass(slots=True)
class Pace:
    """The last whole runs with the models of the last one. A worker that has seen none knows no pace."""

    _models: Any = None
    _seconds: deque[float] = field(default_factory=lambda: deque(maxlen=_RUNS))

    def note(self, models: Mapping[str, Any], seconds: float) -> None:
        """Notes a run that did all four steps. With other models, those before say nothing any more."""
        if models != self._models:
            self._models = models
            self._seconds.clear()
        self._seconds.append(seconds)

    def expected_end(self, now: float) -> float:
        """When a run that begins now should end, in seconds since 1970; zero if that is not known."""
        return now + median(self._seconds) if self._seconds else 0
