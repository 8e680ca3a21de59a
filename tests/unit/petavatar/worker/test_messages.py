"""Which message a worker works on, keeps or lets go."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.errors import AgentFailure, LeaseLost, TooEarly
from petavatar.jobs import Job
from petavatar.keys import avatar_key
from petavatar.worker import Worker
from testing.jobs import NOW, a_result
from tests.support.agentcore import AgentEndpoint, Invocation
from tests.support.cloud import Cloud, calls_of
from tests.unit.petavatar.worker.acts import LIFE, a_queued_job, job_now


class TestWhoMayWork:
    def test_a_live_lease_under_the_same_message_keeps_the_message(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        message = cloud.message(job.job_id, receive=2)
        held = cloud.write(
            replace(job, status="processing", lease_until=NOW + 1, attempts=1, message_id=message.message_id)
        )

        with pytest.raises(LeaseLost):
            worker.handle(message, LIFE)

        assert job_now(cloud, job) == held
        assert agent.invocations == []

    def test_a_live_lease_under_another_message_lets_this_one_go(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        held = cloud.write(replace(job, status="processing", lease_until=NOW + 1, attempts=3, message_id="another"))

        worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job) == held
        assert agent.invocations == []

    def test_a_lapsed_lease_is_taken_over(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud)
        cloud.write(replace(job, status="processing", lease_until=NOW, attempts=1, message_id="another"))
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})

        worker.handle(cloud.message(job.job_id, receive=2), LIFE)

        assert job_now(cloud, job).status == "completed"

    def test_a_message_that_comes_too_early_waits_until_the_job_is_due(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud)
        message = cloud.message(job.job_id, receive=2)
        given_up = cloud.write(replace(job, attempts=1, message_id=message.message_id, not_before=NOW + 6.5))

        with calls_of("sqs", "ChangeMessageVisibility") as calls, pytest.raises(TooEarly):
            worker.handle(message, LIFE)

        assert [call["VisibilityTimeout"] for call in calls] == [7]
        assert job_now(cloud, job) == given_up
        assert agent.invocations == []

    def test_another_message_that_comes_too_early_is_let_go(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = a_queued_job(cloud, attempts=1, message_id="the job's own", not_before=NOW + 6.5)

        with calls_of("sqs", "ChangeMessageVisibility") as calls:
            worker.handle(cloud.message(job.job_id), LIFE)

        assert calls == []
        assert job_now(cloud, job) == job
        assert agent.invocations == []

    @pytest.mark.parametrize("message_id", ["the job's own", ""])
    def test_any_message_brings_the_next_attempt_once_it_is_due(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, message_id: str
    ) -> None:
        job = a_queued_job(cloud, attempts=1, message_id=message_id, not_before=NOW)
        message = cloud.message(job.job_id)

        with pytest.raises(AgentFailure):
            worker.handle(message, LIFE)

        after = job_now(cloud, job)
        assert (after.status, after.attempts, after.message_id) == ("queued", 2, message.message_id)

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "processing", "lease_until": NOW, "attempts": 3},
            {"status": "queued", "deadline": NOW},
            {"status": "queued", "deadline": NOW, "attempts": 1, "not_before": NOW + 5},
            {"status": "processing", "lease_until": NOW + 100, "attempts": 1, "deadline": NOW},
            {"status": "failed", "error": AgentFailure("It broke").record(), "announced": True},
        ],
        ids=["last attempt lapsed", "queued past its deadline", "given up", "processing past its deadline", "failed"],
    )
    @pytest.mark.parametrize("own", [True, False])
    def test_a_job_that_may_be_tried_again_by_people_only_is_shown_to_them_by_its_own_message(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, values: dict[str, Any], own: bool
    ) -> None:
        job = a_queued_job(cloud)
        message = cloud.message(job.job_id)
        job = cloud.write(replace(job, message_id=message.message_id if own else "the job's own", **values))

        worker.handle(message, LIFE)

        assert cloud.dead_letters() == ([f'{{"job_id": "{job.job_id}"}}'] if own else [])
        assert job_now(cloud, job) == replace(job, announced=True)
        assert agent.invocations == []

    @pytest.mark.parametrize("status", ["completed", "failed"])
    def test_a_finished_job_is_left_alone(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, status: str
    ) -> None:
        job = a_queued_job(cloud, status=status, announced=True)

        worker.handle(cloud.message(job.job_id), LIFE)

        assert job_now(cloud, job) == job
        assert agent.invocations == []

    def test_a_message_without_a_job_is_let_go(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        worker.handle(cloud.message("0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11"), LIFE)

        assert agent.invocations == []
        assert cloud.items() == []

    def test_the_lease_outlives_the_worker(self, cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
        job = a_queued_job(cloud)
        seen: list[Job] = []

        def script(_: Invocation) -> list[dict[str, Any]]:
            seen.append(job_now(cloud, job))
            return []

        agent.script = script
        message = cloud.message(job.job_id)
        with pytest.raises(AgentFailure):
            worker.handle(message, LIFE)

        (held,) = seen
        assert held.status == "processing"
        assert held.lease_until == NOW + 150 + 30
        assert (held.message_id, held.attempts) == (message.message_id, 1)
