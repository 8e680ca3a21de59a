"""The rows of a benchmark: what holds, what is kept, and what the repository has of them."""

import json
from pathlib import Path

import pytest

from bench.rows import RESULTS, Row, figure, keep, kept, line


@pytest.mark.parametrize(
    ("value", "mark", "better", "holds"),
    [
        (1.0, 1.1, "lower", True),
        (1.1, 1.1, "lower", True),
        (1.2, 1.1, "lower", False),
        (0.9, 1.0, "higher", False),
        (1.0, 1.0, "higher", True),
        (5.0, None, "lower", True),
        (None, 1.0, "lower", False),
    ],
)
def test_a_row_holds_if_it_reaches_its_mark(value: float, mark: float, better: str, holds: bool) -> None:
    row = Row("x", value, mark, better)  # type: ignore[arg-type]

    assert row.holds is holds
    assert line(row).endswith("missed") is not holds


def test_a_measurement_replaces_its_own_rows_and_no_others(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    keep([Row("cold: a", 1), Row("cold: gone", 2)], file)
    keep([Row("warm: a", 3, 4, "higher", "ms")], file)

    keep([Row("cold: a", 5)], file)

    assert kept(file) == [Row("cold: a", 5), Row("warm: a", 3, 4, "higher", "ms")]


def test_what_was_never_measured_is_nothing(tmp_path: Path) -> None:
    assert kept(tmp_path / "results.json") == []


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1.0, "ratio", "1.00"),
        (0.976, "ratio", "0.98"),
        (None, "ms", "-"),
        (54_854_308, "bytes", "54,854,308"),
        (433, "ms", "433"),
        (1.97, "s", "1.97"),
        (130.2, "s", "130"),
    ],
)
def test_a_figure_has_the_digits_that_are_worth_reading(value: float | None, unit: str, text: str) -> None:
    assert figure(value, unit) == text


def test_the_results_in_the_repository_are_rows_of_five_fields() -> None:
    plain = json.loads(RESULTS.read_text())

    assert plain
    for row in plain:
        assert set(row) == {"name", "value", "mark", "better", "unit"}
        assert row["better"] in ("lower", "higher")
        assert row["value"] is None or isinstance(row["value"], int | float)
