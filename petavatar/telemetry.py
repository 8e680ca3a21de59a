"""Structured logs and metrics, the same for functions and agent.

Logs are JSON lines that carry ids and error names, never keys, URLs or image bytes. Metrics are written in
CloudWatch's embedded metric format, so they cost no call. Neither can fail a job: what can't be written is lost.

Each value counts under the dimensions `component` and `sandbox`, which alarms watch, and once more with the
dimensions of its own, if it has any, such as `error_type`.

Lines and values carry the owner that is set in `OWNER`; in a metric it is a property, not a dimension.
"""

import logging
import os
import sys
from collections.abc import Generator
from contextlib import suppress
from contextvars import ContextVar, copy_context
from typing import Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE: Final = "PetAvatar"
# A dimension can't be empty.
SANDBOX: Final = os.environ.get("SANDBOX") or "none"

OWNER: Final[ContextVar[str]] = ContextVar("owner", default="")
"""Whose request or job is worked on in this context; empty if nobody's."""

logger: Final = Logger(service="petavatar")


def _name_owner(record: logging.LogRecord) -> bool:
    if owner := OWNER.get():
        record.owner = owner
    return True


logger.addFilter(_name_owner)


def on_behalf_of[T](owner: str, items: Generator[T]) -> Generator[T]:
    """The items of a generator that runs with its owner set, whichever threads ask for them."""
    context = copy_context()
    context.run(OWNER.set, owner)
    try:
        while True:
            try:
                item = context.run(next, items)
            except StopIteration:
                return
            yield item
    finally:
        context.run(items.close)


def count(metric: str, component: str, **dimensions: str) -> None:
    """Adds one to a metric of the namespace `PetAvatar`."""
    measure(metric, 1, MetricUnit.Count, component, **dimensions)


def measure(metric: str, value: float, unit: MetricUnit, component: str, **dimensions: str) -> None:
    """Writes one value of a metric of the namespace `PetAvatar`."""
    # An empty service keeps POWERTOOLS_SERVICE_NAME from becoming a dimension that no alarm knows.
    metrics = EphemeralMetrics(namespace=NAMESPACE, service="")
    metrics.add_dimension("component", component)
    metrics.add_dimension("sandbox", SANDBOX)
    if dimensions:
        metrics.add_dimensions(component=component, sandbox=SANDBOX, **dimensions)
    metrics.add_metric(name=metric, unit=unit, value=value)
    if owner := OWNER.get():
        metrics.add_metadata(key="owner", value=owner)
    # The disk may be full, or the reader of the logs gone; `logging` passes over the same errors.
    with suppress(OSError):
        metrics.flush_metrics()
        # Powertools prints the line; in a buffer it would be lost with a process that is frozen or killed.
        sys.stdout.flush()


def log_error(component: str, operation: str, error: BaseException, **context: object) -> None:
    """Logs an error with what was being done, and counts it.

    Args:
        component: the part of the system, such as `process-worker`.
        operation: what it was doing.
        error: what happened; its text must be fit for logs.
        context: ids that help to find the case, such as `job_id`.
    """
    details = {
        "component": component,
        "operation": operation,
        "error_type": type(error).__name__,
        "error_message": str(error),
    }
    logger.error(f"{operation} failed", extra={**context, **details})
    count("Error", component, error_type=type(error).__name__)
