"""What a deployment of the agent is given, and where its ARN is found."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from deployment.agent.deploy import AgentOptions
from deployment.agent.runtime import PollSettings
from petavatar.errors import AgentFailure
from tests.support.cloud import NAMES

POLLING = PollSettings(interval_s=0.001, timeout_s=5)
REFUSAL = {"type": "error", "error": AgentFailure("The agent's invocation was invalid").record()}
CODE = b"PK the agent's code"

Client = Callable[[str], Any]


def options(package: Path, **changes: Any) -> AgentOptions:
    return replace(AgentOptions(package=package, polling=POLLING), **changes)


def parameter(client: Client) -> str:
    value: str = client("ssm").get_parameter(Name=NAMES.agent_runtime_parameter)["Parameter"]["Value"]
    return value
