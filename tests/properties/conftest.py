"""One sandbox a module and one set of endpoints a session, so that an example costs little."""

from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from testing.bedrock import BedrockEndpoint
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud, running_cloud
from tests.support.job_context import runtime_client

Load = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """A sandbox that the examples of a property share."""
    with running_cloud() as running:
        yield running


@pytest.fixture(scope="session")
def endpoint() -> Iterator[BedrockEndpoint]:
    """A Bedrock endpoint on the wire; each example resets it."""
    running = BedrockEndpoint()
    with serving(running.app()) as running.url:
        yield running


@pytest.fixture(scope="session")
def bedrock_client(endpoint: BedrockEndpoint) -> Any:
    """A real client of the endpoint."""
    return runtime_client(endpoint)


@pytest.fixture(scope="session")
def agent() -> Iterator[AgentEndpoint]:
    """The agent's runtime on the wire; each example resets it."""
    running = AgentEndpoint()
    with serving(running.app()) as running.url:
        yield running


@pytest.fixture(scope="module")
def load(cloud: Cloud, agent: AgentEndpoint) -> Load:
    """Loads a function's handler once, with the sandbox's environment."""
    cloud.overrides |= {"AWS_ENDPOINT_URL_BEDROCK_AGENTCORE": agent.url, "MAX_UPLOAD_BYTES": "4096"}
    return cache(cloud.handler)
