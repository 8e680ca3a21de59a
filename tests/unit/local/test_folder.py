"""Folders that processes hold: for one system at a time, and removed when the last process has gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deployment import PROJECT
from local.folder import FolderInUseError, held, scratch_folder

LIMIT_S = 20.0
# It holds a folder, as its child does, and is killed then.
HOLDER = """
import os, subprocess, sys
from pathlib import Path
from local.folder import scratch_folder
with scratch_folder(Path(sys.argv[1])) as (folder, lock):
    (folder / "key").touch()
    wait = "import sys; sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", wait], stdin=subprocess.PIPE, pass_fds=[lock])
    print(folder, flush=True)
    sys.stdin.read()
"""


def wait_until_gone(folder: Path) -> None:
    deadline = time.monotonic() + LIMIT_S
    while folder.exists():
        assert time.monotonic() < deadline, f"{folder} is still there"
        time.sleep(0.01)


def test_a_folder_is_held_once(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(FolderInUseError, match="Another system is running in"), held(tmp_path):
        raise AssertionError("never reached")

    with held(tmp_path):
        pass


def test_a_child_that_has_the_lock_holds_it_as_long_as_it_lives(tmp_path: Path) -> None:
    with held(tmp_path) as lock:
        command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[lock])

    with pytest.raises(FolderInUseError), held(tmp_path):
        raise AssertionError("never reached")
    child.communicate()
    with held(tmp_path):
        pass


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit])
def test_a_temporary_folder_is_gone_after_the_block(tmp_path: Path, error: type[BaseException]) -> None:
    def use() -> None:
        with scratch_folder(tmp_path) as (folder, _):
            (folder / "key").touch()
            assert folder.stat().st_mode & 0o777 == 0o700
            raise error

    with pytest.raises(error):
        use()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT])
def test_it_is_gone_whatever_ends_the_process(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        assert (folder / "key").exists()

        process.send_signal(number)

    wait_until_gone(folder)


class TestWhatAPowerCutLeft:
    @pytest.fixture
    def left(self, tmp_path: Path) -> Path:
        folder = tmp_path / "petavatar-left"
        folder.mkdir()
        (folder / "lock").touch()
        os.utime(folder / "lock", (0, 0))
        (folder / "key").touch()
        return folder

    def test_goes_at_the_next_start(self, tmp_path: Path, left: Path) -> None:
        with scratch_folder(tmp_path):
            assert not left.exists()

    def test_stays_while_somebody_holds_it(self, tmp_path: Path, left: Path) -> None:
        with held(left), scratch_folder(tmp_path):
            assert (left / "key").exists()

    def test_stays_if_it_was_made_a_moment_ago(self, tmp_path: Path, left: Path) -> None:
        os.utime(left / "lock")

        with scratch_folder(tmp_path):
            assert (left / "key").exists()
