"""The processes of the running system, and how they are killed."""

import os
import random
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from local.supervisor import DEATHS, WINDOW_S
from tests.soak.plan import Target

MODULES: Final[dict[str, str]] = {
    "engine": "local.engine_process",
    "endpoints": "local.endpoints",
    "agent": "local.agent_process",
    "page": "local.page",
}
"""The processes that the supervisor starts again."""
_FUNCTIONS: Final[dict[str, str]] = {"worker": "process-worker", "sender": "webhook-worker"}
_POLL_S: Final = 0.1
_LATER_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the system, as /proc has it."""

    pid: int
    command: tuple[str, ...]
    environment: dict[str, str]

    @classmethod
    def of(cls, pid: int) -> "Process | None":
        """None if it has gone meanwhile."""
        folder = Path(f"/proc/{pid}")
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            command = tuple((folder / "cmdline").read_text().split("\0")[:-1])
            pairs = [pair.partition("=") for pair in (folder / "environ").read_text().split("\0") if pair]
            return cls(pid, command, {name: value for name, _, value in pairs})
        return None

    @property
    def function(self) -> str:
        """The Lambda function that it runs; empty if it runs none."""
        name = self.environment.get("AWS_LAMBDA_FUNCTION_NAME", "") if "awslambdaric" in self.command else ""
        return name.removeprefix("petavatar_").removesuffix("_local")

    def resident_mb(self) -> float:
        with suppress(FileNotFoundError, ProcessLookupError):
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        return 0.0


def offspring() -> list[Process]:
    """Every process that descends from this one, and so belongs to the system that it started."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found: set[int] = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return [process for pid in found - {os.getpid()} if (process := Process.of(pid))]


def memory() -> dict[str, float]:
    """The resident memory of the long-lived processes, in MB."""
    names = {module: name for name, module in MODULES.items()}
    return {
        names[module]: process.resident_mb() for process in offspring() for module in names if module in process.command
    }


@dataclass(slots=True)
class Killer:
    """Kills processes without a warning, in a thread of its own, when their time has come.

    Attributes:
        before_engine: waits for the moment at which the engine may be killed, kills it by the function that it gets,
            and notes what that may set back; False if that moment did not come.
    """

    dice: random.Random
    before_engine: Callable[[Callable[[], bool]], bool]
    kills: Counter[str] = field(default_factory=Counter)
    _due: list[tuple[float, Target]] = field(default_factory=list)
    _deaths: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._strike_when_due, name="killer", daemon=True)

    def __enter__(self) -> "Killer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def schedule(self, target: Target, seconds: float) -> None:
        """Has a process killed in so many seconds."""
        with self._lock:
            self._due.append((time.monotonic() + seconds, target))

    @property
    def outstanding(self) -> int:
        """How many kills are still to come."""
        with self._lock:
            return len(self._due)

    def kill_workers(self) -> None:
        """Kills every worker there is."""
        for process in offspring():
            if process.function == _FUNCTIONS["worker"]:
                self._end_process(process, "worker")

    def _strike_when_due(self) -> None:
        while not self._end.wait(_POLL_S):
            now = time.monotonic()
            with self._lock:
                due = [(at, target) for at, target in self._due if at <= now]
            for at, target in due:
                done = (
                    self.before_engine(lambda: self._strike("engine")) if target == "engine" else self._strike(target)
                )
                with self._lock:
                    self._due.remove((at, target))
                    if not done:
                        self._due.append((now + _LATER_S, target))

    def _strike(self, target: Target) -> bool:
        """Kills one process of a kind; False if it must live on for a while, lest the supervisor gives up."""
        if target in MODULES:
            now = time.monotonic()
            self._deaths[target] = [at for at in self._deaths[target] if at > now - WINDOW_S - 5]
            # When the engine dies the agent is started again, too.
            if len(self._deaths[target]) >= DEATHS - 2:
                return False
            self._deaths[target].append(now)
            found = [process for process in offspring() if MODULES[target] in process.command]
        elif target == "function":
            found = [each for each in offspring() if each.function and each.function not in _FUNCTIONS.values()]
        else:
            found = [each for each in offspring() if each.function == _FUNCTIONS[target]]
        if found:
            self._end_process(self.dice.choice(sorted(found, key=lambda each: each.pid)), target)
        return True

    def _end_process(self, process: Process, kind: str) -> None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
            self.kills[kind] += 1
