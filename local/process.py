"""Processes of the local system: started with a log file, waited for until they serve, ended with their group."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from random import SystemRandom
from types import MappingProxyType
from typing import Final, Self

import httpx

from deployment import PROJECT

_POLL_S: Final = 0.02
_STOP_S: Final = 5.0
_TAIL_LINES: Final = 20
_PORTS: Final = range(10_000, 32_768)
"""Below those of outgoing connections, which are from 32768 on under Linux and from 49152 on under macOS."""
_TRIES: Final = 100

NO_ADDITIONS: Final[Mapping[str, str]] = MappingProxyType({})
# What a process needs of the user's own environment; everything else (credentials, proxies, endpoints) stays out.
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "XDG_CACHE_HOME", "SYSTEMROOT")


class StartError(RuntimeError):
    """A process that did not come up; the message ends with the last lines of its log."""


def scrubbed_environment(additions: Mapping[str, str]) -> dict[str, str]:
    """An environment with little of the user's own, nothing of their AWS configuration, and these additions."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull} | dict(additions)


def free_port() -> int:
    """A port of the loopback interface that nobody uses now, and that no outgoing connection will take.

    Raises:
        StartError: if none of a hundred is free.
    """
    for port in SystemRandom().sample(_PORTS, _TRIES):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise StartError(f"There is no free port among {_TRIES} from {_PORTS[0]} to {_PORTS[-1]}.")


def usable_port(wanted: int) -> int:
    """A port of the loopback interface: the wanted one if nobody listens there, a free one if so, or if it is 0."""
    try:
        socket.create_server(("127.0.0.1", wanted)).close()
    except OSError:
        return free_port()
    return wanted or free_port()


class ChildProcess:
    """A module of ours or of a library, run as a child process. Leaving the `with` block ends it."""

    def __init__(
        self,
        name: str,
        module: str,
        *arguments: str,
        log_dir: Path,
        environment: Mapping[str, str] = NO_ADDITIONS,
        report: Path | None = None,
        locks: Sequence[int] = (),
    ) -> None:
        """Starts the process, in the project's root.

        Args:
            name: what people call it, and its log.
            module: the module to run, as `python -m` would.
            arguments: its arguments.
            log_dir: where its log goes.
            environment: what its environment has beside what every process needs.
            report: a file for its standard output alone, if that is not part of the log.
            locks: locks of folders that it holds, too, for as long as it lives.
        """
        self.name = name
        self.log = log_dir / f"{name}.log"
        self._report = report
        self._command = [sys.executable, "-m", "local.child", module, *arguments]
        self._environment = scrubbed_environment(environment)
        self._locks = locks
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with ExitStack() as files:
            output = files.enter_context(self.log.open("ab"))
            return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                self._command,
                stdin=subprocess.PIPE,
                stdout=files.enter_context(self._report.open("wb")) if self._report else output,
                stderr=output,
                env=self._environment,
                cwd=PROJECT,
                start_new_session=True,
                pass_fds=self._locks,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, or the negative number of the signal that ended it; None while it lives."""
        return self._process.poll()

    def restart(self) -> None:
        """Ends what is left of the process and starts it again, without waiting for it."""
        self.stop()
        self._process = self._started()

    def wait_for[T](self, what: Callable[[], T | None], timeout_s: float) -> T:
        """Waits until something about the process holds.

        Args:
            what: asked again and again, until it answers with something.
            timeout_s: how long to wait.

        Raises:
            StartError: if the process ends before, or the time is over.
        """
        deadline = time.monotonic() + timeout_s
        while (answer := what()) is None:
            code = self._process.poll()
            if code is not None:
                raise StartError(f"The {self.name} ended at its start (exit code {code}).{self.tail()}")
            if time.monotonic() > deadline:
                raise StartError(f"The {self.name} did not come up within {timeout_s:g} s.{self.tail()}")
            time.sleep(_POLL_S)
        return answer

    def reported(self, timeout_s: float) -> dict[str, str]:
        """What the process says of itself in one line of JSON, which goes to its report.

        Raises:
            StartError: if the process ends before, or the time is over.
        """
        assert self._report is not None  # noqa: S101 - for the type checker
        report = self._report

        def line() -> str | None:
            text = report.read_text()
            return text if text.endswith("\n") else None

        said: dict[str, str] = json.loads(self.wait_for(line, timeout_s))
        return said

    def wait_until_healthy(self, url: str, timeout_s: float) -> None:
        """Waits until a GET of this URL is answered with 200.

        Raises:
            StartError: if the process ends before, or the time is over.
        """

        def healthy() -> bool | None:
            with suppress(httpx.TransportError):
                return True if client.get(url).status_code == httpx.codes.OK else None
            return None

        with httpx.Client(timeout=2, trust_env=False) as client:
            self.wait_for(healthy, timeout_s)

    def tail(self) -> str:
        """The last lines of the log, ready to end a message with."""
        lines = self._lines()[-_TAIL_LINES:]
        return " Its log ends:\n" + "\n".join(lines) if lines else " Its log is empty."

    def last_line(self) -> str:
        """The last line of the log that says something, or ""."""
        return next((line for line in reversed(self._lines()) if line.strip()), "").strip()

    def _lines(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()

    def ask_to_stop(self) -> None:
        """Asks the process to end, without waiting for it: several may end at the same time."""
        if self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Ends the process and all that it started: gently first, then by force."""
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_S)
        # The group can outlive its leader, whose id stays taken as long as it does.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_STOP_S)
        if self._process.stdin:
            self._process.stdin.close()
