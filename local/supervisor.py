"""Watches the system's processes: one that dies is named and started again; one that keeps dying ends the system."""

import logging
import signal
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from subprocess import SubprocessError
from typing import Final, Self

from botocore.exceptions import BotoCoreError, ClientError

from local.process import ChildProcess, StartError

logger = logging.getLogger(__name__)

DEATHS: Final = 3
"""So many deaths of one process within `WINDOW_S` end the system."""
WINDOW_S: Final = 60.0
_POLL_S: Final = 0.1
# Doubled by each death in the window.
_BACK_OFF_S: Final = 0.5
_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A process of the system.

    Attributes:
        process: the process.
        revive: starts it again and waits until it serves; raises `StartError`, or what went wrong, if it does not.
        lock: held while it is started again, also by somebody else.
    """

    process: ChildProcess
    revive: Callable[[], None]
    lock: threading.Lock = field(default_factory=threading.Lock)


class Supervisor:
    """Watches each process in a thread of its own, until the `with` block ends; then asks them all to stop."""

    def __init__(self, parts: Sequence[Part], notify: Callable[[str], None], give_up: Callable[[str], None]) -> None:
        """Takes note of what to watch.

        Args:
            parts: the processes.
            notify: gets a line about each death and each return.
            give_up: gets the reason when a process has died too often; nothing is watched after that.
        """
        self._parts = parts
        self._notify = notify
        self._give_up = give_up
        self._deaths: defaultdict[str, deque[float]] = defaultdict(deque)
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch, args=(part,), name=f"watch-{part.process.name}", daemon=True)
            for part in parts
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        # One that is just being started again would be waited for.
        for part in self._parts:
            part.process.ask_to_stop()
        for thread in self._threads:
            thread.join()

    def _watch(self, part: Part) -> None:
        while not self._end.wait(_POLL_S):
            with part.lock:
                if part.process.exit_code is not None:
                    self._bring_back(part)

    def _bring_back(self, part: Part) -> None:
        """Starts a dead process again, until it lives or has died too often."""
        death = _described(part.process)
        while not self._end.is_set():
            deaths = self._noted(part.process.name)
            if deaths >= DEATHS:
                self._end.set()
                self._give_up(f"{death} That is {deaths} times within {WINDOW_S:.0f} s.{part.process.tail()}")
                return
            delay = _BACK_OFF_S * 2 ** (deaths - 1)
            self._notify(f"{death} Restarting it in {delay:g} s.")
            if self._end.wait(delay):
                return
            try:
                part.revive()
            except (StartError, OSError, SubprocessError, BotoCoreError, ClientError):
                logger.exception("the %s could not be restarted", part.process.name)
                death = f"Failed to restart the {part.process.name}{_log_line(part.process)}."
            else:
                self._notify(f"Restarted the {part.process.name}.")
                return

    def _noted(self, name: str) -> int:
        """Notes a death; how many there were of late."""
        deaths, now = self._deaths[name], time.monotonic()
        deaths.append(now)
        while deaths[0] < now - WINDOW_S:
            deaths.popleft()
        return len(deaths)


def _described(process: ChildProcess) -> str:
    code = process.exit_code or 0
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"The {process.name} died ({how}){_log_line(process)}."


def _log_line(process: ChildProcess) -> str:
    line = process.last_line()
    return f"; its log ends: {line[:_LINE]}" if line else "; its log is empty"
