"""The comparison with others says Y of us only where a test shows it."""

import re
from typing import Final

import pytest

from tests.support.cloud import ROOT

TEXT: Final = (ROOT / "docs" / "comparison.md").read_text("utf-8")
ROWS: Final = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith(("| |", "| ---"))
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_we_have_is_shown_by_a_test_and_what_we_lack_by_none(row: list[str]) -> None:
    ours, shown_by = row[1], row[-1].strip("`")
    if ours == "N":
        assert shown_by == ""
    else:
        assert ours.startswith("Y")
        assert re.search(r"^ *(async )?def test_", (ROOT / shown_by).read_text("utf-8"), re.MULTILINE)


def test_it_has_a_date_and_is_found_by_readers() -> None:
    assert re.search(r"on 20\d\d-\d\d-\d\d", TEXT)
    assert "comparison.md" in (ROOT / "docs" / "README.md").read_text("utf-8")
