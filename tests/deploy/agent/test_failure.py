"""What happens when a deployment of the agent goes wrong."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deployment.agent.deploy import deploy_agent
from deployment.agent.runtime import AgentRuntimeError, PollSettings
from tests.deploy.agent.deploying import REFUSAL, Client, options, parameter
from tests.support.agentcore import AgentEndpoint
from tests.support.agentcore_control import NEVER, ControlPlane
from tests.support.cloud import NAMES


def test_reason_of_a_failed_creation_is_told(client: Client, control: ControlPlane, package: Path) -> None:
    control.fails = "CREATE_FAILED"

    with pytest.raises(AgentRuntimeError, match=r"is CREATE_FAILED: the zip has no main\.py"):
        deploy_agent(client, NAMES, options(package))
    assert parameter(client) == "not-deployed"


def test_reason_of_a_failed_update_is_told(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    package.write_bytes(b"PK broken code")
    control.fails = "UPDATE_FAILED"

    with pytest.raises(AgentRuntimeError, match=r"is UPDATE_FAILED: the zip has no main\.py"):
        deploy_agent(client, NAMES, options(package))


def test_a_runtime_that_never_gets_ready_is_given_up(client: Client, control: ControlPlane, package: Path) -> None:
    control.looks = NEVER

    with pytest.raises(AgentRuntimeError, match="still CREATING after 0 seconds"):
        deploy_agent(client, NAMES, options(package, polling=PollSettings(interval_s=0.001, timeout_s=0.05)))


def test_what_aws_denies_is_told_at_once(client: Client, control: ControlPlane, package: Path) -> None:
    control.refusals = [(403, "AccessDeniedException", "not authorized to pass the role")]

    with pytest.raises(ClientError, match="AccessDeniedException"):
        deploy_agent(client, NAMES, options(package))
    assert control.operations == ["create"]


@pytest.mark.parametrize(
    "stream",
    [[], [{"type": "heartbeat"}], [REFUSAL, REFUSAL], [{"type": "result", "result": {}}]],
)
def test_an_agent_that_answers_otherwise_is_not_ours(
    client: Client, agent: AgentEndpoint, package: Path, stream: list[dict[str, Any]]
) -> None:
    agent.answers(*stream)

    with pytest.raises(AgentRuntimeError, match="is not that of our agent"):
        deploy_agent(client, NAMES, options(package))
    assert parameter(client) == "not-deployed"


def test_an_agent_that_can_not_be_invoked_is_no_deployment(client: Client, agent: AgentEndpoint, package: Path) -> None:
    agent.refuses(424, "RuntimeClientError")

    with pytest.raises(AgentRuntimeError, match=r"could not be invoked: .*RuntimeClientError"):
        deploy_agent(client, NAMES, options(package))


def test_invocation_is_left_out_on_request(client: Client, agent: AgentEndpoint, package: Path) -> None:
    deploy_agent(client, NAMES, options(package, smoke=False))

    assert agent.invocations == []
