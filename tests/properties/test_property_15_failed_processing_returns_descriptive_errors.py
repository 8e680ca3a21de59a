"""Property 15: a job that can't be processed ends as `failed`, and its status says why."""

import time
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from petavatar.errors import Problem
from testing.events import CONTEXT, api_event, body_of
from testing.jobs import a_job
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud
from tests.support.strategies import job_ids, problems

Load = Callable[[str], ModuleType]


@given(job_id=job_ids, problem=problems, progress=st.integers(1, 99))
def test_property_15_failed_processing_returns_descriptive_errors(
    cloud: Cloud, load: Load, agent: AgentEndpoint, job_id: str, problem: Problem, progress: int
) -> None:
    agent.reset()
    agent.answers({"type": "progress", "step": "x", "progress": progress}, {"type": "error", "error": problem.record()})
    cloud.write(a_job(job_id=job_id, deadline=time.time() + 1000, ttl=int(time.time()) + 5000))
    record = cloud.delivery(job_id)

    for receive in (1, 2, 3):
        record["attributes"]["ApproximateReceiveCount"] = str(receive)
        with suppress(Problem):
            load("process-worker").handler({"Records": [record]}, CONTEXT)
        cloud.end_back_off(job_id)

    cloud.delete(record)
    assert len(agent.invocations) == (3 if problem.retryable else 1)
    status = body_of(load("status-handler").handler(api_event(cloud.api_key, job_id=job_id), CONTEXT))
    assert status["status"] == "failed"
    assert status["error"] == problem.record()
    assert status["error"]["title"]
    assert status["error"]["detail"] == problem.detail
    results = load("result-handler").handler(api_event(cloud.api_key, job_id=job_id), CONTEXT)
    assert results["statusCode"] == 409
