"""Warm reads: the CPU time of GET /status and GET /results inside the handler, over the bare calls to AWS.

The bare calls, by the handler's own clients, are one strongly consistent GetItem of the job's whole item, and a
presigned URL for each picture that the answer names: one for status, five for results. What is on top is the API key,
the log line, the job as a record, and the body; status saves some of it: it asks for the item without the results.
"""

import json
from collections.abc import Iterator
from statistics import median
from typing import Final

from bench.aws import API_KEY, aws
from bench.rows import Row
from bench.timing import run_python
from deployment import PROJECT
from testing.events import api_event
from testing.jobs import A_JOB_ID

ROUNDS: Final = 15
REQUESTS: Final = 100
_MARK: Final = 1.2
_PROGRAM: Final = PROJECT / "bench" / "programs" / "read_jobs.py"


def measure() -> Iterator[Row]:
    """The rows of both routes."""
    event = json.dumps(api_event(API_KEY, job_id=A_JOB_ID)).encode()
    with aws() as environment:
        for function, route in (("status-handler", "GET /status"), ("result-handler", "GET /results")):
            arguments = [str(_PROGRAM), function, str(ROUNDS), str(REQUESTS)]
            ended = run_python(arguments, {**environment, "PYTHONPATH": str(PROJECT)}, given=event)
            pairs: list[tuple[float, float]] = json.loads(ended.output.splitlines()[-1])
            ratio = median(ours / bare for ours, bare in pairs)
            yield Row(f"warm reads: {route} over the bare calls", ratio, _MARK)
            yield Row(f"warm reads: {route}", round(median(ours for ours, _ in pairs) * 1000, 3), unit="ms CPU")
