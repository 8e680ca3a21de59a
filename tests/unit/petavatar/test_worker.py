"""The worker: claim, run the agent on the wire, write what came of it, and say what becomes of the message."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.errors import (
    AgentFailure,
    ContentRefused,
    JobTimedOut,
    LeaseLost,
    ModelUnavailable,
    NoPetFound,
    Problem,
    StorageFailure,
)
from petavatar.jobs import Job
from petavatar.storage import avatar_key, card_key
from petavatar.worker import Worker
from testing.jobs import NOW, a_claim, a_job, a_result
from tests.support.agentcore import AgentEndpoint, BreakOff, Invocation
from tests.support.cloud import Cloud, calls_of
from tests.support.telemetry import captured_telemetry

HEARTBEAT = {"type": "heartbeat"}
LIFE = 150.0


def _progress(progress: Any, step: str = "a_step") -> dict[str, Any]:
    return {"type": "progress", "step": step, "progress": progress}


def _error(problem: Problem) -> dict[str, Any]:
    return {"type": "error", "error": problem.record()}


def _now(cloud: Cloud, job: Job) -> Job:
    found = cloud.find(job.job_id)
    assert found is not None
    return found


def _queued(cloud: Cloud, **values: Any) -> Job:
    return cloud.write(a_job(sent=True, **values))


class TestAGoodRun:
    def test_the_job_is_completed_and_the_message_consumed(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        cloud.store(avatar_key(job.job_id), b"a picture")
        result = a_result(job.job_id)
        agent.answers(_progress(35), HEARTBEAT, _progress(95), {"type": "result", "result": result})

        worker.handle(cloud.message(job.job_id), LIFE)

        done = _now(cloud, job)
        assert (done.status, done.progress) == ("completed", 100)
        assert (done.result["identity"], done.result["usage"]) == (result["identity"], result["usage"])

    @pytest.mark.parametrize("stored", [True, False])
    def test_a_card_that_the_result_speaks_of_must_be_there(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, stored: bool
    ) -> None:
        job = _queued(cloud)
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id, card_key=card_key(job.job_id))})
        if stored:
            cloud.store(card_key(job.job_id), b"a card")
            worker.handle(cloud.message(job.job_id), LIFE)
            assert _now(cloud, job).s3_card_key == card_key(job.job_id)
        else:
            with pytest.raises(AgentFailure, match="did not store the card"):
                worker.handle(cloud.message(job.job_id), LIFE)

    def test_the_agent_is_given_job_object_and_time_left(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud, choices={"style": "casual", "background": "auto", "pet_name": None})

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
        }
        assert invocation.session_id.startswith(f"{job.job_id}-")
        assert 33 <= len(invocation.session_id) <= 100

    def test_the_agent_is_not_given_more_time_than_the_job_has(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud, deadline=NOW + 20)

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert agent.invocations[0].payload["deadline_s"] == 20

    def test_each_attempt_is_a_session_of_its_own(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud)
        for receive in (1, 2):
            with pytest.raises(AgentFailure):
                worker.handle(cloud.message(job.job_id, receive), LIFE)

        assert len({invocation.session_id for invocation in agent.invocations}) == 2

    def test_only_a_later_attempt_looks_for_earlier_work(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        for receive in (1, 2):
            with pytest.raises(AgentFailure):
                worker.handle(cloud.message(job.job_id, receive), LIFE)

        assert [invocation.payload["resumed"] for invocation in agent.invocations] == [False, True]

    def test_a_job_that_was_put_back_looks_for_it_too(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud)
        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id, 3), LIFE)
        assert isinstance(cloud.jobs.requeue(job.job_id, NOW + 3600), Job)

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert agent.invocations[-1].payload["resumed"] is True

    def test_progress_is_written_as_it_comes_and_never_falls(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        agent.answers(_progress(35), _progress(20), _progress(55), _progress(-5), _error(AgentFailure("no")))
        message = cloud.message(job.job_id)

        with calls_of("dynamodb", "UpdateItem") as calls, pytest.raises(Problem):
            worker.handle(message, LIFE)

        asked = [call["ExpressionAttributeValues"].get(":progress") for call in calls]
        assert asked == [{"N": "5"}, {"N": "35"}, {"N": "20"}, {"N": "55"}, {"N": "-5"}, None]
        assert _now(cloud, job).progress == 55

    @pytest.mark.parametrize("progress", [100, 250])
    def test_no_progress_short_of_the_outcome_is_whole(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, progress: int
    ) -> None:
        job = _queued(cloud)
        agent.answers(_progress(progress), BreakOff)

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job).progress == 99

    def test_success_and_duration_are_counted(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud, created_at="2026-11-22T11:59:30.000Z")
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        with captured_telemetry() as telemetry:
            worker.handle(cloud.message(job.job_id), LIFE)

        assert len(telemetry.counted("ProcessingSuccess")) == 1
        assert telemetry.counted("JobCompletionTime")[0]["JobCompletionTime"] == [30]


class TestWhoMayWork:
    def test_a_live_lease_under_the_same_message_keeps_the_message(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        message = cloud.message(job.job_id, receive=2)
        held = cloud.write(
            replace(job, status="processing", lease_until=NOW + 1, receive=1, message_id=message.message_id)
        )

        with pytest.raises(LeaseLost):
            worker.handle(message, LIFE)

        assert _now(cloud, job) == held
        assert agent.invocations == []

    def test_a_live_lease_under_another_message_lets_this_one_go(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        held = cloud.write(replace(job, status="processing", lease_until=NOW + 1, receive=3, message_id="another"))

        worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job) == held
        assert agent.invocations == []

    def test_a_lapsed_lease_is_taken_over(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud)
        cloud.write(replace(job, status="processing", lease_until=NOW, receive=1, message_id="another"))
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        worker.handle(cloud.message(job.job_id, receive=2), LIFE)

        assert _now(cloud, job).status == "completed"

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "processing", "lease_until": NOW, "receive": 3, "message_id": "any"},
            {"status": "queued", "deadline": NOW},
            {"status": "processing", "lease_until": NOW + 100, "receive": 1, "deadline": NOW},
        ],
        ids=["last receive lapsed", "queued past its deadline", "processing past its deadline"],
    )
    def test_a_lapsed_job_cannot_be_worked_on_and_its_message_goes_on_to_people(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, values: dict[str, Any]
    ) -> None:
        job = _queued(cloud, **values)
        message = cloud.message(job.job_id)

        with calls_of("sqs", "ChangeMessageVisibility") as calls, pytest.raises(JobTimedOut):
            worker.handle(message, LIFE)

        assert [call["VisibilityTimeout"] for call in calls] == [0]
        assert _now(cloud, job) == job
        assert agent.invocations == []

    @pytest.mark.parametrize("status", ["completed", "failed"])
    def test_a_finished_job_is_left_alone(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, status: str
    ) -> None:
        job = _queued(cloud, status=status, announced=True)

        worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job) == job
        assert agent.invocations == []

    def test_a_message_without_a_job_is_let_go(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        worker.handle(cloud.message("0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11"), LIFE)

        assert agent.invocations == []
        assert cloud.items() == []

    def test_the_lease_outlives_the_worker(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud)
        seen: list[Job] = []

        def script(_: Invocation) -> list[dict[str, Any]]:
            seen.append(_now(cloud, job))
            return []

        agent.script = script
        message = cloud.message(job.job_id)
        with pytest.raises(AgentFailure):
            worker.handle(message, LIFE)

        (held,) = seen
        assert held.status == "processing"
        assert held.lease_until == NOW + 150 + 30
        assert (held.message_id, held.receive) == (message.message_id, 1)


def _transient() -> list[Any]:
    return [
        pytest.param([_error(ModelUnavailable("busy"))], "model-unavailable", id="model unavailable"),
        pytest.param([_error(JobTimedOut("late"))], "job-timed-out", id="timed out"),
        pytest.param([_progress(35), BreakOff], "agent-failure", id="broke off"),
        pytest.param([_progress(35)], "agent-failure", id="ended without a result"),
        pytest.param([], "agent-failure", id="said nothing"),
        pytest.param([HEARTBEAT, HEARTBEAT], "agent-failure", id="heartbeats only"),
        pytest.param([b"data: garbage\n\n"], "agent-failure", id="garbage"),
        pytest.param([{"type": "unknown"}], "agent-failure", id="unknown event"),
        pytest.param([{}], "agent-failure", id="event without type"),
        pytest.param([_progress("half")], "agent-failure", id="progress that is no number"),
        pytest.param([{"type": "error", "error": {"detail": "x"}}], "agent-failure", id="error without a face"),
        pytest.param([{"type": "result", "result": {}}], "agent-failure", id="empty result"),
        pytest.param([{"type": "result", "result": None}], "agent-failure", id="no result in the result"),
        pytest.param([{"type": "result"}], "agent-failure", id="result event without result"),
    ]


class TestTransientProblems:
    """Tried three times; the third failure ends the job, as one that can be tried again by people."""

    @pytest.mark.parametrize(("stream", "slug"), _transient())
    @pytest.mark.parametrize(("receive", "delay"), [(1, 10), (2, 20)])
    def test_the_first_and_second_time_the_job_is_queued_and_the_message_comes_again(
        self,
        cloud: Cloud,
        agent: AgentEndpoint,
        worker: Worker,
        stream: list[Any],
        slug: str,
        receive: int,
        delay: int,
    ) -> None:
        job = _queued(cloud)
        agent.answers(*stream)
        message = cloud.message(job.job_id, receive)

        with calls_of("sqs", "ChangeMessageVisibility") as calls, pytest.raises(Problem) as caught:
            worker.handle(message, LIFE)

        assert caught.value.record()["type"] == f"urn:petavatar:problem:{slug}"
        assert [(call["ReceiptHandle"], call["VisibilityTimeout"]) for call in calls] == [
            (message.receipt_handle, delay)
        ]
        after = _now(cloud, job)
        assert (after.status, after.error, after.lease_token) == ("queued", None, "")

    @pytest.mark.parametrize(("stream", "slug"), _transient())
    def test_the_third_time_the_job_fails_and_the_message_goes_on_to_people(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, stream: list[Any], slug: str
    ) -> None:
        job = _queued(cloud)
        agent.answers(*stream)
        message = cloud.message(job.job_id, receive=3)

        with calls_of("sqs", "ChangeMessageVisibility") as calls, pytest.raises(Problem):
            worker.handle(message, LIFE)

        assert [call["VisibilityTimeout"] for call in calls] == [0]
        after = _now(cloud, job)
        assert after.status == "failed"
        assert after.error is not None
        assert (after.error["type"], after.error["retryable"]) == (f"urn:petavatar:problem:{slug}", True)

    def test_an_avatar_that_was_never_stored_is_a_failure_of_the_agent(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        with pytest.raises(AgentFailure, match="did not store the avatar"):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job).status == "queued"

    def test_an_agent_that_overruns_its_time_is_left(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud)
        agent.answers(HEARTBEAT, {"type": "result", "result": a_result(job.job_id)})

        with pytest.raises(JobTimedOut, match="overran"):
            worker.handle(cloud.message(job.job_id), remaining_s=0)

        assert _now(cloud, job).status == "queued"

    def test_an_agent_that_cannot_be_started_is_tried_again(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        agent.refuses(424, "RuntimeClientError")

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job).status == "queued"

    def test_a_job_given_up_is_finished_by_the_next_receive(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        agent.answers(_progress(75), BreakOff)
        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        worker.handle(cloud.message(job.job_id, receive=2), LIFE)

        assert _now(cloud, job).status == "completed"

    @pytest.mark.parametrize(("receive", "failures"), [(1, 0), (2, 0), (3, 1)])
    def test_a_failure_is_counted_when_the_job_ends_by_it(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, receive: int, failures: int
    ) -> None:
        job = _queued(cloud)

        with captured_telemetry() as telemetry, pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id, receive), LIFE)

        assert len(telemetry.counted("ProcessingFailure")) == failures
        (record,) = telemetry.errors()
        assert (record["component"], record["operation"]) == ("process-worker", "process")
        assert (record["job_id"], record["receive"]) == (job.job_id, receive)


class TestPermanentProblems:
    @pytest.mark.parametrize("cls", [NoPetFound, ContentRefused])
    @pytest.mark.parametrize("receive", [1, 2, 3])
    def test_the_job_ends_at_once_and_the_message_is_consumed(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, cls: type[Problem], receive: int
    ) -> None:
        job = _queued(cloud)
        problem = cls("This is why")
        agent.answers(_progress(35), _error(problem))
        message = cloud.message(job.job_id, receive)

        with calls_of("sqs", "ChangeMessageVisibility") as calls, captured_telemetry() as telemetry:
            worker.handle(message, LIFE)

        after = _now(cloud, job)
        assert (after.status, after.error, after.error_message) == ("failed", problem.record(), "This is why")
        assert calls == []
        assert [metric["error_type"] for metric in telemetry.counted("ProcessingFailure")] == [problem.record()["type"]]


class TestALostLease:
    """A worker that lost the job on the way writes nothing, and leaves the message in the queue."""

    @pytest.mark.parametrize("last", [_error(NoPetFound("no")), _error(ModelUnavailable("busy")), _progress(50)])
    def test_nothing_is_written_over_the_new_owner(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, last: dict[str, Any]
    ) -> None:
        job = _queued(cloud)
        takeover = a_claim(job, token="theirs", message_id="other", receive=2, lease_until=NOW + 500)

        def script(_: Invocation) -> list[dict[str, Any]]:
            cloud.now = NOW + 200
            assert isinstance(cloud.leases.claim(takeover), Job)
            return [last]

        agent.script = script

        with pytest.raises(LeaseLost):
            worker.handle(cloud.message(job.job_id), LIFE)

        owned = _now(cloud, job)
        assert (owned.status, owned.lease_token, owned.progress) == ("processing", "theirs", 5)

    def test_a_lease_that_ran_out_completes_nothing(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = _queued(cloud)
        cloud.store(avatar_key(job.job_id), b"a picture")

        def script(_: Invocation) -> list[dict[str, Any]]:
            cloud.now = NOW + 181
            return [{"type": "result", "result": a_result(job.job_id)}]

        agent.script = script

        with pytest.raises(LeaseLost):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job).status == "processing"


class TestStorageDown:
    def test_without_the_table_the_message_stays(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        message = cloud.message(_queued(cloud).job_id)
        cloud.break_table()

        with pytest.raises(StorageFailure):
            worker.handle(message, LIFE)

        assert agent.invocations == []

    def test_without_the_avatars_bucket_the_job_is_tried_again(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = _queued(cloud)
        agent.answers({"type": "result", "result": a_result(job.job_id)})
        cloud.break_buckets()

        with pytest.raises(Problem):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert _now(cloud, job).status == "queued"
