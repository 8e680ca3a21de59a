"""Decodes pictures in a process of its own, so that a hostile one fails one job, not the server.

A program reads the picture from stdin and writes what it makes of it to stdout. It has limits on memory and time, sees
no credentials, and ends with the process that started it.
"""

import ctypes
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final

MEMORY_BYTES: Final = 280_000_000
"""The memory that the process may allocate, unless its caller allows more. Mapped libraries are not in it."""
CPU_SECONDS: Final = 4
"""The CPU time that the process may take, unless its caller allows more."""
UNREADABLE: Final = 3
"""The program's exit code if it can't read the picture; the reason is on stderr."""
DECODER_SETTINGS: Final = {"PILLOW_BLOCKS_MAX": "4"}
"""Lets Pillow reuse up to 64 MB of freed memory: allocating new memory takes as long as the work in it."""

_ENVIRONMENT: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")
_CODE_ROOT: Final = Path(__file__).parents[1]
_WATCH_S: Final = 0.2
_PR_SET_PDEATHSIG: Final = 1
"""linux/prctl.h"""


DECODER_ERRORS: Final = (
    OSError,
    SyntaxError,
    EOFError,
    ValueError,
    TypeError,
    RuntimeError,
    IndexError,
    KeyError,
    struct.error,
    MemoryError,
)
"""Pillow and pillow-heif raise these for damaged or mislabelled files; a lack of memory can raise any of them."""


class UnreadableError(ValueError):
    """The picture can't be read; the message is a reason for users."""


def decode_stdin(decode: Callable[[bytes], bytes]) -> int:
    """Limits this process, decodes the picture on stdin to stdout, and returns the exit code."""
    memory_bytes, cpu_s = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (MEMORY_BYTES, CPU_SECONDS)
    _confine(memory_bytes, cpu_s)
    # stderr is only for the reason.
    warnings.simplefilter("ignore")
    try:
        decoded = decode(sys.stdin.buffer.read())
    except UnreadableError as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    sys.stdout.buffer.write(decoded)
    return 0


def decoded_by(
    program: str,
    fetch: Callable[[], bytes],
    timeout_s: float,
    cancelled: threading.Event | None = None,
    memory_bytes: int = MEMORY_BYTES,
    cpu_s: int = CPU_SECONDS,
) -> bytes:
    """Lets a program decode a picture. It starts while the picture is fetched.

    Args:
        program: the program's module, which calls `decode_stdin`.
        fetch: fetches the picture.
        timeout_s: the time limit for decoding, in seconds.
        cancelled: ends the program when it is set.
        memory_bytes: the memory that it may allocate.
        cpu_s: the CPU time that it may take, in seconds.

    Returns:
        What the program made of the picture.

    Raises:
        UnreadableError: if the picture can't be decoded, exceeds the limits, or the program was ended.
        Problem: any problem of `fetch`.
    """
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | DECODER_SETTINGS
    with subprocess.Popen(  # noqa: S603 - a module of ours
        [sys.executable, "-m", program, str(memory_bytes), str(cpu_s)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=_CODE_ROOT,
    ) as decoder:
        if cancelled is not None:
            threading.Thread(target=_end_when, args=(cancelled, decoder), daemon=True).start()
        try:
            decoded, reason = decoder.communicate(fetch(), timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise UnreadableError("The photo took too long to decode") from error
        finally:
            decoder.kill()
    if decoder.returncode == UNREADABLE:
        # Codecs may write lines of their own before it.
        raise UnreadableError(reason.decode(errors="replace").rpartition("\n")[2])
    if decoder.returncode != 0 or not decoded:
        raise UnreadableError("The decoder failed on this photo")
    return decoded


def _confine(memory_bytes: int, cpu_s: int) -> None:
    """Limits the process's resources, and lets it end with its parent process."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_when(cancelled: threading.Event, decoder: subprocess.Popen[bytes]) -> None:
    while decoder.returncode is None:
        try:
            decoder.wait(_WATCH_S)
        except subprocess.TimeoutExpired:
            if cancelled.is_set():
                decoder.kill()
