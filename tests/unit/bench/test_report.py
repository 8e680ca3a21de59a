"""docs/performance.md says what bench/results.json says."""

import re

from bench.machine import sentence
from bench.report import DOCUMENT, table
from bench.rows import Row, kept

TEXT = DOCUMENT.read_text("utf-8")


def test_the_document_has_the_table_of_what_is_kept() -> None:
    assert table(kept()) in TEXT


def test_a_line_has_figure_mark_and_verdict() -> None:
    lines = table([Row("a: ratio", 1.234, 1.2), Row("a: time", 5, unit="ms"), Row("photo size: 1 MP", 3)]).splitlines()

    assert lines[0] == f"Measured on {sentence()}."
    assert lines[-2:] == ["| a: ratio | 1.23 | 1.20 | missed |", "| a: time | 5 ms |  |  |"]


def test_the_plots_that_it_shows_are_there() -> None:
    plots = re.findall(r"\]\((images/growth-\w+\.svg)\)", TEXT)

    assert sorted(plots) == ["images/growth-jobs.svg", "images/growth-photos.svg"]
    assert all((DOCUMENT.parent / plot).read_text().startswith("<?xml") for plot in plots)
