"""What is said of the locustfile is in it; read as text, since Locust is not installed everywhere."""

import ast
import re
from pathlib import Path

from bench.load.generator import LOCUSTFILE
from bench.load.scenarios import scenarios

SOURCE = LOCUSTFILE.read_text("utf-8")
CLASSES = {node.name for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.ClassDef)}
OPTIONS = set(re.findall(r'"--([a-z-]+)"', SOURCE))
DOCUMENT = Path("docs/load.md").read_text("utf-8")


def test_every_scenario_has_its_people() -> None:
    assert {scenario.user_class for scenario in scenarios(full=False)} <= CLASSES


def test_every_rate_has_its_option_and_is_the_specifications_by_default() -> None:
    for scenario in scenarios(full=True):
        if scenario.reads:
            assert f"{scenario.name}-rate" in OPTIONS
            assert f"{scenario.name.upper()}_RATE: Final = {scenario.rate}" in SOURCE


def test_the_document_names_what_there_is() -> None:
    target = next(line for line in Path("Makefile").read_text("utf-8").splitlines() if "bench.load" in line)

    assert set(re.findall(r"--([a-z]+-rate)", DOCUMENT)) <= OPTIONS
    assert set(re.findall(r"make load.*?([A-Z]+)=", DOCUMENT)) <= set(re.findall(r"\$\(if \$\((\w+)\)", target))
    assert {
        name for name in re.findall(r"`bench/load/\w+\.py`", DOCUMENT) if not Path(name.strip("`")).exists()
    } == set()
    assert "StatusReader" in DOCUMENT
