"""A process that watches its parent ends with it, however the parent ends."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
LIMIT_S = 20.0

CHILD = """
import signal, sys, time
from local.parent import end_with_parent
{preparation}
end_with_parent()
print("watching", flush=True)
time.sleep(600)
"""
PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[1]])
time.sleep(600)
"""


@pytest.mark.parametrize("preparation", ["", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
def test_a_child_ends_when_its_parent_is_killed(preparation: str) -> None:
    # Given a parent and its child, who share a pipe for their output
    command = [sys.executable, "-c", PARENT, CHILD.format(preparation=preparation)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT, start_new_session=True) as parent:
        assert parent.stdout is not None
        try:
            assert parent.stdout.readline() == b"watching\n"

            # when the parent is killed
            parent.kill()
            parent.wait(LIMIT_S)

            # then the pipe comes to its end, for the child is gone as well.
            assert parent.stdout.read() == b""
        finally:
            with suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)
