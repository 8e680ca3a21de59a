"""Draws how cost grows, from bench/results.json: docs/images/growth-photos.svg and growth-jobs.svg."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.many_jobs import ideal_s
from bench.rows import kept
from deployment import PROJECT
from local.deploy import MAXIMUM_CONCURRENCY

PLOTS: Final = PROJECT / "docs" / "images"
_PHOTO: Final = re.compile(r"photo size: +(\d+) MP$")
_JOBS: Final = re.compile(r"many jobs: +(\d+)$")
_OURS, _THEIRS = "#a8431f", "#4d5566"
_MB: Final = 1e6
# The same bytes for the same figures: no date, no random ids.
_STYLE: Final[Any] = {"svg.hashsalt": "petavatar", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}


def draw() -> None:
    """Draws both plots."""
    by_name = {row.name: row.value for row in kept() if row.value is not None}
    with mpl.rc_context(_STYLE):
        _plot_photos(by_name)
        _plot_jobs(by_name)


def _plot_photos(by_name: dict[str, float]) -> None:
    sizes = _numbers(by_name, _PHOTO)
    drawing = Figure(figsize=(9, 3.4), layout="constrained")
    times, memory = drawing.subplots(1, 2)
    for axes, suffix, label, colour, unit in (
        (times, "", "PetAvatar", _OURS, 1),
        (times, ", pyvips", "pyvips' thumbnail", _THEIRS, 1),
        (memory, ", memory", "PetAvatar", _OURS, _MB),
        (memory, ", memory of pyvips", "pyvips' thumbnail", _THEIRS, _MB),
    ):
        values = [by_name[f"photo size: {size:>2} MP{suffix}"] / unit for size in sizes]
        axes.plot(sizes, values, "o-", label=label, color=colour)
    _finish(times, "megapixels (JPEG)", "ms to prepare")
    _finish(memory, "megapixels (JPEG)", "MB at most")
    _save(drawing, "growth-photos.svg")


def _plot_jobs(by_name: dict[str, float]) -> None:
    counts = _numbers(by_name, _JOBS)
    drawing = Figure(figsize=(5.5, 3.4), layout="constrained")
    axes = drawing.subplots()
    axes.plot(counts, [by_name[f"many jobs: {jobs:>2}"] for jobs in counts], "o-", label="measured", color=_OURS)
    ideal = [ideal_s(jobs) for jobs in counts]
    axes.plot(counts, ideal, "o--", label=f"ideal for {MAXIMUM_CONCURRENCY} workers", color=_THEIRS)
    _finish(axes, "jobs at once", "s until the last is completed")
    _save(drawing, "growth-jobs.svg")


def _numbers(names: Iterable[str], pattern: re.Pattern[str]) -> Sequence[int]:
    return sorted(int(found[1]) for name in names if (found := pattern.match(name)))


def _finish(axes: Axes, below: str, beside: str) -> None:
    axes.set(xlabel=below, ylabel=beside, xlim=(0, None), ylim=(0, None))
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)


def _save(drawing: Figure, name: str) -> None:
    drawing.savefig(Path(PLOTS, name), format="svg", metadata={"Date": None})
