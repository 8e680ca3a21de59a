"""The load test's table, and its rows for bench/results.json."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.load.figures import Figures, Run
from bench.load.scenarios import Scenario

PERCENTILES: Final = (0.5, 0.95, 0.99)
_P95: Final = 0.95

_LINE: Final = "{:<26}{:<20}{:>9}{:>9}{:>8}" + "{:>8}" * 3 + "  " + "{:>8}" * 3 + "{:>9}"
_HEADINGS: Final = (
    "",
    "request",
    "requests",
    "failures",
    "a sec.",
    "p50",
    "p95",
    "p99",
    "p50",
    "p95",
    "p99",
    "p95 less",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A scenario, and what came of it: on ours, and on a bare function at the same rate if there is one."""

    scenario: Scenario
    ours: Run
    bare: Run | None = None

    @property
    def failed(self) -> int:
        """How many requests failed, those to the bare function too."""
        return self.ours.failed + (self.bare.failed if self.bare else 0)

    @property
    def failures(self) -> list[str]:
        """One line for each kind of failure."""
        return [*self.ours.failures, *(f"bare: {line}" for line in (self.bare.failures if self.bare else ()))]


def table(measured: Sequence[Measured]) -> str:
    """The table that people read; times in ms."""
    lines = [_LINE.format(*[""] * 8, "bare", "", "", "the bare").rstrip(), _LINE.format(*_HEADINGS)]
    for one in measured:
        for name, ours, bare in _reported(one):
            less = _difference(ours.percentile(_P95), bare.percentile(_P95))
            counted = (f"{ours.requests:,}", ours.failures, _figure(ours.rate))
            times = [_figure(figures.percentile(share)) for figures in (ours, bare) for share in PERCENTILES]
            lines.append(_LINE.format(one.scenario.title, name, *counted, *times, _figure(less)))
    return "\n".join(lines)


def rows(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """The rows, as plain data: name, value, mark, better, unit."""
    failed = sum(one.failed for one in measured)
    return [
        _row("load: failed requests", failed, mark=0, unit="requests"),
        *(row for one in measured for row in _rows(one)),
    ]


def _rows(one: Measured) -> Iterator[dict[str, Any]]:
    for name, ours, bare in _reported(one):
        what = f"load: {one.scenario.title}: {name}" if not one.bare else f"load: {one.scenario.title}:"
        p95, bare_p95 = ours.percentile(_P95), bare.percentile(_P95)
        yield _row(f"{what} p95", p95, mark=one.scenario.targets_ms[name], unit="ms")
        if one.bare:
            yield _row(f"{what} rate reached", ours.rate, better="higher", unit="1/s")
            yield _row(f"{what} p95 of a bare Lambda", bare_p95, unit="ms")
            yield _row(f"{what} p95 less a bare Lambda's", _difference(p95, bare_p95), unit="ms")
            yield _row(f"{what} p95 over a bare Lambda's", p95 / bare_p95 if p95 and bare_p95 else None, unit="ratio")


def _row(
    name: str, value: float | None, *, mark: float | None = None, better: str = "lower", unit: str
) -> dict[str, Any]:
    rounded = None if value is None else round(value, 2)
    return {"name": name, "value": rounded, "mark": mark, "better": better, "unit": unit}


def _reported(one: Measured) -> Iterator[tuple[str, Figures, Figures]]:
    """Each name to report, with ours and the bare function's figures."""
    for name in one.scenario.targets_ms:
        bare = one.bare.figures.get(name, Figures()) if one.bare else Figures()
        yield name, one.ours.figures.get(name, Figures()), bare


def _difference(ours: float | None, theirs: float | None) -> float | None:
    return None if ours is None or theirs is None else ours - theirs


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}"
