"""Erasure waits: for the end of a job, and until no run of it can be alive."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.erase import Eraser
from petavatar.errors import AgentFailure, JobInUse, NoPetFound
from petavatar.jobs import Job
from petavatar.redrive import redrive
from testing.jobs import NOW, a_claim, a_job
from tests.support.cloud import Cloud

LEASE_END = NOW + 180
MARGIN = 30
FAILED = {"status": "failed", "error": AgentFailure("x").record()}


class TestWhatIsNotErasedYet:
    @pytest.mark.parametrize(
        "values",
        [
            {"status": "queued"},
            {"status": "processing", "attempts": 1, "lease_until": LEASE_END},
            {"status": "processing", "attempts": 1, "lease_until": NOW - 1000},
            {"status": "processing", "attempts": 3, "lease_until": LEASE_END},
        ],
        ids=["queued", "at work", "waiting for its next attempt", "at its last attempt"],
    )
    def test_an_unfinished_job_stays_as_it_is(self, cloud: Cloud, eraser: Eraser, values: dict[str, Any]) -> None:
        job = cloud.write(a_job(**values))

        with pytest.raises(JobInUse, match=f"status is {job.status}") as caught:
            eraser.erase(job.job_id)

        assert caught.value.retry_after_s == 2
        assert cloud.jobs.get(job.job_id) == job

    @pytest.mark.parametrize(
        ("values", "alive_until"),
        [
            (FAILED | {"lease_until": LEASE_END}, LEASE_END),
            (FAILED | {"lease_until": LEASE_END, "earlier_lease_until": NOW - 100}, LEASE_END),
            ({"status": "completed", "lease_until": LEASE_END, "earlier_lease_until": NOW + 50}, NOW + 50),
            ({"status": "queued", "deadline": NOW, "lease_until": NOW + 100.5}, NOW + 100.5),
            ({"status": "processing", "deadline": NOW, "attempts": 1, "lease_until": LEASE_END}, LEASE_END),
            ({"status": "processing", "attempts": 3, "lease_until": NOW}, NOW),
        ],
        ids=["failed", "failed again", "completed by the second run", "given up and lapsed", "overdue", "lapsed"],
    )
    def test_a_job_stays_while_a_run_of_it_may_be_alive(
        self, cloud: Cloud, eraser: Eraser, values: dict[str, Any], alive_until: float
    ) -> None:
        job = cloud.write(a_job(**values))

        with pytest.raises(JobInUse, match="may still be alive") as caught:
            eraser.erase(job.job_id)
        assert caught.value.retry_after_s is not None
        assert 0 <= caught.value.retry_after_s - (alive_until + MARGIN - NOW) < 1
        cloud.now = alive_until + MARGIN - 0.01
        with pytest.raises(JobInUse):
            eraser.erase(job.job_id)
        assert cloud.jobs.get(job.job_id) == job

        cloud.now = alive_until + MARGIN
        eraser.erase(job.job_id)

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "completed", "lease_until": LEASE_END},
            {"status": "failed", "error": NoPetFound("x").record()},
            {"status": "queued", "deadline": NOW},
        ],
        ids=["completed by its first run", "failed before any run", "never taken"],
    )
    def test_a_job_without_such_a_run_goes_at_once(self, cloud: Cloud, eraser: Eraser, values: dict[str, Any]) -> None:
        eraser.erase(cloud.write(a_job(**values)).job_id)

    def test_a_lease_that_was_given_up_is_remembered_through_later_claims_and_redrives(self, cloud: Cloud) -> None:
        job = cloud.write(a_job())
        first = a_claim(job, token="1", lease_until=LEASE_END)
        cloud.leases.claim(first)
        cloud.leases.give_up(first, NOW + 10)
        second = replace(first, token="2", lease_until=LEASE_END + 11)
        cloud.now = NOW + 11
        cloud.leases.claim(second)
        cloud.leases.fail(second, AgentFailure("x"))

        assert redrive(cloud.jobs, cloud.queue, job.job_id, cloud.settings)

        cloud.now = NOW + 20
        taken = cloud.leases.claim(replace(first, token="3", lease_until=LEASE_END + 20))
        assert isinstance(taken, Job)
        assert taken.earlier_lease_until == LEASE_END + 11
