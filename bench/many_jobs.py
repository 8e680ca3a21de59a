"""Many jobs at once, whose models answer with fixed delays: how the time grows with their number.

All photos are uploaded at once; the clock stops when the last job is completed. Ideally the workers, as many as the
queue's mapping allows, are busy with models alone: jobs / workers, rounded up, times the models' critical path.
"""

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from bench.models import CRITICAL_PATH_S, slow_models
from bench.pictures import SAMPLE
from bench.rows import Row
from local.deploy import MAXIMUM_CONCURRENCY
from local.system import LocalSystem
from testing.api import ApiUser

JOBS: Final = (1, 5, 10, 20, 40)
_MARK: Final = 1.3
_GROWTH_MARK: Final = 1.1
"""By how much the last job may be slower than the fifth, each over its ideal: linear, with room for a noisy machine."""
_POLL_S: Final = 1.0


def ideal_s(jobs: int) -> float:
    """The least time that so many jobs can take, in seconds."""
    return math.ceil(jobs / MAXIMUM_CONCURRENCY) * CRITICAL_PATH_S


def measure() -> Iterator[Row]:
    """The rows of every number of jobs."""
    taken: dict[int, float] = {}
    with slow_models() as models, LocalSystem(bedrock_url=models.url, page=False) as system:
        user = ApiUser(system)
        _completed_after(user, MAXIMUM_CONCURRENCY)
        for jobs in JOBS:
            taken[jobs] = _completed_after(user, jobs)
            yield Row(f"many jobs: {jobs:>2}", round(taken[jobs], 1), unit="s")
    few, many = JOBS[1], JOBS[-1]
    over = {jobs: seconds / ideal_s(jobs) for jobs, seconds in taken.items()}
    yield Row(f"many jobs: {many} over the ideal of {MAXIMUM_CONCURRENCY} workers", over[many], _MARK)
    yield Row(f"many jobs: {many} over {few}, each over its ideal", over[many] / over[few], _GROWTH_MARK)


def _completed_after(user: ApiUser, jobs: int) -> float:
    """Seconds from the first upload to the end of the last job."""
    photo, started = SAMPLE.read_bytes(), time.time()
    with ThreadPoolExecutor(jobs) as executor:
        ids = [ticket["job_id"] for ticket in executor.map(lambda _: user.upload(photo), range(jobs))]
    give_up, ends = time.monotonic() + 10 * ideal_s(jobs), []
    for job_id in ids:
        while (status := user.http.get(f"/status/{job_id}").json()).get("status") != "completed":
            if status.get("status") == "failed" or time.monotonic() > give_up:
                raise RuntimeError(f"A job did not complete: {status}")
            # Asking more often keeps the engine from the jobs.
            time.sleep(_POLL_S)
        ends.append(user.http.get(f"/results/{job_id}").json()["completed_at"])
    user.settle()
    return datetime.fromisoformat(max(ends)).timestamp() - started
