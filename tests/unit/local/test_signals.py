"""How the process that runs the system ends: in order on SIGTERM and SIGHUP, and with make."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from deployment import PROJECT
from local.signals import PARENT, ending_with_make

LIMIT_S = 20.0
RUNNER = """
import signal, sys
from local.signals import ending_with_make, signals_as_exit
if "deaf" in sys.argv:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
with signals_as_exit(), ending_with_make():
    try:
        print("ready", flush=True)
        signal.pause()
    finally:
        print("tidied up", flush=True)
"""
# It starts the runner as make does, and waits.
PARENT_OF_RUNNER = f"""
import os, subprocess, sys
subprocess.run([sys.executable, "-c", {RUNNER!r}], env=os.environ | {{{PARENT!r}: str(os.getpid())}})
"""


def run(source: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", source, *arguments]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | variables, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_lets_the_blocks_end(number: signal.Signals) -> None:
    process = run(RUNNER)

    process.send_signal(number)

    assert process.communicate(timeout=LIMIT_S)[0] == "tidied up\n"
    assert process.returncode == 128 + number


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    process = run(RUNNER, "deaf")

    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)

    process.communicate(timeout=LIMIT_S)
    assert process.returncode == 128 + signal.SIGTERM


def test_it_ends_with_its_parent_before_anybody_has_noticed_that_the_parent_is_dead() -> None:
    parent = run(PARENT_OF_RUNNER)

    parent.kill()

    assert parent.stdout
    assert parent.stdout.read() == "tidied up\n"
    parent.communicate()


def test_it_goes_on_while_its_parent_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = threading.Semaphore(0)
    monkeypatch.setenv(PARENT, "4711")
    monkeypatch.setattr("local.signals._POLL_S", 0.001)
    monkeypatch.setattr("local.signals.end_this_process", lambda: pytest.fail("it ended"))
    monkeypatch.setattr("os.getppid", lambda: looks.release() or 4711)

    with ending_with_make():
        assert all(looks.acquire(timeout=LIMIT_S) for _ in range(3))
