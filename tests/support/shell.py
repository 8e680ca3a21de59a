"""Somebody at a shell, who runs the command as a process of its own."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

COMMAND: Final = Path(sys.executable).with_name("petavatar")
END_S: Final = 120


class User:
    """Somebody at a shell, in an empty directory. What they start can be told from all other processes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.temporary = directory.with_name(f"{directory.name}-tmp")
        self.temporary.mkdir()
        # Every process inherits the path, and nobody minds a directory that is not there.
        self._mark = f"/nowhere/{uuid.uuid4()}"

    def start(self, *arguments: object, **variables: str) -> subprocess.Popen[str]:
        """Starts `petavatar` with these arguments."""
        return self.start_command(COMMAND, *arguments, **variables)

    def start_command(self, *command: object, **variables: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PETAVATAR_"))}
        path = f"{environment['PATH']}:{self._mark}"
        return subprocess.Popen(
            [*map(str, command)],
            cwd=self.directory,
            env=environment | {"PATH": path, "TMPDIR": str(self.temporary)} | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, **variables: str) -> tuple[int, str, str]:
        return end_of(self.start(*arguments, **variables))

    def left_behind(self) -> list[str]:
        """Processes that are still there, and files outside the user's directory."""
        return [*(command for _, command in self.processes()), *(path.name for path in self.temporary.iterdir())]

    def wait_until_nothing_is_left(self) -> None:
        deadline = time.monotonic() + END_S
        while left := self.left_behind():
            assert time.monotonic() < deadline, left
            time.sleep(0.1)

    def processes(self) -> Iterator[tuple[int, str]]:
        """The id and the command of each process that the user's commands have started."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if self._mark.encode() in (process / "environ").read_bytes():
                    yield int(process.name), (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue


def end_of(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Waits for the end of a command: its exit code, what it told, and its progress and errors."""
    out, err = process.communicate(timeout=END_S)
    return process.returncode, out, err


def wait_for_line(stream: IO[str] | None, line: str) -> list[str]:
    """Reads until a line that starts so; all lines up to it."""
    assert stream is not None
    lines: list[str] = []
    for text in stream:
        lines.append(text.rstrip("\n"))
        if lines[-1].startswith(line):
            return lines
    raise AssertionError(f"{line!r} never came, but {lines}")
