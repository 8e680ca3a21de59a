"""What is said of the locustfile is in it; read as text, since Locust is not installed everywhere."""

import ast
import re
from pathlib import Path

from bench.load.generator import LOCUSTFILE
from bench.load.scenarios import scenarios

CLASSES = {node.name for node in ast.walk(ast.parse(LOCUSTFILE.read_text("utf-8"))) if isinstance(node, ast.ClassDef)}
DOCUMENT = Path("docs/load.md").read_text("utf-8")


def test_every_scenario_has_its_people() -> None:
    assert {scenario.user_class for scenario in scenarios(full=False)} <= CLASSES


def test_the_document_names_what_there_is() -> None:
    target = next(line for line in Path("Makefile").read_text("utf-8").splitlines() if "bench.load" in line)

    assert set(re.findall(r"--([a-z]+)-rate", DOCUMENT)) == {one.name for one in scenarios(full=True) if one.rate}
    assert set(re.findall(r"make load.*?([A-Z]+)=", DOCUMENT)) <= set(re.findall(r"\$\(if \$\((\w+)\)", target))
    assert all(Path(name).exists() for name in re.findall(r"`(bench/load/\w+\.py)`", DOCUMENT))
    assert "StatusReader" in DOCUMENT
