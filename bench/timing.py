"""Times two things in turn, so that whatever else the machine does weighs on both alike."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import Final, NamedTuple

from deployment import PROJECT

_TIMEOUT_S: Final = 120


class Pair(NamedTuple):
    """Medians of what was timed in turn: of the ratios, and of each side."""

    ratio: float
    ours: float
    theirs: float


def in_turn(ours: Callable[[], float], theirs: Callable[[], float], times: int) -> Pair:
    """Times two things in turn.

    Args:
        ours: does it once and says what it took.
        theirs: the same for what it is compared with.
        times: how often; once more before, to warm caches.
    """
    ours(), theirs()
    taken = []
    for turn in range(times):
        # The one that goes first finds the machine as the other one left it: they take turns at that, too.
        if turn % 2:
            second, first = theirs(), ours()
        else:
            first, second = ours(), theirs()
        taken.append((first / second, first, second))
    return Pair(*map(median, zip(*taken, strict=True)))


class Ended(NamedTuple):
    """A process that has ended: its CPU time in seconds, and what it wrote."""

    cpu_s: float
    output: bytes


def run_python(arguments: Sequence[str], environment: Mapping[str, str], given: bytes = b"") -> Ended:
    """Runs this Python in a fresh process with an environment of its own, and waits for its end.

    Its CPU time is what the processes that have ended took meanwhile: no other may end at the same time.

    Raises:
        RuntimeError: if it fails; with what it said.
    """
    before = getrusage(RUSAGE_CHILDREN)
    ended = subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=PROJECT,
        input=given,
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    after = getrusage(RUSAGE_CHILDREN)
    if ended.returncode != 0:
        raise RuntimeError(f"{arguments[0]} failed: {ended.stderr.decode()}")
    return Ended(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, ended.stdout)
