"""Prints the unit tests near what changed since `main`: `make check` runs them.

A test mirrors its source: `agent/photo/decoder.py` is tested by `tests/unit/agent/photo/test_decoder.py`. A source
without a test of its own stands for the tests of its folder. The floors of the packages are always checked.
"""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from deployment import PROJECT

UNIT: Final = Path("tests/unit")
ALWAYS: Final = UNIT / "test_architecture.py"
_CLIENTS: Final = Path("clients/python")
_GIT_TIMEOUT_S: Final = 30


def changed_files() -> list[str]:
    """The files that differ from where this branch left `main`, and those that git does not know yet.

    Raises:
        CalledProcessError: if this is no git checkout, or has no branch `main`.
    """
    base = _git("merge-base", "HEAD", "main")[0]
    return [*_git("diff", "--name-only", base), *_git("ls-files", "--others", "--exclude-standard")]


def near_tests(changed: Iterable[str], root: Path = PROJECT) -> list[str]:
    """The tests near these files, as paths for pytest; a folder stands for all tests in it.

    Args:
        changed: paths of files, relative to the root.
        root: where the tests are.
    """
    found = {ALWAYS, *(test for name in changed for test in _near(Path(name), root))}
    return sorted(str(path) for path in found if not found & set(path.parents))


def _near(path: Path, root: Path) -> Iterator[Path]:
    if path.suffix != ".py" or path.parts[0] in ("bench", "testing"):
        return
    if path.is_relative_to(UNIT):
        if (root / path).exists():
            yield path if path.name.startswith("test_") else path.parent
    elif path.parts[0] != "tests":
        yield _mirror(path, root)


def _mirror(path: Path, root: Path) -> Path:
    if path.is_relative_to(_CLIENTS):
        path = path.relative_to(_CLIENTS)
    if path.parts[0] == "functions":
        path = Path("functions") / f"{path.parts[1].replace('-', '_')}.py"
    test = UNIT / path.parent / f"test_{path.name}"
    if (root / test).exists():
        return test
    return next(folder for folder in (UNIT / path.parent, *(UNIT / path.parent).parents) if (root / folder).is_dir())


def _git(*arguments: str) -> list[str]:
    command = ["git", *arguments]
    outcome = subprocess.run(  # noqa: S603 - git, with our own words
        command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=_GIT_TIMEOUT_S
    )
    return outcome.stdout.split("\n")[:-1]


if __name__ == "__main__":
    print(*near_tests(changed_files()))
