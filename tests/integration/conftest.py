"""What integration tests share: an agent that does its work, and one bare engine for tests of the engine."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import engine as own
from petavatar.keys import avatar_key
from testing.jobs import a_result
from tests.support.agentcore import AgentEndpoint, Event, Invocation
from tests.support.cloud import Cloud
from tests.support.engines.place import RUNNING, Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A bare engine, running: the given one, or one of our own, empty, which pages of one origin may ask."""
    if RUNNING:
        yield RUNNING
        return
    origins = ["https://a.example"]
    with tempfile.TemporaryDirectory() as scratch, own.Engine(Path(scratch), Path(scratch), origins) as running:
        running.wait()
        yield running


@pytest.fixture
def agent(agent: AgentEndpoint, cloud: Cloud) -> AgentEndpoint:
    """An agent on the wire that stores its avatar and hands over a result."""

    def work(invocation: Invocation) -> list[Event]:
        job_id = invocation.payload["job_id"]
        cloud.store(avatar_key(job_id), b"a picture")
        return [
            {"type": "progress", "step": "one", "progress": 35},
            {"type": "heartbeat"},
            {"type": "progress", "step": "two", "progress": 95},
            {"type": "result", "result": a_result(job_id)},
        ]

    agent.script = work
    return agent
