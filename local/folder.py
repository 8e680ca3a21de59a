"""Folders that a running system holds, by a lock that its processes share and that ends with the last of them.

The lock is the system's own, not a note on disk: whatever ends the processes, a power cut too, ends it as well.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from deployment import PROJECT

LOCK: Final = "lock"
"""The file in a folder that a running system holds locked."""
_PREFIX: Final = "petavatar-"
_SWEEP_S: Final = 10.0
_SETTLED_S: Final = 60.0


class FolderInUseError(RuntimeError):
    """The folder is held by another system."""


@contextmanager
def held(folder: Path) -> Iterator[int]:
    """Holds a folder; yields the lock's descriptor, for child processes to inherit and so to hold it, too.

    Raises:
        FolderInUseError: if somebody else holds it.
    """
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUseError(f"Another system is running in {folder}.") from error
        yield lock
    finally:
        os.close(lock)


@contextmanager
def scratch_folder(parent: Path | None) -> Iterator[tuple[Path, int]]:
    """A temporary folder and its lock. It is removed as soon as nobody holds it, whatever ended the processes.

    What a power cut has left of earlier ones is removed first.

    Args:
        parent: where to put it; the system's temporary directory if left out.
    """
    _remove_abandoned(parent or Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    sweeper = None
    try:
        with held(folder) as lock:
            command = [sys.executable, "-I", "-S", str(PROJECT / "local" / "sweep.py"), str(folder)]
            sweeper = subprocess.Popen(  # noqa: S603 - our own interpreter and script
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            yield folder, lock
    finally:
        if sweeper is not None:
            with suppress(subprocess.TimeoutExpired):
                sweeper.wait(_SWEEP_S)
        # If there was none, or if it was killed.
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    for lock in parent.glob(f"{_PREFIX}*/{LOCK}"):
        folder = lock.parent
        try:
            # One that is being made is not locked yet.
            if folder.stat().st_uid != os.getuid() or lock.stat().st_mtime > time.time() - _SETTLED_S:
                continue
            with held(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except (FolderInUseError, FileNotFoundError):
            continue
