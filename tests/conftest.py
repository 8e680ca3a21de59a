"""Fixtures that several suites share. No test of this project ever meets a real AWS account."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import httpx
import pytest
from httpx._transports import default
from hypothesis import HealthCheck, settings
from PIL import Image
from strands.models import BedrockModel

from local.system import LocalSystem
from testing import photos
from testing.api import ApiUser
from testing.bedrock import BedrockEndpoint
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud, running_cloud
from tests.support.decoding import checked, decoded
from tests.support.drawing import a_card
from tests.support.engines.place import RUNNING, operator_environment
from tests.support.job_context import orchestrating_model_at, runtime_client
from tests.support.one_portrait import one_portrait_system
from tests.support.quiet_workers import report_less
from tests.support.scheduling import Scheduling, rank

pytest_plugins = ["tests.support.engines.plugin"]

# What is collected stays until the end: to look through it again and again takes a fifth of the time of a collection.
gc.disable()

os.environ.pop("AWS_PROFILE", None)
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}

# To read the machine's certificates takes a client longer than a request on this machine.
default.create_ssl_context = cache(httpx.create_ssl_context)

if RUNNING:
    os.environ |= operator_environment(RUNNING)

settings.register_profile(
    "petavatar",
    max_examples=100,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
# `make verify` asks for it by name.
settings.register_profile("verify", settings.get_profile("petavatar"), max_examples=500)
settings.load_profile("petavatar")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Workers say what somebody reads."""
    report_less(session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first."""
    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """The garbage collector need not look through thousands of collected tests again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def pytest_sessionfinish() -> None:
    """pytest looks for garbage five times at the end, which takes each worker three seconds. Once is enough."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Tests that share what they have started stay together."""
    return Scheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a worker waits for a fifth of its time, for processes, browsers and limits."""
    return (os.process_cpu_count() or 1) + 1


@pytest.fixture
def no_waiting_between_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore's own second attempt comes at once."""
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture
def portraits_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs with the same portrait share one run of its decoder."""
    for module in ("agent.tools.generate_avatar_image", "agent.card.share"):
        monkeypatch.setattr(f"{module}.checked_portrait", lambda fetch, *_: checked(fetch()))


@pytest.fixture
def pictures_decoded_once(monkeypatch: pytest.MonkeyPatch, portraits_decoded_once: None) -> None:
    """Jobs with the same pictures share runs of the decoders: to start a process takes most of such a test."""
    monkeypatch.setattr("agent.tools.analyze_pet_image.prepare_photo", lambda download, *_, **__: decoded(download()))


@pytest.fixture
def cards_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs share one card of each format: to draw them takes as long as all the rest of such a job."""
    monkeypatch.setattr("agent.card.share.draw_card", a_card)


@pytest.fixture
def no_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sandboxes of which CloudFormation knows nothing: moto's takes seconds to load."""
    monkeypatch.setattr("deployment.stack.ways.made_by_stack", lambda *_: False)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """An empty sandbox of AWS in this process."""
    with running_cloud() as running:
        yield running


@pytest.fixture(scope="session")
def running_agent() -> Iterator[AgentEndpoint]:
    """The agent's runtime on the wire: one for each worker of the run."""
    endpoint = AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def agent(running_agent: AgentEndpoint, monkeypatch: pytest.MonkeyPatch) -> AgentEndpoint:
    """A runtime that the real client reaches by AWS's own variable; a test decides what it answers."""
    running_agent.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", running_agent.url)
    return running_agent


@pytest.fixture(scope="session")
def running_bedrock() -> Iterator[BedrockEndpoint]:
    """Bedrock on the wire: one for each worker of the run."""
    endpoint = BedrockEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def endpoint(running_bedrock: BedrockEndpoint) -> BedrockEndpoint:
    """A Bedrock that answers sensibly until a test decides otherwise."""
    running_bedrock.reset()
    return running_bedrock


@pytest.fixture(scope="session")
def bedrock_client(running_bedrock: BedrockEndpoint) -> Any:
    """A real client of that Bedrock."""
    return runtime_client(running_bedrock)


@pytest.fixture(scope="session")
def model(running_bedrock: BedrockEndpoint) -> BedrockModel:
    """The orchestrating model, which runs may share."""
    return orchestrating_model_at(running_bedrock)


@pytest.fixture(scope="session")
def system(request: pytest.FixtureRequest) -> Iterator[LocalSystem]:
    """The whole system, running, with its settings as they are: one for each worker of the run.

    It draws each job's portrait where a test is selected that takes long; in a sample, one portrait does for all.
    """
    thorough = any(item.get_closest_marker(name) for item in request.session.items for name in ("verify", "soak"))
    with LocalSystem() if thorough else one_portrait_system() as running:
        yield running


@pytest.fixture(scope="session")
def hired(system: LocalSystem) -> str:
    """The id of a job that ended well; a file that was dropped began it."""
    user = ApiUser(system)
    with Image.open(photos.CAT) as cat:
        job_id = user.drop(photos.png(cat), "cat.png")
    user.results(job_id)
    return job_id


@pytest.fixture(scope="session")
def demo() -> Iterator[LocalSystem]:
    """The system as `petavatar demo` starts it: without the page."""
    with LocalSystem(page=False) as running:
        yield running
