"""The supervisor: names what died, starts it again after a pause that grows, and gives up after three deaths."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.process import ChildProcess, StartError
from local.supervisor import Part, Supervisor

LIMIT_S = 20.0


class Fake(ChildProcess):
    """A process that dies when a test says so."""

    def __init__(self, name: str, log: str) -> None:
        self.name = name
        self.code: int | None = None
        self.asked_to_stop = False
        self._log = log

    @property
    def exit_code(self) -> int | None:
        return self.code

    def ask_to_stop(self) -> None:
        self.asked_to_stop = True

    def last_line(self) -> str:
        return self._log

    def tail(self) -> str:
        return f" Its log ends:\n{self._log}"


class Watched:
    """A supervisor's parts, and what it said."""

    def __init__(self, revive: Callable[[Fake], None]) -> None:
        self.parts = {name: Fake(name, f"the {name}'s last words") for name in ("agent", "page")}
        self.lines: list[str] = []
        self.reasons: list[str] = []
        self._heard = threading.Condition()
        self.supervisor = Supervisor(
            [Part(part, lambda part=part: revive(part)) for part in self.parts.values()],  # type: ignore[misc]
            self._hear(self.lines),
            self._hear(self.reasons),
        )

    def die(self, name: str, code: int = -signal.SIGKILL) -> None:
        self.parts[name].code = code

    def wait_for(self, holds: Callable[[], bool]) -> None:
        with self._heard:
            assert self._heard.wait_for(holds, LIMIT_S), (self.lines, self.reasons)

    def _hear(self, heard: list[str]) -> Callable[[str], None]:
        def hear(line: str) -> None:
            with self._heard:
                heard.append(line)
                self._heard.notify_all()

        return hear


def revived(part: Fake) -> None:
    part.code = None


@contextmanager
def watching(revive: Callable[[Fake], None] = revived) -> Iterator[Watched]:
    watched = Watched(revive)
    with watched.supervisor:
        yield watched


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.supervisor._POLL_S", 0.001)
    monkeypatch.setattr("local.supervisor._BACK_OFF_S", 0.001)


def test_a_dead_process_is_named_with_its_logs_last_line_and_started_again() -> None:
    with watching() as watched:
        watched.die("agent")
        watched.wait_for(lambda: len(watched.lines) == 2)

    assert watched.lines == [
        "The agent died (SIGKILL); its log ends: the agent's last words. Restarting it in 0.001 s.",
        "Restarted the agent.",
    ]
    assert (watched.parts["agent"].code, watched.reasons) == (None, [])


def test_an_exit_code_is_named_and_a_long_line_is_cut() -> None:
    with watching() as watched:
        watched.parts["page"]._log = "x" * 1000
        watched.die("page", 3)
        watched.wait_for(lambda: len(watched.lines) == 2)

    assert watched.lines[0] == f"The page died (exit code 3); its log ends: {'x' * 200}. Restarting it in 0.001 s."


def test_three_deaths_of_one_process_within_a_minute_are_the_end() -> None:
    with watching() as watched:
        for deaths in (1, 2):
            watched.die("agent")
            watched.wait_for(lambda deaths=deaths: len(watched.lines) == 2 * deaths)  # type: ignore[misc]
        watched.die("agent")
        watched.wait_for(lambda: bool(watched.reasons))

    assert [line.rpartition(" in ")[2] for line in watched.lines[::2]] == ["0.001 s.", "0.002 s."]
    assert watched.reasons == [
        "The agent died (SIGKILL); its log ends: the agent's last words. That is 3 times within 60 s. Its log ends:\n"
        "the agent's last words"
    ]
    assert watched.parts["agent"].code is not None


def test_deaths_of_different_processes_are_counted_apart() -> None:
    with watching() as watched:
        for deaths, name in enumerate(("agent", "page", "agent", "page"), 1):
            watched.die(name)
            watched.wait_for(lambda deaths=deaths: len(watched.lines) == 2 * deaths)  # type: ignore[misc]

    assert watched.reasons == []


def test_deaths_longer_ago_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.supervisor.WINDOW_S", 0.0)
    with watching() as watched:
        for deaths in range(1, 5):
            watched.die("agent")
            watched.wait_for(lambda deaths=deaths: len(watched.lines) == 2 * deaths)  # type: ignore[misc]

    assert watched.reasons == []


@pytest.mark.parametrize("problem", [StartError("no"), OSError("no"), TimeoutError("no")])
def test_a_restart_that_fails_counts_as_a_death(problem: Exception) -> None:
    def fail(_: Fake) -> None:
        raise problem

    with watching(fail) as watched:
        watched.die("agent")
        watched.wait_for(lambda: bool(watched.reasons))

    assert [line.partition(";")[0] for line in watched.lines] == [
        "The agent died (SIGKILL)",
        "Failed to restart the agent",
    ]
    assert watched.reasons[0].startswith("Failed to restart the agent; its log ends: the agent's last words.")


def test_after_the_block_all_are_asked_to_stop_and_nothing_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.supervisor._BACK_OFF_S", 600)
    began = time.monotonic()
    with watching() as watched:
        watched.die("agent")
        watched.wait_for(lambda: len(watched.lines) == 1)

    assert time.monotonic() - began < LIMIT_S
    assert watched.parts["agent"].code is not None
    assert all(part.asked_to_stop for part in watched.parts.values())


def test_a_real_process_comes_back_with_its_arguments_and_its_environment(tmp_path: Path) -> None:
    source = "import os, sys, signal; print(sys.argv[1], os.environ['SECRET'], flush=True); signal.pause()"
    (tmp_path / "spoken_module.py").write_text(source)
    environment = {"PYTHONPATH": str(tmp_path), "SECRET": "secret"}
    lines: list[str] = []
    back = threading.Event()

    def notify(line: str) -> None:
        lines.append(line)
        if line.startswith("Restarted"):
            back.set()

    with ChildProcess("helper", "spoken_module", "port", log_dir=tmp_path, environment=environment) as process:

        def greeted(times: int) -> None:
            process.wait_for(lambda: process.log.read_text() == "port secret\n" * times or None, LIMIT_S)

        def revive() -> None:
            process.restart()
            greeted(2)

        greeted(1)
        with Supervisor([Part(process, revive)], notify, lines.append):
            first = process.pid
            os.kill(first, signal.SIGKILL)
            assert back.wait(LIMIT_S)

            assert process.pid != first
            assert process.exit_code is None
    assert "The helper died (SIGKILL); its log ends: port secret." in lines[0]
