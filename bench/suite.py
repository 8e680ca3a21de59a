"""`make test` as a whole, in a fresh clone of what is committed: everything set up, linted, typed and tested."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.rows import Row
from deployment import PROJECT

_MARK_S: Final = 480
_TIMEOUT_S: Final = 3600
_SHOWN: Final = 10_000
"""How many characters of a failed run's output are shown, from its end, which names the tests that failed."""


def measure() -> Iterator[Row]:
    """One row.

    Raises:
        CalledProcessError: if a check or a test fails.
    """
    with tempfile.TemporaryDirectory() as scratch:
        clone = Path(scratch, "petavatar")
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True, timeout=_TIMEOUT_S)
        # The clone has an environment of its own.
        environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        started = time.perf_counter()
        ended = subprocess.run(
            ["make", "test"], cwd=clone, env=environment, timeout=_TIMEOUT_S, stdout=subprocess.PIPE, text=True
        )
        if ended.returncode:
            print(ended.stdout[-_SHOWN:])
            ended.check_returncode()
        yield Row("make test: wall", round(time.perf_counter() - started), _MARK_S, unit="s")
