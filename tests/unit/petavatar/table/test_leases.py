"""Leases: one worker at a time, and nothing is written by one that lost its job."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.errors import AgentFailure, LeaseLost
from petavatar.items import attributes_of
from petavatar.jobs import Job, timestamp
from petavatar.results import outcome_of
from petavatar.table.leases import Claim, Leases
from petavatar.table.store import Refusal
from testing.jobs import NOW, a_claim, a_job, a_result
from tests.support.cloud import Cloud

LEASE = 180
OUTCOME = outcome_of(a_result("x"), "x")


@pytest.fixture
def leases(cloud: Cloud) -> Leases:
    return cloud.leases


def created(cloud: Cloud, **values: Any) -> Job:
    return cloud.write(a_job(**values))


def claimed(cloud: Cloud, **values: Any) -> tuple[Job, Claim]:
    job = created(cloud)
    claim = a_claim(job, **values)
    taken = cloud.leases.claim(claim)
    assert isinstance(taken, Job)
    return taken, claim


def stored(cloud: Cloud, job: Job) -> Job:
    found = cloud.jobs.get(job.job_id)
    assert found is not None
    return found


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


class TestHold:
    """Progress, complete, fail and give up need the claim's token and a live lease."""

    WRITES = pytest.mark.parametrize(
        "write",
        [
            lambda leases, claim: leases.progress(claim, 50),
            lambda leases, claim: leases.progress(claim, 1),
            lambda leases, claim: leases.complete(claim, OUTCOME),
            lambda leases, claim: leases.fail(claim, AgentFailure("no")),
            lambda leases, claim: leases.give_up(claim, NOW + 10),
        ],
        ids=["progress", "no progress", "complete", "fail", "give up"],
    )

    @WRITES
    def test_another_token_writes_nothing(self, cloud: Cloud, leases: Leases, write: Any) -> None:
        job, claim = claimed(cloud)

        cloud.now = NOW + 1
        with pytest.raises(LeaseLost):
            write(leases, replace(claim, token="theirs"))

        assert stored(cloud, job) == job

    @WRITES
    def test_a_lapsed_lease_writes_nothing(self, cloud: Cloud, leases: Leases, write: Any) -> None:
        job, claim = claimed(cloud)

        cloud.now = NOW + LEASE
        with pytest.raises(LeaseLost):
            write(leases, claim)

        assert stored(cloud, job) == job

    @WRITES
    def test_a_job_taken_over_by_another_stays_the_others(self, cloud: Cloud, leases: Leases, write: Any) -> None:
        job, claim = claimed(cloud)
        other = a_claim(job, token="other", lease_until=NOW + 2 * LEASE)
        cloud.now = NOW + LEASE
        taken = leases.claim(other)

        cloud.now = NOW + LEASE + 1
        with pytest.raises(LeaseLost):
            write(leases, claim)

        assert stored(cloud, job) == taken

    @WRITES
    @pytest.mark.parametrize("status", ["queued", "completed", "failed"])
    def test_a_job_that_is_not_being_processed_is_left_alone(
        self, cloud: Cloud, leases: Leases, write: Any, status: str
    ) -> None:
        job = created(cloud, status=status, lease_token="another's", lease_until=NOW + LEASE)

        cloud.now = NOW + 1
        with pytest.raises(LeaseLost):
            write(leases, a_claim(job))

        assert stored(cloud, job) == job

    @pytest.mark.parametrize(
        ("write", "contrary"),
        [
            (
                lambda leases, claim: leases.complete(claim, OUTCOME),
                lambda leases, claim: leases.fail(claim, AgentFailure("no")),
            ),
            (
                lambda leases, claim: leases.fail(claim, AgentFailure("no")),
                lambda leases, claim: leases.complete(claim, OUTCOME),
            ),
        ],
        ids=["complete", "fail"],
    )
    def test_an_outcome_written_twice_is_the_first_one(
        self, cloud: Cloud, leases: Leases, write: Any, contrary: Any
    ) -> None:
        job, claim = claimed(cloud)
        cloud.now = NOW + 1
        write(leases, claim)
        done = stored(cloud, job)

        cloud.now = NOW + 2
        write(leases, claim)
        cloud.now = NOW + 3
        with pytest.raises(LeaseLost):
            contrary(leases, claim)

        assert stored(cloud, job) == done

    def test_a_claim_made_twice_holds(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)
        held = stored(cloud, job)

        cloud.now = NOW + 1
        assert leases.claim(claim) == held

        assert stored(cloud, job) == held

    def test_progress_past_the_deadline_is_lost(self, cloud: Cloud, leases: Leases) -> None:
        job = created(cloud, deadline=NOW + 10)
        claim = a_claim(job)
        leases.claim(claim)

        cloud.now = NOW + 10
        with pytest.raises(LeaseLost):
            leases.progress(claim, 50)

    @WRITES
    def test_an_unknown_job_is_not_made(self, cloud: Cloud, leases: Leases, write: Any) -> None:
        with pytest.raises(LeaseLost):
            write(leases, a_claim(a_job()))

        assert cloud.items() == []

    @pytest.mark.parametrize("write", [Leases.complete, Leases.fail])
    def test_past_its_deadline_a_job_gets_no_outcome(self, cloud: Cloud, leases: Leases, write: Any) -> None:
        job = created(cloud, deadline=NOW + 10)
        claim = a_claim(job)
        leases.claim(claim)

        cloud.now = NOW + 10
        with pytest.raises(LeaseLost):
            write(leases, claim, OUTCOME if write is Leases.complete else AgentFailure("no"))


class TestOutcome:
    def test_a_completed_job_holds_its_whole_outcome(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)

        cloud.now = NOW + 60
        leases.complete(claim, OUTCOME)

        done = stored(cloud, job)
        assert (done.status, done.progress) == ("completed", 100)
        assert done.completed_at == done.updated_at == timestamp(NOW + 60)
        kept = attributes_of(done)
        assert {name: kept.get(name, "") for name in OUTCOME} == OUTCOME

    def test_a_failed_job_holds_its_reason(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)
        problem = AgentFailure("It broke off")

        cloud.now = NOW + 60
        leases.fail(claim, problem)

        done = stored(cloud, job)
        assert (done.status, done.error, done.error_message) == ("failed", problem.record(), "It broke off")
        assert done.updated_at == timestamp(NOW + 60)

    def test_a_job_given_up_is_queued_and_free(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)

        cloud.now = NOW + 60
        assert leases.give_up(claim, NOW + 10)

        free = stored(cloud, job)
        assert (free.status, free.lease_token, free.message_id, free.not_before) == ("queued", "", "m-1", NOW + 10)
        # A run may still be alive for as long.
        assert free.lease_until == NOW + LEASE
        cloud.now = NOW + 61
        assert isinstance(leases.claim(a_claim(job, token="other")), Job)

    def test_a_terminal_state_never_changes(self, cloud: Cloud, leases: Leases) -> None:
        job, claim = claimed(cloud)
        cloud.now = NOW + 60
        leases.complete(claim, OUTCOME)
        done = stored(cloud, job)

        cloud.now = NOW + 61
        with pytest.raises(LeaseLost):
            leases.fail(claim, AgentFailure("late"))

        assert stored(cloud, job) == done
