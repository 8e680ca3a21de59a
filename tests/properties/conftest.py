"""One sandbox a module, so that an example costs little."""

from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType

import pytest

from testing.bedrock import BedrockEndpoint
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud, running_cloud
from tests.support.decoding import decoded_here

Load = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """A sandbox that the examples of a property share."""
    with running_cloud() as running:
        yield running


@pytest.fixture(scope="session")
def endpoint(running_bedrock: BedrockEndpoint) -> BedrockEndpoint:
    """A Bedrock on the wire; each example resets it."""
    return running_bedrock


@pytest.fixture(scope="session")
def agent(running_agent: AgentEndpoint) -> AgentEndpoint:
    """The agent's runtime on the wire; each example resets it."""
    return running_agent


@pytest.fixture(scope="module")
def load(cloud: Cloud, agent: AgentEndpoint) -> Load:
    """Loads a function's handler once, with the sandbox's environment."""
    cloud.overrides |= {"AWS_ENDPOINT_URL_BEDROCK_AGENTCORE": agent.url, "MAX_UPLOAD_BYTES": "4096"}
    return cache(cloud.handler)


@pytest.fixture
def decoders_without_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoders' code for each example, without a process for each: others test that it confines them."""
    for module in ("agent.photo.prepare", "agent.portrait.check"):
        monkeypatch.setattr(f"{module}.decoded_by", decoded_here)
