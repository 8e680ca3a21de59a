"""The table of promises: each has its attack, its figure and a command, and each command runs at least one test."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

DOCUMENT: Final = Path("docs/reliability.md")
ROWS: Final = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in DOCUMENT.read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| promise "))
]
COMMANDS: Final = [command for row in ROWS for command in re.findall(r"`([^`]+)`", row[-1])]
OF_PYTEST: Final = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("pytest ")]
BY_COMMAND: Final = pytest.mark.parametrize("arguments", OF_PYTEST, ids=" ".join)


def paths_in(arguments: list[str]) -> list[Path]:
    return [Path(argument) for argument in arguments if argument.startswith("tests/")]


def names_below(path: Path) -> str:
    """The names of tests, of their classes and of the files that hold them."""
    files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
    trees = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    names = [node.name for node in trees if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return " ".join([*map(str, files), *(name for name in names if name.lower().startswith("test"))]).lower()


def test_there_are_promises() -> None:
    assert len(ROWS) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:60])
def test_every_promise_has_its_attack_its_figure_and_a_command(row: list[str]) -> None:
    assert len(row) == 4
    assert all(row)
    assert all(re.fullmatch(r"`(pytest|make) [^`]+`", command) for command in row[3].split(", "))


def test_no_promise_stands_there_twice() -> None:
    promises = [row[0] for row in ROWS]

    assert len(promises) == len(set(promises))


@BY_COMMAND
def test_a_command_names_tests_that_are_there(arguments: list[str]) -> None:
    paths = paths_in(arguments)
    assert paths
    names = " ".join(map(names_below, paths))

    words = arguments[arguments.index("-k") + 1].split(" or ") if "-k" in arguments else ["test_"]

    assert [word for word in words if word not in names] == []


@pytest.mark.verify
@BY_COMMAND
def test_a_command_selects_a_test(arguments: list[str]) -> None:
    marks = [] if "-m" in arguments else ["-m", "not soak"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *marks, *arguments]

    answer = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)

    assert answer.returncode == 0, answer.stdout
