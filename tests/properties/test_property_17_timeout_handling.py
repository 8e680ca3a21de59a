"""Property 17: what exceeds its time is ended in good order, with an error that says so."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.bedrock import Bedrock
from agent.schemas import Career
from petavatar.errors import JobTimedOut, ModelUnavailable
from testing.bedrock import CAREER, BedrockEndpoint, throttled
from testing.events import CONTEXT, api_event, body_of
from testing.jobs import a_job
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud
from tests.support.job_context import Clock, Delays, a_control
from tests.support.sampling import fewer
from tests.support.strategies import job_ids

Load = Callable[[str], ModuleType]


class _Passing(Delays):
    """Delays that take no time, but move the clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        over = super().wait(timeout)
        self._clock.now += self.asked[-1]
        return over


@given(
    job_id=job_ids,
    status=st.sampled_from(["queued", "processing"]),
    progress=st.integers(0, 95),
    overdue=st.integers(1, 100_000),
    which=st.sampled_from(["deadline", "last lease"]),
)
def test_property_17_timeout_handling(
    cloud: Cloud, load: Load, job_id: str, status: str, progress: int, overdue: int, which: str
) -> None:
    now = time.time()
    times: dict[str, Any] = (
        {"deadline": now - overdue, "status": status, "lease_until": now + 100, "attempts": 1}
        if which == "deadline"
        else {"deadline": now + 1000, "status": "processing", "lease_until": now - overdue, "attempts": 3}
    )
    cloud.write(a_job(job_id=job_id, progress=progress, ttl=int(now) + 5000, **times))

    body = body_of(load("status-handler").handler(api_event(cloud.api_key, job_id=job_id), CONTEXT))

    assert body["status"] == "failed"
    assert body["error"]["type"] == "urn:petavatar:problem:job-timed-out"
    assert (body["error"]["status"], body["error"]["retryable"]) == (504, True)
    results = load("result-handler").handler(api_event(cloud.api_key, job_id=job_id), CONTEXT)
    assert results["statusCode"] == 409


@fewer(4)
@given(seconds=st.floats(0.001, 20))
def test_property_17_a_busy_model_never_outlasts_the_run(
    endpoint: BedrockEndpoint, bedrock_client: Any, seconds: float
) -> None:
    endpoint.reset()
    endpoint.on(CAREER, throttled())
    control = a_control(seconds)
    assert isinstance(control.clock, Clock)
    control.cancelled = _Passing(control.clock)

    with pytest.raises((JobTimedOut, ModelUnavailable)) as caught:
        Bedrock(bedrock_client, bedrock_client).ask(
            Career, tool=CAREER, model_id="claude", system="x", content=[{"text": "x"}], control=control
        )

    assert control.remaining() > 0
    assert isinstance(caught.value, ModelUnavailable) is (seconds > 1 + 2 + 4)
    assert caught.value.record()["status"] in (503, 504)


@fewer(4)
@given(job_id=job_ids, milliseconds=st.integers(0, 7_000), attempt=st.integers(1, 3))
def test_property_17_a_worker_out_of_time_leaves_the_agent(
    cloud: Cloud, load: Load, agent: AgentEndpoint, job_id: str, milliseconds: int, attempt: int
) -> None:
    agent.reset()
    agent.answers({"type": "heartbeat"}, {"type": "result", "result": {}})
    alive = {"deadline": time.time() + 1000, "ttl": int(time.time()) + 5000}
    cloud.write(a_job(job_id=job_id, attempts=attempt - 1, **alive))
    record = cloud.delivery(job_id)

    class Context:
        @staticmethod
        def get_remaining_time_in_millis() -> int:
            return milliseconds

    # The last attempt ends the job, and consumes its message.
    with nullcontext() if attempt == 3 else pytest.raises(JobTimedOut):
        load("process-worker").handler({"Records": [record]}, Context)
    cloud.delete(record)

    job = cloud.find(job_id)
    assert job is not None
    assert job.status == ("failed" if attempt == 3 else "queued")
