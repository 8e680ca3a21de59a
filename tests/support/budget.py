"""The budget of calls to AWS for one job, as docs/architecture.md has it."""

import re
from pathlib import Path
from typing import Final

_DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "architecture.md"
_LINE: Final = re.compile(r"^\| ([\w-]+) \| `([\w-]+:\w+)` \| (\d+) \| .+ \|$", re.MULTILINE)


def budget() -> dict[str, dict[str, int]]:
    """How often each function, and the agent, may ask for what: by owner and action."""
    found: dict[str, dict[str, int]] = {}
    for owner, action, times in _LINE.findall(_DOCUMENT.read_text("utf-8")):
        found.setdefault(owner, {})[action] = int(times)
    return found
