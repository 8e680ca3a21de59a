"""The worker: claim, run the agent on the wire, write what came of it, and say what becomes of the message."""

from typing import Any

import pytest

from petavatar.errors import (
    AgentFailure,
    ContentRefused,
    LeaseLost,
    ModelUnavailable,
    NoPetFound,
    Problem,
    StorageFailure,
)
from petavatar.jobs import Job
from petavatar.keys import avatar_key, card_key
from petavatar.worker import Worker
from testing.jobs import NOW, a_claim, a_result, card_keys
from tests.support.agentcore import AgentEndpoint, BreakOff, Invocation
from tests.support.cloud import Cloud, calls_of
from tests.support.telemetry import captured_telemetry
from tests.unit.petavatar.worker.acts import HEARTBEAT, LIFE, a_progress, a_queued_job, an_error, job_now


class TestAGoodRun:
    def test_the_job_is_completed_and_the_message_consumed(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        cloud.store(avatar_key(job.job_id), b"a picture")
        result = a_result(job.job_id)
        agent.answers(a_progress(35), HEARTBEAT, a_progress(95), {"type": "result", "result": result})

        worker.handle(cloud.message(job.job_id), LIFE)

        done = job_now(cloud, job)
        assert (done.status, done.progress) == ("completed", 100)
        assert (done.result["identity"], done.result["usage"]) == (result["identity"], result["usage"])

    @pytest.mark.parametrize("stored", [True, False])
    def test_a_card_that_the_result_speaks_of_must_be_there(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, stored: bool
    ) -> None:
        job = a_queued_job(cloud)
        cloud.store(avatar_key(job.job_id), b"a picture")
        cards = card_keys(job.job_id)
        agent.answers({"type": "result", "result": a_result(job.job_id, card_key=cards["wide"], card_keys=cards)})
        if stored:
            cloud.store(card_key(job.job_id), b"a card")
            worker.handle(cloud.message(job.job_id), LIFE)
            assert job_now(cloud, job).s3_card_key == card_key(job.job_id)
            assert job_now(cloud, job).cards == cards
        else:
            with pytest.raises(AgentFailure, match="did not store the card"):
                worker.handle(cloud.message(job.job_id), LIFE)

    def test_the_agent_is_given_job_object_and_time_left(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud, choices={"style": "casual", "background": "auto", "pet_name": None})

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        (invocation,) = agent.invocations
        assert invocation.payload == {
            "job_id": job.job_id,
            "image_key": job.s3_upload_key,
            "etag": job.etag,
            "deadline_s": LIFE - 15,
            "choices": job.choices,
            "resumed": False,
            "budget": {"attempt": 1, "attempts": 3, "carried": 0, "spent": 0},
        }
        assert invocation.session_id.startswith(f"{job.job_id}-")
        assert 33 <= len(invocation.session_id) <= 100

    def test_the_agent_is_not_given_more_time_than_the_job_has(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud, deadline=NOW + 20)

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert agent.invocations[0].payload["deadline_s"] == 20

    def test_each_attempt_is_a_session_of_its_own(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud)
        for _ in range(2):
            with pytest.raises(AgentFailure):
                worker.handle(cloud.message(job.job_id), LIFE)
            cloud.now += 10

        assert len({invocation.session_id for invocation in agent.invocations}) == 2

    def test_only_a_later_attempt_looks_for_earlier_work(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        for _ in range(2):
            with pytest.raises(AgentFailure):
                worker.handle(cloud.message(job.job_id), LIFE)
            cloud.now += 10

        assert [invocation.payload["resumed"] for invocation in agent.invocations] == [False, True]

    def test_a_job_that_was_put_back_looks_for_it_too(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud, attempts=2)
        worker.handle(cloud.message(job.job_id), LIFE)
        assert isinstance(cloud.jobs.requeue(job.job_id, NOW + 3600), Job)

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert agent.invocations[-1].payload["resumed"] is True

    def test_progress_is_written_as_it_comes_and_never_falls(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        agent.answers(a_progress(35), a_progress(20), a_progress(55), a_progress(-5), an_error(AgentFailure("no")))
        message = cloud.message(job.job_id)

        with calls_of("dynamodb", "UpdateItem") as calls, pytest.raises(Problem):
            worker.handle(message, LIFE)

        asked = [call["ExpressionAttributeValues"].get(":progress") for call in calls]
        assert asked == [{"N": "5"}, {"N": "35"}, {"N": "20"}, {"N": "55"}, {"N": "-5"}, None]
        assert job_now(cloud, job).progress == 55

    @pytest.mark.parametrize("progress", [100, 250])
    def test_no_progress_short_of_the_outcome_is_whole(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, progress: int
    ) -> None:
        job = a_queued_job(cloud)
        agent.answers(a_progress(progress), BreakOff)

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job).progress == 99

    def test_success_and_duration_are_counted(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud, created_at="2026-11-22T11:59:30.000Z")
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        with captured_telemetry() as telemetry:
            worker.handle(cloud.message(job.job_id), LIFE)

        assert len(telemetry.counted("ProcessingSuccess")) == 1
        assert telemetry.counted("JobCompletionTime")[0]["JobCompletionTime"] == [30]


class TestPermanentProblems:
    @pytest.mark.parametrize("cls", [NoPetFound, ContentRefused])
    @pytest.mark.parametrize("attempt", [1, 2, 3])
    def test_the_job_ends_at_once_and_the_message_is_consumed(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, cls: type[Problem], attempt: int
    ) -> None:
        job = a_queued_job(cloud, attempts=attempt - 1)
        problem = cls("This is why")
        agent.answers(a_progress(35), an_error(problem))
        message = cloud.message(job.job_id)

        with calls_of("sqs", "ChangeMessageVisibility") as calls, captured_telemetry() as telemetry:
            worker.handle(message, LIFE)

        after = job_now(cloud, job)
        assert (after.status, after.error, after.error_message) == ("failed", problem.record(), "This is why")
        assert (calls, cloud.dead_letters()) == ([], [])
        assert [metric["error_type"] for metric in telemetry.counted("ProcessingFailure")] == [problem.record()["type"]]


class TestALostLease:
    """A worker that lost the job on the way writes nothing, and leaves the message in the queue."""

    @pytest.mark.parametrize("last", [an_error(NoPetFound("no")), an_error(ModelUnavailable("busy")), a_progress(50)])
    def test_nothing_is_written_over_the_new_owner(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, last: dict[str, Any]
    ) -> None:
        job = a_queued_job(cloud)
        takeover = a_claim(job, token="theirs", message_id="other", lease_until=NOW + 500)

        def script(_: Invocation) -> list[dict[str, Any]]:
            cloud.now = NOW + 200
            assert isinstance(cloud.leases.claim(takeover), Job)
            return [last]

        agent.script = script

        with pytest.raises(LeaseLost):
            worker.handle(cloud.message(job.job_id), LIFE)

        owned = job_now(cloud, job)
        assert (owned.status, owned.lease_token, owned.progress) == ("processing", "theirs", 5)

    def test_a_lease_that_ran_out_completes_nothing(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud)
        cloud.store(avatar_key(job.job_id), b"a picture")

        def script(_: Invocation) -> list[dict[str, Any]]:
            cloud.now = NOW + 181
            return [{"type": "result", "result": a_result(job.job_id)}]

        agent.script = script

        with pytest.raises(LeaseLost):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job).status == "processing"


class TestStorageDown:
    def test_without_the_table_the_message_stays(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        message = cloud.message(a_queued_job(cloud).job_id)
        cloud.break_table()

        with pytest.raises(StorageFailure):
            worker.handle(message, LIFE)

        assert agent.invocations == []

    def test_without_the_avatars_bucket_the_job_is_tried_again(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        agent.answers({"type": "result", "result": a_result(job.job_id)})
        cloud.break_buckets()

        with pytest.raises(Problem):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job).status == "queued"
