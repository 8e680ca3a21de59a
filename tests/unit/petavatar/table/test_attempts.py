"""Attempts: every claim is one, whatever message brings it, and the time until the next one is the job's."""

from typing import Any

import pytest

from petavatar.jobs import Job
from petavatar.table.leases import Claim
from petavatar.table.store import Refusal
from testing.jobs import NOW, a_claim, a_job
from tests.support.cloud import Cloud

LEASE = 180


def claimed(cloud: Cloud, **values: Any) -> tuple[Job, Claim]:
    job = cloud.write(a_job(**values))
    claim = a_claim(job)
    taken = cloud.leases.claim(claim)
    assert isinstance(taken, Job)
    return taken, claim


def test_every_claim_counts(cloud: Cloud) -> None:
    job, claim = claimed(cloud)
    cloud.leases.give_up(claim, NOW)

    again = cloud.leases.claim(a_claim(job, token="other", message_id="m-2"))
    cloud.now = NOW + LEASE
    third = cloud.leases.claim(a_claim(job, token="third", lease_until=NOW + 2 * LEASE))

    assert isinstance(again, Job)
    assert isinstance(third, Job)
    assert (job.attempts, again.attempts, third.attempts) == (1, 2, 3)


def test_a_claim_that_is_refused_or_made_twice_counts_no_more(cloud: Cloud) -> None:
    job, claim = claimed(cloud)

    cloud.leases.claim(claim)
    cloud.leases.claim(a_claim(job, token="other"))

    assert cloud.jobs.get(job.job_id) == job


def test_with_none_left_the_job_is_not_given_up(cloud: Cloud) -> None:
    job, claim = claimed(cloud, attempts=2)

    assert not cloud.leases.give_up(claim, NOW + 30)

    assert cloud.jobs.get(job.job_id) == job


@pytest.mark.parametrize("message_id", ["m-1", "m-2"])
def test_until_it_is_due_nobody_takes_the_job(cloud: Cloud, message_id: str) -> None:
    job, claim = claimed(cloud)
    cloud.leases.give_up(claim, NOW + 10)
    waiting = cloud.jobs.get(job.job_id)
    next_claim = a_claim(job, token="other", message_id=message_id)

    cloud.now = NOW + 9.999
    assert cloud.leases.claim(next_claim) == Refusal(waiting)
    cloud.now = NOW + 10
    assert isinstance(cloud.leases.claim(next_claim), Job)


def test_put_back_by_an_operator_it_has_all_attempts_and_is_due_at_once(cloud: Cloud) -> None:
    job = cloud.write(a_job(attempts=2, not_before=NOW + 10_000, deadline=NOW, message_id="m-1"))

    put_back = cloud.jobs.requeue(job.job_id, NOW + 3600)

    assert isinstance(put_back, Job)
    assert (put_back.attempts, put_back.not_before, put_back.message_id) == (0, 0, "")
