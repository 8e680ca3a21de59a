"""The table: every change of state is one conditional write."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.aws import client
from petavatar.errors import AgentFailure, JobNotFound, LeaseLost, StorageFailure
from petavatar.items import attributes_of
from petavatar.jobs import Job, timestamp
from petavatar.results import outcome_of
from petavatar.table import Claim, JobTable, Refusal
from testing.jobs import NOW, a_completed_job, a_job, a_result
from tests.support.cloud import Cloud

MAX_RECEIVES = 3
LEASE = 180


@pytest.fixture
def jobs(cloud: Cloud) -> JobTable:
    return cloud.jobs


def a_claim(job: Job, **values: Any) -> Claim:
    defaults: dict[str, Any] = {"token": "mine", "message_id": "m-1", "receive": 1, "lease_until": NOW + LEASE}
    return Claim(job_id=job.job_id, **(defaults | values))


def created(jobs: JobTable, **values: Any) -> Job:
    job = a_job(**values)
    assert jobs.create(job, NOW) is None
    return job


def claimed(jobs: JobTable, **values: Any) -> tuple[Job, Claim]:
    job = created(jobs)
    claim = a_claim(job, **values)
    taken = jobs.claim(claim, NOW, MAX_RECEIVES)
    assert isinstance(taken, Job)
    return taken, claim


def stored(jobs: JobTable, job: Job, now: float = NOW) -> Job:
    found = jobs.get(job.job_id, now)
    assert found is not None
    return found


class TestCreateAndRead:
    def test_a_job_is_read_back_as_it_was_written(self, jobs: JobTable) -> None:
        job = a_completed_job(sent=True, receive=2, lease_token="t", lease_until=NOW + 0.25, message_id="m")

        assert jobs.create(job, NOW) is None

        assert stored(jobs, job) == job

    def test_a_job_in_brief_is_all_but_its_results(self, jobs: JobTable) -> None:
        job = a_completed_job(sent=True, receive=2, lease_token="t", lease_until=NOW + 0.25, message_id="m")
        assert jobs.create(job, NOW) is None

        brief = jobs.read(job.job_id, NOW, MAX_RECEIVES, in_brief=True)

        assert brief == replace(job, result={})

    def test_a_failed_job_in_brief_tells_why(self, jobs: JobTable) -> None:
        problem = AgentFailure("It broke off")
        job = created(jobs, status="failed", error=problem.record(), error_message=problem.detail)

        assert jobs.read(job.job_id, NOW, MAX_RECEIVES, in_brief=True) == job

    def test_an_erased_job_is_not_there_in_brief_either(self, jobs: JobTable) -> None:
        job = a_completed_job()
        assert jobs.create(job, NOW) is None
        jobs.begin_erasure(job.job_id, NOW, ttl=int(NOW) + 60, margin_s=30, max_receives=MAX_RECEIVES)

        with pytest.raises(JobNotFound):
            jobs.read(job.job_id, NOW, MAX_RECEIVES, in_brief=True)

    def test_unfinished_jobs_are_those_that_still_wait_or_are_at_work(self, jobs: JobTable) -> None:
        later = {"deadline": NOW + 60, "ttl": int(NOW + 60)}
        waiting = created(jobs, **later)
        working = created(jobs, **later, status="processing", lease_until=NOW - 1, receive=1)
        created(jobs, **later | {"deadline": NOW})
        created(jobs, **later | {"ttl": int(NOW)})
        created(jobs, **later, status="processing", lease_until=NOW, receive=MAX_RECEIVES)
        created(jobs, **later, status="failed")
        jobs.create(a_completed_job(), NOW)

        found = jobs.unfinished(NOW, MAX_RECEIVES)

        assert {job.job_id for job in found} == {waiting.job_id, working.job_id}

    def test_a_table_that_is_not_there_cannot_say_what_is_unfinished(self) -> None:
        with pytest.raises(StorageFailure, match="at work"):
            JobTable(client("dynamodb"), "gone").unfinished(NOW, MAX_RECEIVES)

    def test_numbers_come_back_as_python_has_them(self, jobs: JobTable) -> None:
        job = a_completed_job(
            result={"usage": {"a": 1, "b": 1.5, "c": [0.1, {"d": 2.0}], "e": True, "f": None, "g": "x"}}
        )
        jobs.create(job, NOW)

        usage = stored(jobs, job).result["usage"]

        assert usage == {"a": 1, "b": 1.5, "c": [0.1, {"d": 2}], "e": True, "f": None, "g": "x"}
        assert isinstance(usage["a"], int)
        assert isinstance(usage["b"], float)
        assert usage["e"] is True

    def test_a_second_job_of_the_same_id_finds_the_first(self, jobs: JobTable) -> None:
        job = created(jobs)

        assert jobs.create(replace(job, etag="another"), NOW) == job
        assert stored(jobs, job) == job

    def test_a_job_past_its_time_to_live_is_gone(self, jobs: JobTable) -> None:
        job = created(jobs, ttl=int(NOW) + 10)

        assert jobs.get(job.job_id, NOW + 9.9) == job
        assert jobs.get(job.job_id, NOW + 10) is None
        with pytest.raises(JobNotFound):
            jobs.read(job.job_id, NOW + 10, MAX_RECEIVES)

    def test_a_job_past_its_time_to_live_can_be_made_anew(self, jobs: JobTable) -> None:
        job = created(jobs, ttl=int(NOW) + 10)
        fresh = replace(job, etag="another", ttl=int(NOW) + 100)

        assert jobs.create(fresh, NOW + 9) == job
        assert jobs.create(fresh, NOW + 10) is None
        assert stored(jobs, job) == fresh

    def test_an_unknown_job_is_not_found(self, jobs: JobTable) -> None:
        assert jobs.get("unknown", NOW) is None
        with pytest.raises(JobNotFound):
            jobs.read("unknown", NOW, MAX_RECEIVES)

    def test_a_lapsed_job_reads_as_failed(self, jobs: JobTable) -> None:
        job = created(jobs, deadline=NOW + 5)

        assert jobs.read(job.job_id, NOW + 4, MAX_RECEIVES).status == "queued"
        assert jobs.read(job.job_id, NOW + 5, MAX_RECEIVES).status == "failed"
        assert stored(jobs, job).status == "queued"

    def test_attributes_of_a_later_version_are_no_obstacle(self, jobs: JobTable, cloud: Cloud) -> None:
        job = created(jobs)
        item = cloud.items()[0] | {"invented_later": {"S": "x"}}
        client("dynamodb").put_item(TableName="petavatar-jobs-test", Item=item)

        assert stored(jobs, job) == job


class TestMarkSent:
    def test_a_sent_job_is_marked(self, jobs: JobTable) -> None:
        job = created(jobs)

        jobs.mark_sent(job.job_id, NOW)

        assert stored(jobs, job) == replace(job, sent=True)

    def test_a_job_that_is_gone_is_not_brought_back_by_it(self, jobs: JobTable, cloud: Cloud) -> None:
        jobs.mark_sent("unknown", NOW)
        expired = created(jobs, ttl=int(NOW))
        jobs.mark_sent(expired.job_id, NOW)

        assert [item.get("sent") for item in cloud.items()] == [None]


class TestClaim:
    def test_a_queued_job_is_taken(self, jobs: JobTable) -> None:
        taken, _ = claimed(jobs)

        assert (taken.status, taken.progress, taken.receive) == ("processing", 5, 1)
        assert (taken.lease_token, taken.lease_until, taken.message_id) == ("mine", NOW + LEASE, "m-1")
        assert taken.updated_at == timestamp(NOW)
        assert stored(jobs, taken) == taken

    @pytest.mark.parametrize("message_id", ["m-1", "m-2"])
    def test_a_live_lease_refuses_everyone(self, jobs: JobTable, message_id: str) -> None:
        taken, _ = claimed(jobs)

        again = jobs.claim(a_claim(taken, token="other", message_id=message_id, receive=2), NOW + 1, MAX_RECEIVES)

        assert again == Refusal(taken)
        assert stored(jobs, taken) == taken

    def test_a_lapsed_lease_is_taken_over(self, jobs: JobTable) -> None:
        job, _ = claimed(jobs)
        later = NOW + LEASE

        still = jobs.claim(a_claim(job, token="other", receive=2), later - 0.001, MAX_RECEIVES)
        taken = jobs.claim(a_claim(job, token="other", receive=2, lease_until=later + LEASE), later, MAX_RECEIVES)

        assert isinstance(still, Refusal)
        assert isinstance(taken, Job)
        assert (taken.lease_token, taken.receive, taken.lease_until) == ("other", 2, later + LEASE)

    def test_after_the_lapse_of_the_last_receive_nobody_takes_it(self, jobs: JobTable) -> None:
        job, _ = claimed(jobs, receive=3)
        later = NOW + LEASE

        refusal = jobs.claim(a_claim(job, token="other", receive=4), later, MAX_RECEIVES)

        assert refusal == Refusal(job)
        assert jobs.read(job.job_id, later - 0.001, MAX_RECEIVES).status == "processing"
        assert jobs.read(job.job_id, later, MAX_RECEIVES).status == "failed"

    @pytest.mark.parametrize("status", ["queued", "processing"])
    def test_past_its_deadline_nobody_takes_it(self, jobs: JobTable, status: str) -> None:
        job = created(jobs, status=status, deadline=NOW, lease_until=NOW - 1, receive=1)

        assert isinstance(jobs.claim(a_claim(job), NOW, MAX_RECEIVES), Refusal)

    @pytest.mark.parametrize("status", ["completed", "failed"])
    def test_a_finished_job_is_not_taken(self, jobs: JobTable, status: str) -> None:
        job = created(jobs, status=status)

        assert jobs.claim(a_claim(job), NOW, MAX_RECEIVES) == Refusal(job)

    def test_an_unknown_or_expired_job_is_not_taken_and_not_made(self, jobs: JobTable, cloud: Cloud) -> None:
        expired = created(jobs, ttl=int(NOW))

        assert jobs.claim(a_claim(a_job()), NOW, MAX_RECEIVES) == Refusal(None)
        assert jobs.claim(a_claim(expired), NOW, MAX_RECEIVES) == Refusal(None)
        assert len(cloud.items()) == 1


class TestProgress:
    def test_it_moves_up_and_never_down(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)

        seen = []
        for progress in (35, 20, 35, 0, -3, 75):
            jobs.progress(claim, progress, NOW + 1)
            seen.append(stored(jobs, job).progress)

        assert seen == [35, 35, 35, 35, 35, 75]
        assert stored(jobs, job).updated_at == timestamp(NOW + 1)

    def test_another_attempt_starts_over(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)
        jobs.progress(claim, 75, NOW)
        jobs.give_up(claim, NOW, MAX_RECEIVES)

        again = jobs.claim(a_claim(job, token="other", receive=2), NOW, MAX_RECEIVES)

        assert isinstance(again, Job)
        assert again.progress == 5


OUTCOME = outcome_of(a_result("x"), "x")


class TestHold:
    """Progress, complete, fail and give up need the claim's token and a live lease."""

    WRITES = pytest.mark.parametrize(
        "write",
        [
            lambda jobs, claim, now: jobs.progress(claim, 50, now),
            lambda jobs, claim, now: jobs.progress(claim, 1, now),
            lambda jobs, claim, now: jobs.complete(claim, OUTCOME, now),
            lambda jobs, claim, now: jobs.fail(claim, AgentFailure("no"), now),
            lambda jobs, claim, now: jobs.give_up(claim, now, MAX_RECEIVES),
        ],
        ids=["progress", "no progress", "complete", "fail", "give up"],
    )

    @WRITES
    def test_another_token_writes_nothing(self, jobs: JobTable, write: Any) -> None:
        job, claim = claimed(jobs)

        with pytest.raises(LeaseLost):
            write(jobs, replace(claim, token="theirs"), NOW + 1)

        assert stored(jobs, job) == job

    @WRITES
    def test_a_lapsed_lease_writes_nothing(self, jobs: JobTable, write: Any) -> None:
        job, claim = claimed(jobs)

        with pytest.raises(LeaseLost):
            write(jobs, claim, NOW + LEASE)

        assert stored(jobs, job) == job

    @WRITES
    def test_a_job_taken_over_by_another_stays_the_others(self, jobs: JobTable, write: Any) -> None:
        job, claim = claimed(jobs)
        other = a_claim(job, token="other", receive=2, lease_until=NOW + 2 * LEASE)
        taken = jobs.claim(other, NOW + LEASE, MAX_RECEIVES)

        with pytest.raises(LeaseLost):
            write(jobs, claim, NOW + LEASE + 1)

        assert stored(jobs, job) == taken

    @WRITES
    @pytest.mark.parametrize("status", ["queued", "completed", "failed"])
    def test_a_job_that_is_not_being_processed_is_left_alone(self, jobs: JobTable, write: Any, status: str) -> None:
        job = created(jobs, status=status, lease_token="another's", lease_until=NOW + LEASE)

        with pytest.raises(LeaseLost):
            write(jobs, a_claim(job), NOW + 1)

        assert stored(jobs, job) == job

    @pytest.mark.parametrize(
        ("write", "contrary"),
        [
            (
                lambda jobs, claim, now: jobs.complete(claim, OUTCOME, now),
                lambda jobs, claim, now: jobs.fail(claim, AgentFailure("no"), now),
            ),
            (
                lambda jobs, claim, now: jobs.fail(claim, AgentFailure("no"), now),
                lambda jobs, claim, now: jobs.complete(claim, OUTCOME, now),
            ),
        ],
        ids=["complete", "fail"],
    )
    def test_an_outcome_written_twice_is_the_first_one(self, jobs: JobTable, write: Any, contrary: Any) -> None:
        job, claim = claimed(jobs)
        write(jobs, claim, NOW + 1)
        done = stored(jobs, job)

        write(jobs, claim, NOW + 2)
        with pytest.raises(LeaseLost):
            contrary(jobs, claim, NOW + 3)

        assert stored(jobs, job) == done

    def test_a_claim_made_twice_holds(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)
        held = stored(jobs, job)

        assert jobs.claim(claim, NOW + 1, MAX_RECEIVES) == held

        assert stored(jobs, job) == held

    def test_progress_past_the_deadline_is_lost(self, jobs: JobTable) -> None:
        job = created(jobs, deadline=NOW + 10)
        claim = a_claim(job)
        jobs.claim(claim, NOW, MAX_RECEIVES)

        with pytest.raises(LeaseLost):
            jobs.progress(claim, 50, NOW + 10)

    @WRITES
    def test_an_unknown_job_is_not_made(self, jobs: JobTable, cloud: Cloud, write: Any) -> None:
        with pytest.raises(LeaseLost):
            write(jobs, a_claim(a_job()), NOW)

        assert cloud.items() == []

    @pytest.mark.parametrize("write", [JobTable.complete, JobTable.fail])
    def test_past_its_deadline_a_job_gets_no_outcome(self, jobs: JobTable, write: Any) -> None:
        job = created(jobs, deadline=NOW + 10)
        claim = a_claim(job)
        jobs.claim(claim, NOW, MAX_RECEIVES)

        with pytest.raises(LeaseLost):
            write(jobs, claim, OUTCOME if write is JobTable.complete else AgentFailure("no"), NOW + 10)


class TestUsedUpReceives:
    """A receive of its message that a holder could not use is gone all the same."""

    def test_with_none_left_the_job_is_not_given_up(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)
        jobs.note_receive(stored(jobs, job), 3)

        assert not jobs.give_up(claim, NOW + 1, MAX_RECEIVES)

        assert stored(jobs, job).status == "processing"

    def test_the_count_never_falls_and_is_the_holders_alone(self, jobs: JobTable) -> None:
        job, _ = claimed(jobs, receive=2)
        held = stored(jobs, job)

        jobs.note_receive(held, 1)
        jobs.note_receive(replace(held, lease_token="another's"), 3)

        assert stored(jobs, job) == held


class TestOutcome:
    def test_a_completed_job_holds_its_whole_outcome(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)

        jobs.complete(claim, OUTCOME, NOW + 60)

        done = stored(jobs, job)
        assert (done.status, done.progress) == ("completed", 100)
        assert done.completed_at == done.updated_at == timestamp(NOW + 60)
        kept = attributes_of(done)
        assert {name: kept.get(name, "") for name in OUTCOME} == OUTCOME

    def test_a_failed_job_holds_its_reason(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)
        problem = AgentFailure("It broke off")

        jobs.fail(claim, problem, NOW + 60)

        done = stored(jobs, job)
        assert (done.status, done.error, done.error_message) == ("failed", problem.record(), "It broke off")
        assert done.updated_at == timestamp(NOW + 60)

    def test_a_job_given_up_is_queued_and_free(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)

        assert jobs.give_up(claim, NOW + 60, MAX_RECEIVES)

        free = stored(jobs, job)
        assert (free.status, free.lease_token, free.message_id) == ("queued", "", "")
        # A run may still be alive for as long.
        assert free.lease_until == NOW + LEASE
        assert isinstance(jobs.claim(a_claim(job, token="other", receive=2), NOW + 61, MAX_RECEIVES), Job)

    def test_a_terminal_state_never_changes(self, jobs: JobTable) -> None:
        job, claim = claimed(jobs)
        jobs.complete(claim, OUTCOME, NOW + 60)
        done = stored(jobs, job)

        with pytest.raises(LeaseLost):
            jobs.fail(claim, AgentFailure("late"), NOW + 61)

        assert stored(jobs, job) == done


@pytest.mark.parametrize(
    "call",
    [
        lambda jobs, job: jobs.get(job.job_id, NOW),
        lambda jobs, job: jobs.create(job, NOW),
        lambda jobs, job: jobs.mark_sent(job.job_id, NOW),
        lambda jobs, job: jobs.claim(a_claim(job), NOW, MAX_RECEIVES),
        lambda jobs, job: jobs.progress(a_claim(job), 50, NOW),
        lambda jobs, job: jobs.complete(a_claim(job), OUTCOME, NOW),
        lambda jobs, job: jobs.fail(a_claim(job), AgentFailure("no"), NOW),
        lambda jobs, job: jobs.give_up(a_claim(job), NOW, MAX_RECEIVES),
    ],
    ids=["get", "create", "mark sent", "claim", "progress", "complete", "fail", "give up"],
)
def test_a_table_that_does_not_answer_is_worth_another_try(cloud: Cloud, jobs: JobTable, call: Any) -> None:
    cloud.break_table()

    with pytest.raises(StorageFailure) as caught:
        call(jobs, a_job())

    assert "petavatar-jobs" not in caught.value.detail
    assert caught.value.detail.endswith("Please try again.")
