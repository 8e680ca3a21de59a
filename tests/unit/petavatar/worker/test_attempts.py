"""A transient problem: three attempts at a job, with time between them, whatever message brings them."""

from contextlib import suppress
from typing import Any

import pytest

from petavatar.errors import AgentFailure, JobTimedOut, ModelUnavailable, Problem
from petavatar.keys import avatar_key
from petavatar.worker import Worker
from testing.jobs import NOW, a_result
from tests.support.agentcore import AgentEndpoint, BreakOff
from tests.support.cloud import Cloud, calls_of
from tests.support.telemetry import captured_telemetry
from tests.unit.petavatar.worker.acts import HEARTBEAT, LIFE, a_progress, a_queued_job, an_error, job_now


def _transient() -> list[Any]:
    return [
        pytest.param([an_error(ModelUnavailable("busy"))], "model-unavailable", id="model unavailable"),
        pytest.param([an_error(JobTimedOut("late"))], "job-timed-out", id="timed out"),
        pytest.param([a_progress(35), BreakOff], "agent-failure", id="broke off"),
        pytest.param([a_progress(35)], "agent-failure", id="ended without a result"),
        pytest.param([], "agent-failure", id="said nothing"),
        pytest.param([HEARTBEAT, HEARTBEAT], "agent-failure", id="heartbeats only"),
        pytest.param([b"data: garbage\n\n"], "agent-failure", id="garbage"),
        pytest.param([{"type": "unknown"}], "agent-failure", id="unknown event"),
        pytest.param([{}], "agent-failure", id="event without type"),
        pytest.param([a_progress("half")], "agent-failure", id="progress that is no number"),
        pytest.param([{"type": "error", "error": {"detail": "x"}}], "agent-failure", id="error without a face"),
        pytest.param([{"type": "result", "result": {}}], "agent-failure", id="empty result"),
        pytest.param([{"type": "result", "result": None}], "agent-failure", id="no result in the result"),
        pytest.param([{"type": "result"}], "agent-failure", id="result event without result"),
    ]


class TestTransientProblems:
    """Tried three times; the third failure ends the job, as one that can be tried again by people."""

    @pytest.mark.parametrize(("stream", "slug"), _transient())
    @pytest.mark.parametrize(("attempt", "delay"), [(1, 10), (2, 20)])
    def test_the_first_and_second_time_the_job_is_queued_and_the_message_comes_again(
        self,
        cloud: Cloud,
        agent: AgentEndpoint,
        worker: Worker,
        stream: list[Any],
        slug: str,
        attempt: int,
        delay: int,
    ) -> None:
        job = a_queued_job(cloud, attempts=attempt - 1)
        agent.answers(*stream)
        message = cloud.message(job.job_id)

        with calls_of("sqs", "ChangeMessageVisibility") as calls, pytest.raises(Problem) as caught:
            worker.handle(message, LIFE)

        assert caught.value.record()["type"] == f"urn:petavatar:problem:{slug}"
        assert [(call["ReceiptHandle"], call["VisibilityTimeout"]) for call in calls] == [
            (message.receipt_handle, delay)
        ]
        after = job_now(cloud, job)
        assert (after.status, after.error, after.lease_token) == ("queued", None, "")
        assert (after.attempts, after.not_before) == (attempt, NOW + delay)

    @pytest.mark.parametrize(("stream", "slug"), _transient())
    def test_the_third_time_the_job_fails_and_the_message_goes_on_to_people(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, stream: list[Any], slug: str
    ) -> None:
        job = a_queued_job(cloud, attempts=2)
        agent.answers(*stream)

        worker.handle(cloud.message(job.job_id), LIFE)

        assert cloud.dead_letters() == [f'{{"job_id": "{job.job_id}"}}']
        after = job_now(cloud, job)
        assert after.status == "failed"
        assert after.error is not None
        assert (after.error["type"], after.error["retryable"]) == (f"urn:petavatar:problem:{slug}", True)

    def test_an_avatar_that_was_never_stored_is_a_failure_of_the_agent(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        with pytest.raises(AgentFailure, match="did not store the avatar"):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job).status == "queued"

    def test_an_agent_that_overruns_its_time_is_left(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud)
        agent.answers(HEARTBEAT, {"type": "result", "result": a_result(job.job_id)})

        with pytest.raises(JobTimedOut, match="overran"):
            worker.handle(cloud.message(job.job_id), remaining_s=0)

        assert job_now(cloud, job).status == "queued"

    def test_an_agent_that_cannot_be_started_is_tried_again(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        agent.refuses(424, "RuntimeClientError")

        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job).status == "queued"

    def test_a_job_given_up_is_finished_by_the_next_attempt(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        agent.answers(a_progress(75), BreakOff)
        with pytest.raises(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})
        cloud.now += 10

        worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job).status == "completed"

    @pytest.mark.parametrize(("attempt", "failures"), [(1, 0), (2, 0), (3, 1)])
    def test_a_failure_is_counted_when_the_job_ends_by_it(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, attempt: int, failures: int
    ) -> None:
        job = a_queued_job(cloud, attempts=attempt - 1)

        with captured_telemetry() as telemetry, suppress(AgentFailure):
            worker.handle(cloud.message(job.job_id), LIFE)

        assert len(telemetry.counted("ProcessingFailure")) == failures
        (record,) = telemetry.errors()
        assert (record["component"], record["operation"]) == ("process-worker", "process")
        assert (record["job_id"], record["attempt"]) == (job.job_id, attempt)
