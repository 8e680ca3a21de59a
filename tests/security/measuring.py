"""Decodes a picture the way the agent does, and measures what its decoder took."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

from agent.photo.prepare import prepare_photo
from petavatar.errors import UnreadablePhoto

PATIENCE_S: Final = 120.0
"""More than the decoder's own limits ever let it take, however busy the machine is."""

# Every Python process runs it at its start. The decoder's goes on in a child of its own, which alone is measured: a
# process's own figure starts at that of the one that it was made from, and this one is small.
_SITE: Final = """
import os, sys
if "agent.photo.decoder" in sys.orig_argv:
    decoder = os.fork()
    if decoder:
        _, status, usage = os.wait4(decoder, 0)
        with open({report!r}, "w") as report:
            report.write(f"{{usage.ru_maxrss * 1024}} {{usage.ru_utime + usage.ru_stime}}")
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            os.kill(os.getpid(), -code)
        os._exit(code)
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a picture: a JPEG or a problem; and what it took: resident bytes at most, seconds."""

    jpeg: bytes | None
    problem: UnreadablePhoto | None
    peak_bytes: int
    cpu_s: float
    wall_s: float


@contextmanager
def beside_the_decoder(code: str) -> Iterator[None]:
    """Has every decoder run some code at its start."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(code)
        with patch.dict(os.environ, PYTHONPATH=folder):
            yield


def verdict_on(photo: bytes, beside: str = "") -> Verdict:
    """Has a picture decoded by the real `prepare_photo` and its real child process, with some code beside it."""
    with tempfile.NamedTemporaryFile("r") as report, beside_the_decoder(_SITE.format(report=report.name) + beside):
        jpeg, problem, start = None, None, time.monotonic()
        try:
            jpeg = prepare_photo(lambda: photo, PATIENCE_S).jpeg
        except UnreadablePhoto as error:
            problem = error
        wall_s = time.monotonic() - start
        peak_bytes, cpu_s = report.read().split()
    return Verdict(jpeg, problem, int(peak_bytes), float(cpu_s), wall_s)
