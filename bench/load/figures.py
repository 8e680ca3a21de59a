"""What came of a run of Locust, by its own count."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple, Self


class Figures(NamedTuple):
    """The requests of one name: how many, how many of them failed, how many a second, and percentiles in ms."""

    requests: int = 0
    failures: int = 0
    rate: float | None = None
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run or several: figures by name, and one line for each kind of failure."""

    figures: Mapping[str, Figures]
    errors: Sequence[str]

    @classmethod
    def read(cls, report: str) -> Self:
        """Reads the report that `locustfile.py` writes."""
        content = json.loads(report)
        return cls({name: Figures(*figures) for name, figures in content["figures"].items()}, content["errors"])

    @classmethod
    def together(cls, runs: Sequence[Self]) -> Self:
        """Several runs of a scenario: sums of counts, medians of the rest; of the first, the warm-up, only failures."""
        figures = {}
        for name in runs[0].figures:
            requests, failures, *rest = zip(*(run.figures[name] for run in runs), strict=True)
            figures[name] = Figures(sum(requests[1:]), sum(failures), *(median(values[1:]) for values in rest))
        return cls(figures, [line for run in runs for line in run.errors])

    def of(self, name: str) -> Figures:
        """The figures of a name; none, if nothing was asked under it."""
        return self.figures.get(name, Figures())

    @property
    def failed(self) -> int:
        """How many requests failed, and jobs."""
        return sum(figures.failures for figures in self.figures.values())
