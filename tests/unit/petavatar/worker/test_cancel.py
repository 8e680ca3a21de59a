"""The worker and a cancel: it ends the run at the next sign of it, and keeps what was found and spent."""

import json
from typing import Any

import pytest

from petavatar.errors import ModelUnavailable, NoPetFound, Problem
from petavatar.keys import avatar_key
from petavatar.table.cancellations import Cancellations
from petavatar.worker import Worker
from testing.jobs import a_result, a_usage
from tests.support.agentcore import AgentEndpoint, Invocation
from tests.support.cloud import Cloud, calls_of
from tests.support.telemetry import captured_telemetry
from tests.unit.petavatar.worker.acts import HEARTBEAT, LIFE, a_progress, a_queued_job, an_error, job_now

PET = {"species": "cat", "breed": "tabby"}
SPENT = {"spending": {"spent": 40_000, "unspent": 0}}


@pytest.mark.parametrize(
    "last",
    [
        HEARTBEAT,
        a_progress(55),
        an_error(NoPetFound("no")),
        an_error(ModelUnavailable("busy")),
        {"type": "result"},
    ],
    ids=["heartbeat", "progress", "a problem for good", "a problem", "result"],
)
def test_whatever_the_agent_says_next_the_job_ends_as_canceled(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, last: dict[str, Any]
) -> None:
    job = a_queued_job(cloud)
    cloud.store(avatar_key(job.job_id), b"a picture")

    def script(_: Invocation) -> list[dict[str, Any]]:
        Cancellations(cloud.jobs).cancel(job.job_id)
        result = {"result": a_result(job.job_id)} if last["type"] == "result" else {}
        return [{**last, **result, "usage": a_usage(), **SPENT}, a_progress(95)]

    agent.script = script
    message = cloud.message(job.job_id)

    with calls_of("sqs", "ChangeMessageVisibility") as shown_again, captured_telemetry() as telemetry:
        worker.handle(message, LIFE)

    ended = job_now(cloud, job)
    assert (ended.status, ended.failure, ended.spent) == ("failed", "canceled", 40_000)
    assert json.loads(ended.findings) == {"usage": a_usage()}
    assert (agent.stopped, shown_again, telemetry.errors()) == ([agent.invocations[0].session_id], [], [])


def test_what_is_known_so_far_is_written_with_the_progress(cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
    job = a_queued_job(cloud)
    found = {"pet_analysis": PET, "avatar_key": avatar_key(job.job_id), "unknown": 1}
    agent.answers(
        {**a_progress(35, "analyze_pet_image"), "findings": found},
        {**a_progress(55, "map_personality_to_career"), "findings": {"career": {"industry": "law"}}},
        an_error(NoPetFound("after all")),
    )
    message = cloud.message(job.job_id)

    with calls_of("dynamodb", "UpdateItem") as writes:
        worker.handle(message, LIFE)

    ended = job_now(cloud, job)
    assert (ended.stage, ended.s3_avatar_key) == ("portrait_and_identity", avatar_key(job.job_id))
    assert json.loads(ended.findings) == {"pet_analysis": PET, "career": {"industry": "law"}}
    # Claim, two steps, the end, and that it was published.
    assert len(writes) == 5


@pytest.mark.parametrize("found", [None, "x", [], {"pet_analysis": "x" * 50_000}, {"pet_analysis": float("nan")}])
def test_findings_that_make_no_sense_cost_nothing(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, found: Any
) -> None:
    job = a_queued_job(cloud)
    cloud.store(avatar_key(job.job_id), b"a picture")
    agent.answers({**a_progress(35), "findings": found}, {"type": "result", "result": a_result(job.job_id)})

    worker.handle(cloud.message(job.job_id), LIFE)

    assert (job_now(cloud, job).status, job_now(cloud, job).findings) == ("completed", "")


def test_the_next_attempt_goes_on_with_what_is_known(cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
    job = a_queued_job(cloud)
    streams = iter(
        [
            [{**a_progress(35), "findings": {"pet_analysis": PET}}, an_error(ModelUnavailable("busy"))],
            [{**a_progress(35), "findings": {"career": {}}}, an_error(NoPetFound("after all"))],
        ]
    )
    agent.script = lambda _: next(streams)
    with pytest.raises(Problem):
        worker.handle(cloud.message(job.job_id), LIFE)
    assert job_now(cloud, job).stage == ""
    cloud.now += 10

    worker.handle(cloud.message(job.job_id), LIFE)

    assert json.loads(job_now(cloud, job).findings) == {"pet_analysis": PET, "career": {}}


def test_each_heartbeat_is_one_look_and_one_that_fails_ends_nothing(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker
) -> None:
    job = a_queued_job(cloud)
    cloud.store(avatar_key(job.job_id), b"a picture")
    agent.answers(HEARTBEAT, HEARTBEAT, {"type": "result", "result": a_result(job.job_id)})
    message = cloud.message(job.job_id)

    with calls_of("dynamodb", "GetItem") as looks:
        worker.handle(message, LIFE)

    assert [look["ProjectionExpression"] for look in looks] == ["#cancel_at"] * 2


def test_from_its_second_run_on_a_worker_says_when_the_job_should_end(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker
) -> None:
    jobs = [a_queued_job(cloud) for _ in range(2)]
    for job in jobs:
        cloud.store(avatar_key(job.job_id), b"a picture")
        agent.answers({"type": "result", "result": a_result(job.job_id)})
        worker.handle(cloud.message(job.job_id), LIFE)

    first, second = (job_now(cloud, job).expected_end for job in jobs)
    assert first == 0
    assert cloud.now < second < cloud.now + LIFE


def test_a_message_of_a_canceled_job_publishes_its_end_and_is_consumed(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker
) -> None:
    job = a_queued_job(cloud)
    Cancellations(cloud.jobs).cancel(job.job_id)

    with calls_of("events", "PutEvents") as published:
        worker.handle(cloud.message(job.job_id), LIFE)

    assert (len(published), agent.invocations, cloud.dead_letters()) == (1, [], [])


def test_a_job_that_waited_too_long_is_nothing_for_operators(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker
) -> None:
    job = a_queued_job(cloud, start_by=cloud.now)

    worker.handle(cloud.message(job.job_id), LIFE)

    assert (agent.invocations, cloud.dead_letters()) == ([], [])
