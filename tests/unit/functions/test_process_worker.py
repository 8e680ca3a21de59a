"""A message of the processing queue: read, and handed to the worker."""

from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from petavatar.errors import AgentFailure
from petavatar.keys import avatar_key
from testing.events import recorded
from testing.jobs import a_job, a_result
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import AGENT_ARN, Cloud
from tests.support.telemetry import captured_telemetry

CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 120_000)


@pytest.fixture(scope="module")
def _running_agent() -> Iterator[AgentEndpoint]:
    endpoint = AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def agent(_running_agent: AgentEndpoint) -> AgentEndpoint:
    _running_agent.reset()
    return _running_agent


@pytest.fixture
def process_worker(cloud: Cloud, agent: AgentEndpoint) -> ModuleType:
    cloud.overrides["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"] = agent.url
    return cloud.handler("process-worker")


def _event(cloud: Cloud, job_id: str) -> dict[str, Any]:
    cloud.queue.send(job_id, 0)
    return {"Records": cloud.receive()}


def test_a_message_becomes_a_completed_job(cloud: Cloud, agent: AgentEndpoint, process_worker: ModuleType) -> None:
    job = cloud.write(a_job(deadline=4e9, ttl=4_000_000_000))
    cloud.store(avatar_key(job.job_id), b"a picture")
    agent.answers({"type": "result", "result": a_result(job.job_id)})

    process_worker.handler(_event(cloud, job.job_id), CONTEXT)

    done = cloud.find(job.job_id)
    assert done is not None
    assert done.status == "completed"
    (invocation,) = agent.invocations
    assert invocation.arn == AGENT_ARN
    assert invocation.payload["deadline_s"] == 120 - 15
    assert agent.stopped == [invocation.session_id]


def test_a_transient_problem_leaves_the_message_in_the_queue(
    cloud: Cloud, agent: AgentEndpoint, process_worker: ModuleType
) -> None:
    job = cloud.write(a_job(deadline=4e9, ttl=4_000_000_000))

    with pytest.raises(AgentFailure):
        process_worker.handler(_event(cloud, job.job_id), CONTEXT)


@pytest.mark.parametrize("body", ["", "{}", "nothing", "[1]", '{"job": "x"}'])
def test_a_message_that_is_no_jobs_is_logged_and_consumed(
    agent: AgentEndpoint, process_worker: ModuleType, body: str
) -> None:
    event = recorded("sqs")
    event["Records"][0]["body"] = body

    with captured_telemetry() as telemetry:
        process_worker.handler(event, CONTEXT)

    assert [record["operation"] for record in telemetry.errors()] == ["read message"]
    assert agent.invocations == []


def test_a_message_of_a_job_that_is_gone_is_consumed(
    cloud: Cloud, agent: AgentEndpoint, process_worker: ModuleType
) -> None:
    process_worker.handler(recorded("sqs"), CONTEXT)

    assert agent.invocations == []
    assert cloud.items() == []
