"""The agent's runtime, as the worker's tests meet it."""

from collections.abc import Iterator

import pytest

from petavatar.agent_runtime import AgentRuntime, agent_client
from petavatar.erase import Eraser
from petavatar.worker import Worker
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import AGENT_ARN, Cloud


@pytest.fixture(scope="session")
def _running_agent() -> Iterator[AgentEndpoint]:
    endpoint = AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def agent(_running_agent: AgentEndpoint, monkeypatch: pytest.MonkeyPatch) -> AgentEndpoint:
    """A runtime that the real client reaches by AWS's own variable."""
    _running_agent.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", _running_agent.url)
    return _running_agent


@pytest.fixture
def worker(cloud: Cloud, agent: AgentEndpoint) -> Worker:
    """A worker at noon."""
    runtime = AgentRuntime(agent_client(5), AGENT_ARN)
    return Worker(cloud.leases, cloud.queue, cloud.storage, runtime, cloud.ends, cloud.settings)


@pytest.fixture
def eraser(cloud: Cloud) -> Eraser:
    """What erases jobs, at noon."""
    return Eraser(cloud.erasures, cloud.storage, cloud.settings)
