"""What a worker writes while it holds a job, and what it can write no more once it has lost it."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.errors import AgentFailure, LeaseLost
from petavatar.items import attributes_of
from petavatar.jobs import Job, timestamp
from petavatar.table.leases import Leases
from testing.jobs import NOW, a_claim, a_job
from tests.support.cloud import Cloud
from tests.unit.petavatar.table.leased import LEASE, OUTCOME, claimed, created, stored


@pytest.fixture
def leases(cloud: Cloud) -> Leases:
    return cloud.leases


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
        # What is empty takes no place in the table.
        assert {name: kept.get(name, type(value)()) for name, value in OUTCOME.items()} == OUTCOME

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
