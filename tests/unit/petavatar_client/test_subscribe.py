"""The states of a job as they come, and the list of jobs over its parts."""

import httpx
import pytest

from petavatar_client import JobFailed, JobUnfinished
from tests.support.deployment import JOB_ID, Deployment, state

STATUS = f"GET /stage/status/{JOB_ID}"
LIST = "GET /stage/jobs"
BREED = {"pet_analysis": {"breed": "tabby"}}


def test_each_state_is_yielded_once_with_what_was_found(deployment: Deployment) -> None:
    deployment.answers(
        STATUS,
        state("queued", stage="waiting"),
        state("processing", 5, stage="analysis"),
        state("processing", 5, stage="analysis"),
        state("processing", 35, stage="career", findings=BREED),
        state("completed", 100, stage="done", findings=BREED),
    )

    seen = list(deployment.client().subscribe(JOB_ID))

    assert [(job.stage, job.progress) for job in seen] == [
        ("waiting", 0),
        ("analysis", 5),
        ("career", 35),
        ("done", 100),
    ]
    assert seen[2].findings == BREED


def test_a_job_that_fails_is_yielded_before_that_is_raised(deployment: Deployment) -> None:
    error = {"title": "No pet", "status": 400, "detail": "It shows a cup", "retryable": False}
    deployment.answers(STATUS, state("processing", 5), state("failed", 5, error=error))
    states = deployment.client().subscribe(JOB_ID)

    assert [next(states).status, next(states).status] == ["processing", "failed"]
    with pytest.raises(JobFailed, match="No pet") as caught:
        next(states)
    assert not caught.value.retryable


def test_it_ends_with_the_callers_patience(deployment: Deployment) -> None:
    deployment.answers(STATUS, state("processing", 5))
    now = iter(range(100))

    with pytest.raises(JobUnfinished):
        list(deployment.client(clock=lambda: float(next(now))).subscribe(JOB_ID, timeout_s=3))


def test_the_list_goes_over_all_parts_and_asks_for_one_when_it_is_wanted(deployment: Deployment) -> None:
    def part(*ids: str, cursor: str | None) -> httpx.Response:
        jobs = [{"job_id": job_id, "status": "completed"} for job_id in ids]
        return httpx.Response(200, json={"jobs": jobs, "cursor": cursor})

    deployment.answers(LIST, part("a", "b", cursor="next"), part("c", cursor=None))
    jobs = deployment.client().list(status="completed")

    assert [next(jobs).job_id, next(jobs).job_id] == ["a", "b"]
    assert len(deployment.asked(LIST)) == 1
    assert [job.job_id for job in jobs] == ["c"]
    assert [dict(request.url.params) for request in deployment.asked(LIST)] == [
        {"status": "completed", "limit": "100"},
        {"status": "completed", "limit": "100", "cursor": "next"},
    ]
