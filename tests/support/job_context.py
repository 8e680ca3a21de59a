"""A job for the agent's steps: real clients, a real workspace on moto, a real Bedrock endpoint."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

import boto3
from botocore.config import Config
from strands.models import BedrockModel

from agent.budget import Budget
from agent.context import JobContext
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.pricing import Price, Prices
from agent.models.quotes import Quote
from agent.orchestrator import orchestrating_model
from agent.settings import AgentSettings
from agent.workspace import Workspace
from petavatar.aws import client
from petavatar.choices import OPEN
from testing.bedrock import BedrockEndpoint
from testing.jobs import A_JOB_ID
from tests.support.cloud import NAMES

CONFIG: Final = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}, max_pool_connections=50)


FREE: Final = Quote(0, lambda _: 0)
"""The quote of a call that costs nothing."""


class AnyPrice(Prices):
    """Prices that know every model."""

    def of(self, model: str) -> Price:
        return super().of(model) or Price(input=3, output=15, image=0.08, checked="")


class Delays(threading.Event):
    """A cancel signal that notes how long each wait was asked to be, and returns at once."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.asked.append(timeout)
        return self.is_set()


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def settings(**values: Any) -> AgentSettings:
    """The agent's settings for the sandbox."""
    return AgentSettings(s3_upload_bucket=NAMES.upload_bucket, s3_generated_bucket=NAMES.generated_bucket, **values)


def runtime_client(endpoint: BedrockEndpoint) -> Any:
    """A real client of an endpoint."""
    make: Callable[..., Any] = boto3.client
    return make("bedrock-runtime", endpoint_url=endpoint.url, config=CONFIG)


def orchestrating_model_at(endpoint: BedrockEndpoint) -> BedrockModel:
    """The orchestrating model, with a real client of an endpoint."""
    with patch.dict("os.environ", {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": endpoint.url}):
        return orchestrating_model(settings(), CONFIG)


def a_control(seconds: float = 100.0) -> RunControl:
    """A control that waits for nothing, with a budget that no test meets unless it means to."""
    budget = Budget(1000, AnyPrice())
    return RunControl(job_id=A_JOB_ID, deadline=1000.0 + seconds, cancelled=Delays(), clock=Clock(), budget=budget)


def a_context(bedrock: Bedrock, control: RunControl, **values: Any) -> JobContext:
    """A job whose photo lies where uploads belong, under the ETag `values["etag"]`."""
    job_id = values.pop("job_id", control.job_id)
    spent_before = values.pop("spent_before", 0)
    return JobContext(
        image_key=values.pop("image_key", f"uploads/{job_id}/original.jpg"),
        etag=values.pop("etag", "no-photo"),
        choices=values.pop("choices", OPEN),
        settings=values.pop("settings", None) or settings(**values),
        bedrock=bedrock,
        spent_before=spent_before,
        workspace=Workspace(client("s3"), NAMES.upload_bucket, NAMES.generated_bucket, job_id),
        control=replace(control, job_id=job_id),
    )
