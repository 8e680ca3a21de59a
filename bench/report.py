"""Writes what was measured into docs/performance.md: the table between its marks."""

import re
from collections.abc import Iterable
from typing import Final

from bench.machine import sentence
from bench.rows import Row, figure, kept
from deployment import PROJECT

DOCUMENT: Final = PROJECT / "docs" / "performance.md"
_BETWEEN: Final = re.compile(r"(<!-- rows -->\n).*(<!-- end of rows -->)", re.DOTALL)
_PLOTTED: Final = "photo size: "


def write() -> None:
    """Writes the table from bench/results.json."""
    text = DOCUMENT.read_text("utf-8")
    DOCUMENT.write_text(_BETWEEN.sub(lambda found: found[1] + table(kept()) + found[2], text), "utf-8")


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown, with the machine; those that are plotted only are left out."""
    lines = [f"Measured on {sentence()}.", "", "| what | figure | mark | |", "| --- | ---: | ---: | --- |"]
    for row in rows:
        if row.name.startswith(_PLOTTED):
            continue
        verdict = "" if row.mark is None else "holds" if row.holds else "missed"
        unit = "" if row.unit == "ratio" else f" {row.unit}"
        mark = "" if row.mark is None else figure(row.mark, row.unit)
        lines.append(f"| {row.name} | {figure(row.value, row.unit)}{unit} | {mark} | {verdict} |")
    return "\n".join(lines) + "\n"
