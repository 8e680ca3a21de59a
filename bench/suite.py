"""`make test` as a whole: everything set up, linted, typed and tested."""

import subprocess
import time
from collections.abc import Iterator
from typing import Final

from bench.rows import Row
from bench.timing import PROJECT

_MARK_S: Final = 480
_TIMEOUT_S: Final = 3600


def measure() -> Iterator[Row]:
    """One row.

    Raises:
        CalledProcessError: if a check or a test fails.
    """
    started = time.perf_counter()
    subprocess.run(["make", "test"], cwd=PROJECT, check=True, timeout=_TIMEOUT_S, stdout=subprocess.DEVNULL)
    yield Row("make test: wall", round(time.perf_counter() - started), _MARK_S, unit="s")
