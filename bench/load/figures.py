"""What Locust counted, read from the report of its run."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

STEPS: Final = "STEPS"
"""The method of what is made up of several requests, and is not one itself."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The requests of one name, of one run or of several together.

    Attributes:
        requests: how many there were.
        failures: how many of them failed.
        seconds: how long it took from the first answer to the last, and how many intervals lie between.
        times: how many took how long, in ms.
    """

    requests: int = 0
    failures: int = 0
    seconds: float = 0.0
    intervals: int = 0
    times: Mapping[float, int] = field(default_factory=dict)

    def __add__(self, other: Self) -> "Figures":
        return Figures(
            self.requests + other.requests,
            self.failures + other.failures,
            self.seconds + other.seconds,
            self.intervals + other.intervals,
            Counter(self.times) + Counter(other.times),
        )

    @property
    def rate(self) -> float | None:
        """Requests a second; None if there were too few."""
        return self.intervals / self.seconds if self.seconds else None

    def percentile(self, share: float) -> float | None:
        """The time within which this share of the requests was answered, in ms; None if there was none."""
        wanted, seen = share * sum(self.times.values()), 0
        for time, number in sorted(self.times.items()):
            seen += number
            if seen >= wanted:
                return time
        return None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run or several.

    Attributes:
        figures: by name.
        failures: one line for each kind of failure.
    """

    figures: Mapping[str, Figures]
    failures: Sequence[str]

    @classmethod
    def read(cls, report: str) -> Self:
        """Reads the report that `locustfile.py` writes."""
        content = json.loads(report)
        lines = [f"{error['error']} ({error['times']} times)" for error in content["errors"]]
        return cls({entry["name"]: _figures(entry) for entry in content["stats"]}, lines)

    @classmethod
    def together(cls, runs: Iterable[Self]) -> Self:
        """Several runs as one."""
        sums: dict[str, Figures] = {}
        lines: list[str] = []
        for run in runs:
            lines += run.failures
            for name, figures in run.figures.items():
                sums[name] = sums.get(name, Figures()) + figures
        return cls(sums, lines)

    @property
    def failed(self) -> int:
        """How many requests failed, and jobs."""
        return sum(figures.failures for figures in self.figures.values())


def _figures(entry: Mapping[str, Any]) -> Figures:
    # An entry's time begins when its first request has been answered.
    return Figures(
        requests=entry["num_requests"],
        failures=entry["num_failures"],
        seconds=(entry["last_request_timestamp"] or entry["start_time"]) - entry["start_time"],
        intervals=max(entry["num_requests"] - 1, 0),
        times={float(time): number for time, number in entry["response_times"].items()},
    )
