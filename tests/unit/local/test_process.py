"""Child processes: they come up or say why not, and never outlive the process that started them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deployment import PROJECT
from local.process import ChildProcess, StartError, free_port, scrubbed_environment

LIMIT_S = 20.0

SLEEPER = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(f"{child.pid}\\n")
print("ready")
time.sleep(600)
"""
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).write_text("0\\n")
time.sleep(600)
"""


@pytest.fixture
def module(tmp_path: Path) -> Callable[[str], str]:
    def write(source: str) -> str:
        (tmp_path / "spoken_module.py").write_text(source)
        return "spoken_module"

    return write


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], ChildProcess]]:
    started: list[ChildProcess] = []

    def begin(module: str) -> ChildProcess:
        marker, environment = str(tmp_path / "marker"), {"PYTHONPATH": f"{tmp_path}:{PROJECT}"}
        started.append(ChildProcess("helper", module, marker, log_dir=tmp_path, environment=environment))
        return started[-1]

    yield begin
    for process in started:
        process.stop()


def wait_until_written(file: Path) -> str:
    deadline = time.monotonic() + LIMIT_S
    while not (file.exists() and file.read_text().endswith("\n")):
        assert time.monotonic() < deadline, f"{file.name} was not written"
        time.sleep(0.02)
    return file.read_text().strip()


def lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_dead(*pids: int) -> None:
    deadline = time.monotonic() + LIMIT_S
    while any(map(lives, pids)):
        assert time.monotonic() < deadline, "a process outlived its parent"
        time.sleep(0.02)


def test_stopping_ends_the_process_and_all_that_it_started(
    tmp_path: Path, module: Callable[[str], str], start: Callable[[str], ChildProcess]
) -> None:
    process = start(module(SLEEPER))
    grandchild = int(wait_until_written(tmp_path / "marker"))

    process.stop()

    assert not lives(process.pid)
    wait_until_dead(grandchild)


def test_a_process_that_ignores_the_gentle_end_is_ended_by_force(
    tmp_path: Path,
    module: Callable[[str], str],
    start: Callable[[str], ChildProcess],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("local.process._STOP_S", 0.2)
    process = start(module(STUBBORN))
    wait_until_written(tmp_path / "marker")

    process.stop()

    assert not lives(process.pid)


def test_stopping_twice_is_harmless(module: Callable[[str], str], start: Callable[[str], ChildProcess]) -> None:
    process = start(module("import time; time.sleep(600)"))

    process.stop()
    process.stop()

    assert not lives(process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_parent_that_is_killed_takes_its_children_along(tmp_path: Path, module: Callable[[str], str]) -> None:
    module(SLEEPER)
    parent_source = f"""
import pathlib, time
from local.process import ChildProcess
here = pathlib.Path({str(tmp_path)!r})
environment = {{"PYTHONPATH": "{tmp_path}:{PROJECT}"}}
child = ChildProcess("helper", "spoken_module", str(here / "marker"), log_dir=here, environment=environment)
(here / "pid").write_text(f"{{child.pid}}\\n")
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", parent_source], cwd=PROJECT)
    child, grandchild = (int(wait_until_written(tmp_path / name)) for name in ("pid", "marker"))

    parent.send_signal(signal.SIGKILL)
    parent.wait(LIMIT_S)

    wait_until_dead(child, grandchild)


def test_a_process_that_ends_at_its_start_is_reported_with_the_end_of_its_log(
    module: Callable[[str], str], start: Callable[[str], ChildProcess]
) -> None:
    process = start(module("raise SystemExit('the port is taken')"))

    with pytest.raises(StartError, match=r"(?s)helper ended at its start \(exit code 1\).*the port is taken"):
        process.wait_for(lambda: None, LIMIT_S)


def test_a_process_that_does_not_come_up_in_time_is_reported(
    module: Callable[[str], str], start: Callable[[str], ChildProcess]
) -> None:
    process = start(module("import time; time.sleep(600)"))

    with pytest.raises(StartError, match="did not come up"):
        process.wait_until_healthy("http://127.0.0.1:9/", 0.2)


def test_module_sees_its_own_arguments_and_no_standard_input(
    tmp_path: Path, module: Callable[[str], str], start: Callable[[str], ChildProcess]
) -> None:
    source = (
        "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(repr((sys.argv[1:], sys.stdin.read())) + chr(10))"
    )

    start(module(source))

    seen = wait_until_written(tmp_path / "marker")
    assert seen == repr(([str(tmp_path / "marker")], ""))


def test_environment_leaves_the_users_own_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")

    environment = scrubbed_environment({"PORT": "1"})

    assert environment["PORT"] == "1"
    assert environment["PATH"] == os.environ["PATH"]
    assert not {"AWS_PROFILE", "HTTPS_PROXY"} & environment.keys()


def test_a_free_port_is_one_that_no_outgoing_connection_takes_before_its_server_listens() -> None:
    with socket.socket() as outgoing:
        outgoing.bind(("127.0.0.1", 0))

        assert all(free_port() < 32_768 < outgoing.getsockname()[1] for _ in range(20))


def test_a_port_that_is_taken_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        monkeypatch.setattr("local.process._PORTS", [server.getsockname()[1]])
        monkeypatch.setattr("local.process._TRIES", 1)

        with pytest.raises(StartError, match="no free port"):
            free_port()
