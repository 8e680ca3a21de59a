"""A disk without room for another line of logs."""

import errno
import io
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from unittest.mock import patch

from petavatar.telemetry import logger


class FullDisk(io.StringIO):
    """A stream that can't be written, as a log on a full disk.

    Attributes:
        refused: how often it was tried.
    """

    refused = 0

    def write(self, _text: str) -> int:
        self.refused += 1
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def flush(self) -> None:
        self.write("")


@contextmanager
def full_disk() -> Iterator[FullDisk]:
    """Takes what is logged, counted and printed inside to a full disk."""
    disk = FullDisk()
    with ExitStack() as stack:
        for handler in logger.handlers:
            if isinstance(handler, logging.StreamHandler):
                stack.enter_context(patch.object(handler, "stream", disk))
        stack.enter_context(redirect_stdout(disk))
        stack.enter_context(redirect_stderr(disk))
        yield disk
