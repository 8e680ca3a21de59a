"""What the code logs and counts, caught on its way out."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from petavatar.telemetry import logger


@dataclass(slots=True)
class Telemetry:
    """Everything written so far."""

    _logs: io.StringIO = field(default_factory=io.StringIO)
    _metrics: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        """Logs and metrics, word for word."""
        return self._logs.getvalue() + self._metrics.getvalue()

    @property
    def logs(self) -> list[dict[str, Any]]:
        """The log records."""
        return [json.loads(line) for line in self._logs.getvalue().splitlines()]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """The metrics, in the embedded metric format."""
        lines = self._metrics.getvalue().splitlines()
        return [json.loads(line) for line in lines if '"_aws"' in line]

    def errors(self) -> list[dict[str, Any]]:
        """The log records of errors that say what was being done."""
        return [record for record in self.logs if record["level"] == "ERROR" and "operation" in record]

    def counted(self, metric: str) -> list[dict[str, Any]]:
        """The records of one metric."""
        return [record for record in self.metrics if metric in record]


@contextmanager
def captured_telemetry() -> Iterator[Telemetry]:
    """Catches what is logged and counted inside."""
    telemetry = Telemetry()
    handlers = [handler for handler in logger.handlers if isinstance(handler, logging.StreamHandler)]
    assert handlers
    former = [handler.setStream(telemetry._logs) for handler in handlers]
    try:
        with redirect_stdout(telemetry._metrics):
            yield telemetry
    finally:
        for handler, stream in zip(handlers, former, strict=True):
            handler.setStream(stream)
