"""A Bedrock endpoint and a job, as the agent's tests meet them."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from testing import photos
from testing.bedrock import BedrockEndpoint
from testing.jobs import A_JOB_ID
from testing.loopback import serving
from tests.support.cloud import Cloud
from tests.support.job_context import a_context, a_control, orchestrating_model_at, runtime_client
from tests.support.pacing import settle
from tests.unit.agent.entry_point import BUCKETS, load

MakeJob = Callable[..., JobContext]


@pytest.fixture(scope="session")
def running_endpoint() -> Iterator[BedrockEndpoint]:
    endpoint = BedrockEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture(scope="session")
def _client(running_endpoint: BedrockEndpoint) -> Any:
    return runtime_client(running_endpoint)


@pytest.fixture(scope="session")
def model(running_endpoint: BedrockEndpoint) -> BedrockModel:
    """The orchestrating model, which runs may share."""
    return orchestrating_model_at(running_endpoint)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Every run must end, also those that a test has broken off."""
    yield
    settle()


@pytest.fixture(autouse=True)
def _little_drawing(portraits_decoded_once: None, cards_drawn_once: None) -> None:
    """Nearly every run here has the same portrait, and nobody looks at its cards."""


@pytest.fixture
def endpoint(running_endpoint: BedrockEndpoint) -> BedrockEndpoint:
    """A Bedrock endpoint that answers sensibly until a test sets other answers."""
    running_endpoint.reset()
    return running_endpoint


@pytest.fixture
def bedrock(endpoint: BedrockEndpoint, _client: Any) -> Bedrock:
    """The Bedrock edge, fresh, with a real client of the endpoint."""
    return Bedrock(_client, _client)


@pytest.fixture
def control() -> RunControl:
    """A control that waits for nothing."""
    return a_control()


@pytest.fixture
def make_job(cloud: Cloud, bedrock: Bedrock, control: RunControl) -> MakeJob:
    """Makes a job whose photo is uploaded."""

    def make(photo: bytes | None = None, **values: object) -> JobContext:
        job_id = str(values.setdefault("job_id", A_JOB_ID))
        key = cloud.upload(photos.jpeg() if photo is None else photo, job_id=job_id)
        values.setdefault("etag", cloud.inspect(key).etag)
        chosen = values.pop("control", control)
        assert isinstance(chosen, RunControl)
        return a_context(bedrock, chosen, **values)

    return make


@pytest.fixture(scope="module")
def main(running_endpoint: BedrockEndpoint) -> ModuleType:
    """The entry point, with its models on the wire."""
    return load(BUCKETS | {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": running_endpoint.url})
