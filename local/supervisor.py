"""Watches the system's processes: one that dies is named and started again; one that keeps dying ends the system."""

import logging
import signal
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    """

    process: ChildProcess
    revive: Callable[[], None]


class Supervisor:
    """Watches in a thread of its own for as long as the `with` block lasts."""

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
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(_POLL_S):
            for part in self._parts:
                if part.process.exit_code is not None and not self._end.is_set() and not self._bring_back(part):
                    return

    def _bring_back(self, part: Part) -> bool:
        """Starts a dead process again, until it lives; False if it died too often."""
        death = _described(part.process)
        while True:
            deaths = self._noted(part.process.name)
            if deaths >= DEATHS:
                self._give_up(f"{death} That is {deaths} times within {WINDOW_S:.0f} s.{part.process.tail()}")
                return False
            delay = _BACK_OFF_S * 2 ** (deaths - 1)
            self._notify(f"{death} Restarting it in {delay:g} s.")
            if self._end.wait(delay):
                return True
            try:
                part.revive()
            except (StartError, OSError, SubprocessError, BotoCoreError, ClientError):
                logger.exception("the %s could not be restarted", part.process.name)
                death = f"Failed to restart the {part.process.name}{_log_line(part.process)}."
            else:
                self._notify(f"Restarted the {part.process.name}.")
                return True

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
