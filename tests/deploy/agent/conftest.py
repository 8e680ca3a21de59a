"""AgentCore and the resources that create_infrastructure has made for the agent.

Every call is a real client's, so that botocore holds it against AWS's service model.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from deployment.infrastructure.buckets import ensure_buckets
from deployment.infrastructure.parameters import ensure_parameters
from testing.loopback import serving
from tests.deploy.agent.deploying import CODE, REFUSAL, Client
from tests.support.agentcore import AgentEndpoint
from tests.support.agentcore_control import ControlPlane
from tests.support.cloud import NAMES


@pytest.fixture
def control() -> Iterator[ControlPlane]:
    plane = ControlPlane()
    with serving(plane.app()) as plane.url:
        yield plane


@pytest.fixture
def agent(agent: AgentEndpoint) -> AgentEndpoint:
    """An agent that answers the deployment's first invocation as ours does."""
    agent.answers(REFUSAL)
    return agent


@pytest.fixture
def aws() -> Iterator[None]:
    """What create_infrastructure has made for the agent. What goes to this machine's own endpoints passes moto by."""
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        # moto obeys a bucket policy's Deny without looking at its condition on TLS.
        ensure_buckets(boto3.client("s3"), NAMES, ["*"], tls_only=False)
        ensure_parameters(boto3.client("ssm"), NAMES, "the secret's ARN", None)
        yield


@pytest.fixture
def client(aws: None, control: ControlPlane, agent: AgentEndpoint, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE_CONTROL", control.url)
    make: Any = boto3.client
    return lambda service: make(service, region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "agent.zip"
    path.write_bytes(CODE)
    return path
