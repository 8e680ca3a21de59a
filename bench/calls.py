"""Calls to AWS of one job, counted at the wire: from the request for an upload URL to its results, five looks included.

docs/architecture.md has the budget, call by call, with reasons; a test holds it.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from bench.rows import Row
from testing.watched_run import watched_run

LOOKS: Final = 5
_LOOK: Final = "dynamodb"
MARKS: Final = {
    "bedrock": 7,
    "bedrock-agentcore": 2,
    "dynamodb": 11 + LOOKS,
    "events": 1,
    "s3": 17,
    "secretsmanager": 5,
    "sqs": 1,
}
"""The budget, added up by service."""


def measure() -> Iterator[Row]:
    """A row for each service, and one for all."""
    counted = Counter[str]()
    for calls in watched_run().first_job.values():
        for action, times in calls.items():
            counted[action.partition(":")[0]] += times
    # The watched job was looked at once, after its end.
    counted[_LOOK] += LOOKS - 1
    for service, mark in MARKS.items():
        yield Row(f"calls: {service}", counted.pop(service), mark, unit="calls")
    yield Row("calls: any other service", counted.total(), 0, unit="calls")
