"""The same message fifty times on eight threads: the agent runs once."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import Any, Final

import pytest

from petavatar.agent_runtime import AgentRuntime, agent_client
from petavatar.errors import LeaseLost
from petavatar.worker import Worker
from testing.jobs import a_job
from tests.support.agentcore import AgentEndpoint, Invocation
from tests.support.cloud import AGENT_ARN, Cloud
from tests.support.wire import one_call_at_a_time

PATIENCE_S: Final = 20.0
DELIVERIES: Final = 50
THREADS: Final = 8


@pytest.mark.parametrize("same_id", [True, False], ids=["one message", "as many messages"])
def test_the_agent_runs_once(cloud: Cloud, agent: AgentEndpoint, same_id: bool) -> None:
    job = cloud.write(a_job(sent=True))
    original = cloud.message(job.job_id)
    work, all_others_are_through = agent.script, threading.Event()

    def work_until_then(invocation: Invocation) -> Any:
        assert all_others_are_through.wait(PATIENCE_S)
        return work(invocation)

    agent.script = work_until_then
    runtime = AgentRuntime(agent_client(int(PATIENCE_S)), AGENT_ARN)
    worker = Worker(cloud.leases, cloud.queue, cloud.storage, runtime, cloud.ends, cloud.settings)
    deliveries = [
        original if same_id else replace(original, message_id=f"{original.message_id}-{i}") for i in range(DELIVERIES)
    ]

    with one_call_at_a_time("dynamodb", "s3"), ThreadPoolExecutor(THREADS) as pool:
        ends = [pool.submit(worker.handle, delivery, 150.0) for delivery in deliveries]
        through = as_completed(ends, PATIENCE_S)
        errors = [next(through).exception() for _ in range(DELIVERIES - 1)]
        all_others_are_through.set()
        errors += [end.exception() for end in through]

    assert len(agent.invocations) == 1
    assert cloud.jobs.read(job.job_id).status == "completed"
    # An owner's message must outlive its duplicates; other messages are not needed.
    refused = {LeaseLost} if same_id else {type(None)}
    assert {type(error) for error in errors[:-1]} == refused
    assert errors[-1] is None
