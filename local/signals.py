"""How the process that runs the system ends: by a signal, or with make, if make has started it."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

PARENT: Final = "PETAVATAR_PARENT"
"""The environment variable by which make gives its process id: its children would outlive it."""

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
def ending_with_make() -> Iterator[None]:
    """Ends this process when the one that `PARENT` names, if it names one, is its parent no longer."""
    parent = int(os.environ.get(PARENT, "0"))
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_POLL_S):
            # That of an orphan is another one, even while nobody has reaped the dead parent.
            if os.getppid() != parent:
                end_this_process()
                return

    watcher = threading.Thread(target=watch, name="parent-watch", daemon=True)
    if parent:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        if parent:
            watcher.join()
