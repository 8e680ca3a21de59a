"""What deploying and removing the agent asks of AWS is what the deployer's policies allow."""

from pathlib import Path
from typing import Any

from deployment.agent.deploy import deploy_agent
from deployment.deployer import deployer_policy
from deployment.region import require_own_region
from deployment.removal.agent import remove_agent
from tests.deploy.agent.deploying import POLLING, Client, options
from tests.support.agentcore_control import ControlPlane
from tests.support.cloud import NAMES
from tests.support.operator_rights import Calls, refused


def watched(client: Client, calls: Calls) -> Client:
    return lambda service: calls.watch(client(service))


def test_who_may_deploy_may_do_all_that_deploying_the_agent_takes(
    client: Client, control: ControlPlane, package: Path
) -> None:
    calls = Calls(NAMES)
    require_own_region(watched(client, calls)("s3"), NAMES)

    deploy_agent(watched(client, calls), NAMES, options(package))
    package.write_bytes(b"PK newer code")
    deploy_agent(watched(client, calls), NAMES, options(package))

    assert control.operations == ["create", "update"]
    assert refused(calls, [deployer_policy(NAMES, "deploy")]) == set()


def test_who_may_destroy_may_remove_it(client: Client, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    calls = Calls(NAMES)

    list(remove_agent(watched(client, calls), NAMES, POLLING))

    assert refused(calls, [deployer_policy(NAMES, "destroy")]) == set()


def test_who_may_only_operate_may_do_neither(client: Client, package: Path) -> None:
    calls = Calls(NAMES)

    deploy_agent(watched(client, calls), NAMES, options(package))

    actions: Any = {access.action for access in refused(calls, [deployer_policy(NAMES, "operate")])}
    assert {"bedrock-agentcore:CreateAgentRuntime", "iam:CreateRole", "ssm:PutParameter"} <= actions
