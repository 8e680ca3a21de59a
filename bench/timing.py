"""Times two things in turn, so that whatever else the machine does weighs on both alike."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

PROJECT: Final = Path(__file__).parents[1]
_TIMEOUT_S: Final = 120


@dataclass(frozen=True, slots=True)
class Pair:
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
        # Whoever goes first finds the machine as the other one left it: they take turns at that, too.
        if turn % 2:
            second, first = theirs(), ours()
        else:
            first, second = ours(), theirs()
        taken.append((first, second))
    return Pair(
        median(first / second for first, second in taken),
        median(first for first, _ in taken),
        median(second for _, second in taken),
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended: its CPU time in seconds, its peak memory in bytes, and what it wrote."""

    cpu_s: float
    peak_bytes: int
    output: bytes


def run_python(
    arguments: Sequence[str], environment: Mapping[str, str], cwd: Path = PROJECT, given: bytes = b""
) -> Ended:
    """Runs this Python in a fresh process with an environment of its own, and waits for its end.

    Raises:
        RuntimeError: if it fails; with what it said.
    """
    with subprocess.Popen(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        output, complaint = _conversation(process, given)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{arguments[0]} failed: {complaint.decode()}")
    return Ended(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, output)


def _conversation(process: subprocess.Popen[bytes], given: bytes) -> tuple[bytes, bytes]:
    """Hands over the input and reads both outputs, without waiting for the end, which `wait4` does."""
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.close()
    assert process.stdout is not None
    assert process.stderr is not None
    return process.stdout.read(), process.stderr.read()
