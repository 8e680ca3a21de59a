"""Redrive: the one way out of a terminal state."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.errors import AgentFailure, NoPetFound, StorageFailure
from petavatar.jobs import Job, timestamp
from petavatar.redrive import redrive
from testing.jobs import A_JOB_ID, NOW, a_claim, a_completed_job, a_job
from tests.support.cloud import Cloud

LATER = NOW + 7200
FAILED: dict[str, Any] = {
    "status": "failed",
    "progress": 75,
    "sent": True,
    "error": AgentFailure("It broke off").record(),
    "error_message": "It broke off",
    "lease_token": "old",
    "lease_until": NOW + 500,
    "message_id": "m-1",
    "attempts": 3,
}


def _redrive(cloud: Cloud, job_id: str) -> bool:
    cloud.now = LATER
    return redrive(cloud.jobs, cloud.queue, job_id, cloud.settings)


def _now(cloud: Cloud, job: Job) -> Job | None:
    return cloud.find(job.job_id)


@pytest.mark.parametrize(
    "values",
    [
        FAILED,
        {"status": "queued", "sent": True, "deadline": LATER},
        FAILED | {"status": "processing", "deadline": LATER, "lease_until": LATER + 10, "attempts": 1},
        FAILED | {"status": "processing", "deadline": LATER + 100, "lease_until": LATER},
    ],
    ids=["failed", "queued past its deadline", "processing past its deadline", "last attempt lapsed"],
)
def test_a_job_that_failed_but_need_not_have_starts_over(cloud: Cloud, values: dict[str, Any]) -> None:
    job = cloud.write(a_job(**values))

    assert _redrive(cloud, job.job_id)

    fresh = a_job(
        job_id=job.job_id,
        sent=True,
        deadline=LATER + 3600,
        updated_at=timestamp(LATER),
        lease_until=job.lease_until,
    )
    assert _now(cloud, job) == fresh
    assert cloud.waiting() == 1


def test_a_job_put_back_can_be_worked_on(cloud: Cloud) -> None:
    job = cloud.write(a_job(**FAILED))
    _redrive(cloud, job.job_id)

    assert isinstance(cloud.leases.claim(a_claim(job, lease_until=LATER + 180)), Job)


@pytest.mark.parametrize(
    "job",
    [
        a_job(job_id=A_JOB_ID, **(FAILED | {"error": NoPetFound("no").record()})),
        a_completed_job(job_id=A_JOB_ID),
        a_job(job_id=A_JOB_ID, sent=True, deadline=LATER + 1),
        a_job(job_id=A_JOB_ID, **(FAILED | {"status": "processing", "attempts": 1, "deadline": LATER + 1})),
        a_job(job_id=A_JOB_ID, **(FAILED | {"status": "processing", "lease_until": LATER + 1, "deadline": LATER + 1})),
    ],
    ids=["failed for good", "completed", "waiting", "lease lapsed with receives left", "at work"],
)
def test_any_other_job_is_left_as_it_is(cloud: Cloud, job: Job) -> None:
    cloud.write(job)

    assert not _redrive(cloud, job.job_id)

    assert _now(cloud, job) == job
    assert cloud.waiting() == 0


def test_a_job_that_is_gone_is_not_brought_back(cloud: Cloud) -> None:
    expired = cloud.write(a_job(**(FAILED | {"ttl": int(LATER)})))

    assert not _redrive(cloud, A_JOB_ID)
    assert not _redrive(cloud, expired.job_id)

    assert cloud.waiting() == 0
    assert len(cloud.items()) == 1


def test_done_twice_it_sends_one_message(cloud: Cloud) -> None:
    job = cloud.write(a_job(**FAILED))

    assert [_redrive(cloud, job.job_id), _redrive(cloud, job.job_id)] == [True, False]

    assert cloud.waiting() == 1


def test_one_that_died_before_its_message_is_taken_up_where_it_stopped(cloud: Cloud) -> None:
    job = cloud.write(a_job(**FAILED))
    cloud.now = LATER
    with pytest.raises(StorageFailure, match="queue the job"):
        redrive(cloud.jobs, Cloud(cloud.queue_url + "-gone", "", "").queue, job.job_id, cloud.settings)
    assert cloud.waiting() == 0

    assert _redrive(cloud, job.job_id)

    assert cloud.waiting() == 1
    put_back = _now(cloud, job)
    assert put_back is not None
    assert put_back == replace(put_back, status="queued", sent=True)


def test_a_table_that_does_not_answer_sends_nothing(cloud: Cloud) -> None:
    cloud.break_table()

    with pytest.raises(StorageFailure, match="put the job back"):
        _redrive(cloud, A_JOB_ID)

    assert cloud.waiting() == 0
