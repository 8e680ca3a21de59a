"""What the page takes for granted about the rest of the project."""

import re
from pathlib import Path

from agent.person.dimensions import DIMENSIONS

JS = Path(__file__).parents[2] / "web" / "js"


def test_it_knows_all_47_dimensions_and_no_other() -> None:
    named = re.findall(r'"([a-z_]+)"', (JS / "dimensions.js").read_text())

    assert sorted(name for name in named if name in DIMENSIONS) == sorted(DIMENSIONS)
