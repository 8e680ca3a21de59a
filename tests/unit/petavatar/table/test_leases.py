"""Leases: one worker at a time, and nothing is written by one that lost its job."""

import pytest

from petavatar.jobs import Job, timestamp
from petavatar.table.leases import Leases
from petavatar.table.store import Refusal
from testing.jobs import NOW, a_claim, a_job
from tests.support.cloud import Cloud
from tests.unit.petavatar.table.leased import LEASE, claimed, created, stored


@pytest.fixture
def leases(cloud: Cloud) -> Leases:
    return cloud.leases


class TestClaim:
    def test_a_queued_job_is_taken(self, cloud: Cloud, leases: Leases) -> None:
        taken, _ = claimed(cloud)

        assert (taken.status, taken.progress, taken.attempts) == ("processing", 5, 1)
        assert (taken.lease_token, taken.lease_until, taken.message_id) == ("mine", NOW + LEASE, "m-1")
        assert taken.updated_at == timestamp(NOW)
        assert stored(cloud, taken) == taken

    @pytest.mark.parametrize("message_id", ["m-1", "m-2"])
    def test_a_live_lease_refuses_everyone(self, cloud: Cloud, leases: Leases, message_id: str) -> None:
        taken, _ = claimed(cloud)

        cloud.now = NOW + 1
        again = leases.claim(a_claim(taken, token="other", message_id=message_id))

        assert again == Refusal(taken)
        assert stored(cloud, taken) == taken

    def test_a_lapsed_lease_is_taken_over(self, cloud: Cloud, leases: Leases) -> None:
        job, _ = claimed(cloud)
        later = NOW + LEASE

        cloud.now = later - 0.001
        still = leases.claim(a_claim(job, token="other"))
        cloud.now = later
        taken = leases.claim(a_claim(job, token="other", lease_until=later + LEASE))

        assert isinstance(still, Refusal)
        assert isinstance(taken, Job)
        assert (taken.lease_token, taken.attempts, taken.lease_until) == ("other", 2, later + LEASE)

    def test_after_the_lapse_of_the_last_attempt_nobody_takes_it(self, cloud: Cloud, leases: Leases) -> None:
        job = created(cloud, attempts=2)
        leases.claim(a_claim(job))
        job = stored(cloud, job)
        later = NOW + LEASE

        cloud.now = later
        refusal = leases.claim(a_claim(job, token="other"))

        assert refusal == Refusal(job)
        cloud.now = later - 0.001
        assert cloud.jobs.read(job.job_id).status == "processing"
        cloud.now = later
        assert cloud.jobs.read(job.job_id).status == "failed"

    @pytest.mark.parametrize("status", ["queued", "processing"])
    def test_past_its_deadline_nobody_takes_it(self, cloud: Cloud, leases: Leases, status: str) -> None:
        job = created(cloud, status=status, deadline=NOW, lease_until=NOW - 1, attempts=1)

        assert isinstance(leases.claim(a_claim(job)), Refusal)

    @pytest.mark.parametrize("status", ["completed", "failed"])
    def test_a_finished_job_is_not_taken(self, cloud: Cloud, leases: Leases, status: str) -> None:
        job = created(cloud, status=status)

        assert leases.claim(a_claim(job)) == Refusal(job)

    def test_an_unknown_or_expired_job_is_not_taken_and_not_made(self, cloud: Cloud, leases: Leases) -> None:
        expired = created(cloud, ttl=int(NOW))

        assert leases.claim(a_claim(a_job())) == Refusal(None)
        assert leases.claim(a_claim(expired)) == Refusal(None)
        assert len(cloud.items()) == 1


class TestProgress:
    def test_it_moves_up_and_never_down(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)

        cloud.now = NOW + 1
        seen = []
        for progress in (35, 20, 35, 0, -3, 75):
            leases.progress(claim, progress)
            seen.append(stored(cloud, job).progress)

        assert seen == [35, 35, 35, 35, 35, 75]
        assert stored(cloud, job).updated_at == timestamp(NOW + 1)

    def test_another_attempt_starts_over(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)
        leases.progress(claim, 75)
        leases.give_up(claim, NOW)

        again = leases.claim(a_claim(job, token="other"))

        assert isinstance(again, Job)
        assert again.progress == 5
