"""How the process that runs the system ends: by a signal, or with the process that it was started for."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

END_WITH: Final = "PETAVATAR_END_WITH"
"""The environment variable that names the process with which the system ends: make, which a child may outlive."""

_POLL_S: Final = 0.5
_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)


def end_this_process() -> None:
    """Ends this process as SIGTERM does, from whichever thread."""
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def signals_as_exit() -> Iterator[None]:
    """Lets SIGTERM, and SIGHUP of a terminal that is closed, unwind the stack, where they are nobody else's."""

    def leave(number: int, _: FrameType | None) -> NoReturn:
        # Another one must not cut short the tidying up.
        for each in ours:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    main = threading.current_thread() is threading.main_thread()
    ours = [number for number in _SIGNALS if main and signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def ending_with_another() -> Iterator[None]:
    """Ends this process when the one that `END_WITH` names has gone, if it names one."""
    pid = int(os.environ.get(END_WITH, "0"))
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_POLL_S):
            if not _lives(pid):
                end_this_process()
                return

    watcher = threading.Thread(target=watch, name="end-with", daemon=True)
    if pid:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        if pid:
            watcher.join()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
