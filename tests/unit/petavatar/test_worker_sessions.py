"""The worker stops the agent's session however its run ends, last of all, and no job depends on that."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.errors import AgentFailure, LeaseLost, ModelUnavailable, NoPetFound, Problem
from petavatar.jobs import Job
from petavatar.keys import avatar_key
from petavatar.worker import Worker
from testing.jobs import NOW, a_job, a_result
from tests.support.agentcore import AgentEndpoint, BreakOff, Invocation
from tests.support.cloud import Cloud
from tests.support.telemetry import captured_telemetry

LIFE = 150.0


def _error(problem: Problem, **more: Any) -> dict[str, Any]:
    return {"type": "error", "error": problem.record(), **more}


@pytest.fixture
def job(cloud: Cloud) -> Job:
    job = cloud.write(a_job(sent=True))
    cloud.store(avatar_key(job.job_id), b"a picture")
    return job


def _result(job: Job) -> dict[str, Any]:
    return {"type": "result", "result": a_result(job.job_id)}


def _state(cloud: Cloud, job: Job) -> str:
    found = cloud.find(job.job_id)
    assert found is not None
    return found.status


def test_it_is_stopped_when_the_job_is_completed(cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job) -> None:
    agent.answers(_result(job))

    worker.handle(cloud.message(job.job_id), LIFE)

    assert agent.stopped == [agent.invocations[0].session_id]


def test_it_is_stopped_when_the_job_fails_for_good(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job
) -> None:
    agent.answers(_error(NoPetFound("a cup of coffee")))

    worker.handle(cloud.message(job.job_id), LIFE)

    assert _state(cloud, job) == "failed"
    assert agent.stopped == [agent.invocations[0].session_id]


@pytest.mark.parametrize(
    "stream",
    [[_error(ModelUnavailable("busy"))], [_error(ModelUnavailable("busy"), unfinished=False)], [BreakOff], [], [{}]],
    ids=["a problem", "a problem, all steps over", "broke off", "said nothing", "no event"],
)
def test_it_is_stopped_when_the_worker_gives_the_job_up(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job, stream: list[Any]
) -> None:
    agent.answers(*stream)

    with pytest.raises(Problem):
        worker.handle(cloud.message(job.job_id), LIFE)

    assert _state(cloud, job) == "queued"
    assert agent.stopped == [agent.invocations[0].session_id]


def test_it_is_stopped_when_the_lease_is_lost(cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job) -> None:
    def script(_: Invocation) -> list[dict[str, Any]]:
        held = cloud.find(job.job_id)
        assert held is not None
        cloud.write(replace(held, lease_token="another", lease_until=NOW + 100))
        return [{"type": "progress", "step": "a_step", "progress": 35}]

    agent.script = script

    with pytest.raises(LeaseLost):
        worker.handle(cloud.message(job.job_id), LIFE)

    assert agent.stopped == [agent.invocations[0].session_id]


def test_it_goes_on_while_a_step_is_at_work_that_would_be_paid_for_again(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job
) -> None:
    agent.answers(_error(ModelUnavailable("busy"), unfinished=True))

    with pytest.raises(Problem):
        worker.handle(cloud.message(job.job_id), LIFE)

    assert _state(cloud, job) == "queued"
    assert agent.stopped == []


def test_a_job_that_nobody_works_on_has_no_session(cloud: Cloud, agent: AgentEndpoint, worker: Worker) -> None:
    job = cloud.write(a_job(sent=True, status="completed", announced=True))

    worker.handle(cloud.message(job.job_id), LIFE)

    assert agent.stopped == []


@pytest.mark.parametrize("refusal", [(403, "AccessDeniedException"), (404, "ResourceNotFoundException")])
def test_a_session_that_is_not_stopped_costs_no_job(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job, refusal: tuple[int, str]
) -> None:
    agent.answers(_result(job))
    agent.stop_refusal = refusal

    with captured_telemetry() as telemetry:
        worker.handle(cloud.message(job.job_id), LIFE)

    assert _state(cloud, job) == "completed"
    warnings = [record["job_id"] for record in telemetry.logs if record["level"] == "WARNING"]
    assert warnings == ([job.job_id] if refusal[0] == 403 else [])


def test_a_session_that_is_not_stopped_hides_no_problem(
    cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job
) -> None:
    agent.answers(BreakOff)
    agent.stop_refusal = (500, "InternalServerException")

    with pytest.raises(AgentFailure, match="broke"):
        worker.handle(cloud.message(job.job_id), LIFE)

    assert _state(cloud, job) == "queued"
