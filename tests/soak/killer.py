"""Ends processes of the running system at random."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from local.supervisor import DEATHS, WINDOW_S

AGENT_SHARE_OF_KILLS: Final = 0.1


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

    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


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


@dataclass(slots=True)
class Killer:
    """Ends processes of the system without a warning."""

    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    agent_kills: list[float] = field(default_factory=list)

    def strike(self) -> None:
        if self.dice.random() < AGENT_SHARE_OF_KILLS:
            self._kill_agent()
        else:
            self._kill_worker()

    def kill_workers(self) -> None:
        """Ends every worker there is."""
        for worker in self._workers("process-worker"):
            self._end(worker, "worker")

    def kill_senders(self) -> None:
        """Ends everybody who sends webhooks."""
        for sender in self._workers("webhook-worker"):
            self._end(sender, "sender")

    def _kill_worker(self) -> None:
        if workers := self._workers("process-worker"):
            self._end(self.dice.choice(workers), "worker")

    @staticmethod
    def _workers(function: str) -> list[Process]:
        name = f"petavatar_{function}_local"
        return [
            process
            for process in offspring()
            if process.environment.get("AWS_LAMBDA_FUNCTION_NAME") == name and "awslambdaric" in process.command
        ]

    def _end(self, worker: Process, kind: str) -> None:
        with suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
            self.kills[kind] += 1

    def _kill_agent(self) -> None:
        """The supervisor starts it again; a third death within its window would end the system."""
        now = time.monotonic()
        self.agent_kills = [at for at in self.agent_kills if at > now - WINDOW_S]
        agents = [process for process in offspring() if "local.agent_process" in process.command]
        if agents and len(self.agent_kills) < DEATHS - 1:
            self.agent_kills.append(now)
            os.kill(agents[0].pid, signal.SIGKILL)
            self.kills["agent"] += 1
