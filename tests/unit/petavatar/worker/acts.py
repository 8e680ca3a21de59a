"""What tests of the worker have the agent say, and what they look at."""

from typing import Any, Final

from petavatar.errors import Problem
from petavatar.jobs import Job
from testing.jobs import a_job
from tests.support.cloud import Cloud

HEARTBEAT: Final = {"type": "heartbeat"}
LIFE: Final = 150.0
"""How long the worker will live, in seconds."""


def a_progress(percent: Any, step: str = "a_step") -> dict[str, Any]:
    """The event of a finished step."""
    return {"type": "progress", "step": step, "progress": percent}


def an_error(problem: Problem) -> dict[str, Any]:
    """The event of a run that failed."""
    return {"type": "error", "error": problem.record()}


def job_now(cloud: Cloud, job: Job) -> Job:
    """A job as it lies in the table."""
    found = cloud.find(job.job_id)
    assert found is not None
    return found


def a_queued_job(cloud: Cloud, **values: Any) -> Job:
    """A job that waits, with its message sent."""
    return cloud.write(a_job(sent=True, **values))
