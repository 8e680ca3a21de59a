"""docs/settings.md names every setting, with the default that the code has."""

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from agent.settings import AgentSettings
from deployment.finish import FUNCTIONS
from deployment.infrastructure.queues import Redelivery
from petavatar.settings import Settings

DOCUMENT = Path("docs/settings.md").read_text("utf-8")
# What petavatar/telemetry.py reads by itself, for functions and agent alike.
TELEMETRY = {"SANDBOX": ""}


def rows(heading: str) -> dict[str, tuple[str, ...]]:
    """The rows of a section's tables: the first column, without its backquotes, and the others."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", section, re.M)]
    return {first.strip("`"): tuple(others) for first, *others in cells if first.startswith("`")}


def as_text(default: object) -> str:
    """A default as the environment would have it."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


@pytest.mark.parametrize(("heading", "settings"), [("Functions", Settings), ("Agent", AgentSettings)])
def test_every_variable_is_there_with_its_default(heading: str, settings: type) -> None:
    expected = TELEMETRY | {
        field.metadata.get("variable", field.name.upper()): "" if field.default is MISSING else as_text(field.default)
        for field in fields(settings)
    }

    assert {name: row[0] for name, row in rows(heading).items() if name.isupper()} == expected


def test_every_function_is_there_with_its_memory_and_timeout() -> None:
    expected = {}
    for name in FUNCTIONS:
        variables = json.loads(Path("infra", "vars", f"{name}.json").read_text())["default"]
        expected[name] = (str(variables["memory_size"]), str(variables["timeout"]))

    assert {name: row for name, row in rows("Functions").items() if not name.isupper()} == expected


def test_every_variable_that_tc_sets_is_there() -> None:
    for path in Path("infra", "vars").glob("*.json"):
        assert json.loads(path.read_text())["default"]["environment"].keys() <= rows("Functions").keys()


def test_the_limits_of_the_api_are_those_that_tc_sets() -> None:
    dev, prod = (json.loads(Path("infra/routes.json").read_text())["throttling"]["default"][s] for s in ("dev", "prod"))

    assert f"{dev['rate_limit']:.0f} requests a second, bursts of {dev['burst_limit']}" in DOCUMENT
    assert f"`prod`: {prod['rate_limit']:.0f} and {prod['burst_limit']}" in DOCUMENT


def test_a_message_is_hidden_for_as_long_as_it_says() -> None:
    assert f"hides a message for {Redelivery().visibility_s} s" in DOCUMENT
