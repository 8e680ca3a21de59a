"""Ends this process when the one that started it is gone."""

import os
import signal
import threading
import time
from typing import Final

_POLL_S: Final = 0.5
_GRACE_S: Final = 3.0


def end_with_parent() -> None:
    """Starts to watch the parent process. When it is gone, this process gets SIGTERM, and SIGKILL if that won't do."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent-watch").start()


def _watch(parent: int) -> None:
    # An orphan is adopted: its parent's id changes.
    while os.getppid() == parent:
        time.sleep(_POLL_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os.kill(os.getpid(), signal.SIGKILL)
