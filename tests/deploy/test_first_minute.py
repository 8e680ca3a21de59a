"""`make demo` installs what the system needs and no more, and says how much that is."""

import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename

ROOT: Final = Path(__file__).parents[2]
MAKEFILE: Final = (ROOT / "Makefile").read_text("utf-8")
MEGABYTE: Final = 1_000_000


@cache
def locked(*options: str) -> frozenset[str]:
    """The packages that `uv sync` with these options installs."""
    command = ["uv", "export", "--quiet", "--frozen", "--no-hashes", "--no-header", "--no-annotate", *options]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    return frozenset(re.findall(r"^([a-z0-9._-]+)==", listed, re.MULTILINE))


def download_bytes(package: dict[str, Any]) -> int:
    """How large the wheel is that fits this machine best; 0 of a package for other systems."""
    ranks = {tag: rank for rank, tag in enumerate(sys_tags())}
    fitting = [
        (min(ranks[tag] for tag in tags if tag in ranks), wheel["size"])
        for wheel in package.get("wheels", [])
        for tags in [parse_wheel_filename(wheel["url"].rpartition("/")[2])[3]]
        if tags & ranks.keys()
    ]
    return min(fitting)[1] if fitting else int(package.get("sdist", {}).get("size", 0))


def test_the_size_of_the_download_is_said_as_it_is() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    wanted = locked("--no-dev")
    size = sum(download_bytes(package) for package in lock["package"] if package["name"] in wanted)
    said = re.search(r"about (\d+) MB to download", MAKEFILE)

    assert said
    assert abs(int(said[1]) * MEGABYTE - size) < 0.15 * size


def test_nothing_that_only_checks_the_project_is_installed() -> None:
    assert locked() - locked("--no-dev") >= {"pytest", "moto", "playwright", "mypy", "schemathesis"}
    assert not locked("--no-dev") & {"pytest", "moto", "playwright", "mypy", "schemathesis", "ruff"}


def test_an_installed_system_starts_without_a_word() -> None:
    command = ["make", "--no-print-directory", "lean"]
    # A make that runs the tests must not have this one share its jobs.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)

    assert (made.stdout, made.stderr) == ("", "")
