"""Cancellation: what nobody works on ends at once; what is at work is marked, and ends as canceled whatever comes."""

from typing import Any

import pytest

from petavatar.api_keys import Caller
from petavatar.errors import AgentFailure, Canceled, JobEnded, JobNotFound, NoPetFound
from petavatar.jobs import Job
from petavatar.table.cancellations import Cancellations
from petavatar.table.store import Refusal
from testing.jobs import NOW, a_claim, a_completed_job, a_job
from tests.support.cloud import Cloud
from tests.unit.petavatar.table.leased import LEASE, OUTCOME, claimed, stored

ANA = "aaaaaaaaaaaaaaaa"


@pytest.fixture
def cancellations(cloud: Cloud) -> Cancellations:
    return Cancellations(cloud.jobs)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"attempts": 1, "not_before": NOW + 10, "lease_until": NOW + 100},
        {"status": "processing", "attempts": 1, "lease_until": NOW},
    ],
    ids=["waiting", "in its back-off", "its lease is over"],
)
def test_a_job_that_nobody_works_on_ends_at_once(
    cloud: Cloud, cancellations: Cancellations, values: dict[str, Any]
) -> None:
    job = cloud.write(a_job(**values))

    ended = cancellations.cancel(job.job_id)

    assert (ended.status, ended.failure) == ("failed", "canceled")
    assert stored(cloud, job) == ended
    assert isinstance(cloud.leases.claim(a_claim(job)), Refusal)


def test_a_job_at_work_is_marked_and_nothing_but_its_end_as_canceled_can_be_written(
    cloud: Cloud, cancellations: Cancellations
) -> None:
    job, claim = claimed(cloud)
    cloud.now = NOW + 1

    marked = cancellations.cancel(job.job_id)

    assert (marked.status, marked.cancel_at) == ("processing", NOW + 1)
    for write in (
        lambda: cloud.leases.progress(claim, 50),
        lambda: cloud.leases.complete(claim, OUTCOME),
        lambda: cloud.leases.fail(claim, NoPetFound("no")),
        lambda: cloud.leases.check(job.job_id),
    ):
        with pytest.raises(Canceled):
            write()
    assert not cloud.leases.give_up(claim, NOW + 10)
    assert cloud.leases.fail(claim, Canceled("by request")).failure == "canceled"


def test_a_marked_job_whose_worker_dies_reads_as_canceled_and_stays_it(
    cloud: Cloud, cancellations: Cancellations
) -> None:
    job, claim = claimed(cloud)
    cancellations.cancel(job.job_id)

    cloud.now = claim.lease_until - 0.25
    assert cloud.jobs.read(job.job_id).status == "processing"
    for cloud.now in (claim.lease_until, NOW + 3600, NOW + 10_000):
        assert cloud.jobs.read(job.job_id).failure == "canceled"
    assert isinstance(cloud.jobs.requeue(job.job_id, NOW + 99_999), Refusal)
    assert isinstance(cloud.leases.claim(a_claim(job, token="new", lease_until=NOW + 10 * LEASE)), Refusal)


def test_to_cancel_again_changes_nothing(cloud: Cloud, cancellations: Cancellations) -> None:
    waiting, (at_work, _) = cloud.write(a_job()), claimed(cloud)
    first = [cancellations.cancel(job.job_id) for job in (waiting, at_work)]
    cloud.now = NOW + 1

    assert [cancellations.cancel(job.job_id) for job in (waiting, at_work)] == first


@pytest.mark.parametrize(
    "job",
    [
        a_completed_job(),
        a_job(status="failed", error=AgentFailure("It broke").record()),
        a_job(deadline=NOW),
        a_job(start_by=NOW),
    ],
    ids=["completed", "failed", "lapsed", "waited too long"],
)
def test_a_job_that_has_ended_cannot_be_canceled(cloud: Cloud, cancellations: Cancellations, job: Job) -> None:
    cloud.write(job)

    with pytest.raises(JobEnded):
        cancellations.cancel(job.job_id)

    assert stored(cloud, job) == job


def test_a_strangers_job_cannot_be_canceled(cloud: Cloud, cancellations: Cancellations) -> None:
    job = cloud.write(a_job(owner=ANA))

    for job_id in (job.job_id, "unknown"):
        with pytest.raises(JobNotFound):
            cancellations.cancel(job_id, Caller(owner="bbbbbbbbbbbbbbbb"))

    assert cancellations.cancel(job.job_id, Caller(owner=ANA)).failure == "canceled"


class TestTheTimeToBegin:
    def test_a_job_that_has_not_begun_by_then_has_failed_and_may_be_put_back(self, cloud: Cloud) -> None:
        job = cloud.write(a_job(start_by=NOW + 30))

        cloud.now = NOW + 30
        read = cloud.jobs.read(job.job_id)

        assert read.error is not None
        assert (read.failure, read.error["status"], read.error["retryable"]) == ("waited-too-long", 504, True)
        assert isinstance(cloud.leases.claim(a_claim(job)), Refusal)
        again = cloud.jobs.requeue(job.job_id, NOW + 3600)
        assert isinstance(again, Job)
        assert again.start_by == 0
        assert isinstance(cloud.leases.claim(a_claim(job)), Job)

    def test_a_job_that_has_begun_goes_on(self, cloud: Cloud) -> None:
        job = cloud.write(a_job(start_by=NOW + 30))
        claim = a_claim(job)
        cloud.leases.claim(claim)
        cloud.leases.give_up(claim, NOW + 40)

        cloud.now = NOW + 50

        assert isinstance(cloud.leases.claim(a_claim(job, token="other")), Job)

    def test_the_reason_that_came_first_stays_the_reason(self, cloud: Cloud) -> None:
        early, late = cloud.write(a_job(start_by=NOW + 30)), cloud.write(a_job(start_by=NOW + 9000))

        cloud.now = NOW + 9999

        assert [cloud.jobs.read(job.job_id).failure for job in (early, late)] == ["waited-too-long", "job-timed-out"]
