"""The rows that a benchmark makes: as a table, and as bench/results.json."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

RESULTS: Final = Path(__file__).with_name("results.json")

_LINE: Final = "{:<62}{:>14}{:>10}  {:<8}{}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        name: what was measured.
        value: the figure; None if it could not be measured.
        mark: what it is to reach; None if it has none.
        better: whether a lower or a higher figure is the better one.
        unit: such as `ratio`, `ms` or `bytes`.
    """

    name: str
    value: float | None
    mark: float | None = None
    better: Literal["lower", "higher"] = "lower"
    unit: str = "ratio"

    @property
    def holds(self) -> bool:
        """Whether the figure reaches its mark, if it has one."""
        if self.mark is None:
            return True
        if self.value is None:
            return False
        return self.value <= self.mark if self.better == "lower" else self.value >= self.mark


def kept(file: Path = RESULTS) -> list[Row]:
    """The rows of earlier runs."""
    return [Row(**row) for row in json.loads(file.read_text())] if file.exists() else []


def keep(rows: Sequence[Row], file: Path = RESULTS) -> None:
    """Writes rows in place of those of the same measurement, which is what their names begin with."""
    measured = {row.name.partition(":")[0] for row in rows}
    others = [row for row in kept(file) if row.name.partition(":")[0] not in measured]
    everything = sorted([*others, *rows], key=lambda row: row.name)
    file.write_text(json.dumps([asdict(row) for row in everything], indent=1) + "\n")


def heading() -> str:
    """The first line of a table."""
    return _LINE.format("", "value", "mark", "unit", "")


def line(row: Row) -> str:
    """One line of a table."""
    verdict = "" if row.holds else "  missed"
    return _LINE.format(row.name, figure(row.value, row.unit), figure(row.mark, row.unit), row.unit, verdict).rstrip()


def figure(value: float | None, unit: str) -> str:
    """A figure with as many digits as are worth reading."""
    if value is None:
        return "-"
    if unit == "ratio":
        return f"{value:.2f}"
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.3g}"
