"""How the process that runs the system ends: in order on SIGTERM and SIGHUP, and with another process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from deployment import PROJECT
from local.signals import END_WITH, ending_with_another

LIMIT_S = 20.0
RUNNER = """
import signal, sys
from local.signals import ending_with_another, signals_as_exit
if "deaf" in sys.argv:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
with signals_as_exit(), ending_with_another():
    try:
        print("ready", flush=True)
        signal.pause()
    finally:
        print("tidied up", flush=True)
"""
WAITER = [sys.executable, "-c", "import sys; sys.stdin.read()"]


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(WAITER, stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def run(*arguments: str, end_with: int | None = None) -> subprocess.Popen[str]:
    environment = os.environ | ({END_WITH: str(end_with)} if end_with else {})
    command = [sys.executable, "-c", RUNNER, *arguments]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_lets_the_blocks_end(number: signal.Signals) -> None:
    process = run()

    process.send_signal(number)

    assert process.communicate(timeout=LIMIT_S)[0] == "tidied up\n"
    assert process.returncode == 128 + number


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    process = run("deaf")

    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)

    process.communicate(timeout=LIMIT_S)
    assert process.returncode == 128 + signal.SIGTERM


def test_it_ends_when_the_process_that_was_named_has_been_killed(other: subprocess.Popen[bytes]) -> None:
    process = run(end_with=other.pid)

    other.kill()
    other.wait()

    assert process.communicate(timeout=LIMIT_S)[0] == "tidied up\n"
    assert process.returncode == 128 + signal.SIGTERM


def test_it_goes_on_while_that_process_lives(other: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    monkeypatch.setenv(END_WITH, str(other.pid))
    monkeypatch.setattr("local.signals._POLL_S", 0.01)
    monkeypatch.setattr("local.signals.end_this_process", lambda: ended.append(True))

    with ending_with_another():
        os.kill(other.pid, 0)

    assert ended == []
