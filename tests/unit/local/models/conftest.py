"""A server that speaks OpenAI's API, and the endpoint of real models in front of servers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from agent.models.bedrock import Bedrock
from local.models.choice import ModelChoice
from local.models.server import models_app
from testing.loopback import serving
from testing.openai_server import OpenAIServer

Endpoint = Callable[[ModelChoice], Bedrock]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    """A server that can everything until a test takes something away."""
    server = OpenAIServer()
    with serving(server.app()) as server.url:
        yield server


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """The file in which the endpoint counts."""
    return tmp_path / "account.json"


@pytest.fixture
def endpoint(account: Path) -> Iterator[Endpoint]:
    """Starts the endpoint for a choice of models, and gives the agent's own way to it."""
    with ExitStack() as stack:

        def start(choice: ModelChoice) -> Bedrock:
            url = stack.enter_context(serving(models_app(choice, account)))
            return Bedrock(runtime(url), runtime(url))

        yield start


def runtime(url: str) -> Any:
    config = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})
    return boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=url,
        config=config,
        aws_access_key_id="agent",
        aws_secret_access_key="agents-own",
    )
