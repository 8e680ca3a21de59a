"""The agent is removed."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from deployment.agent.deploy import deploy_agent
from deployment.agent.policy import agent_policy
from deployment.agent.runtime import AgentRuntimeError
from deployment.removal.agent import remove_agent
from tests.deploy.agent.deploying import POLLING, Client, options
from tests.support.agentcore_control import ControlPlane
from tests.support.cloud import NAMES


def test_runtime_and_role_are_gone_afterwards(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))

    list(remove_agent(client, NAMES, POLLING))

    assert control.runtimes == {}
    with pytest.raises(ClientError, match="NoSuchEntity"):
        client("iam").get_role(RoleName=NAMES.agent_role)


def test_policies_that_somebody_attached_do_not_hold_the_role(client: Client, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    iam = client("iam")
    policy = iam.create_policy(PolicyName="more", PolicyDocument=json.dumps(agent_policy(NAMES)))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=NAMES.agent_role, PolicyArn=policy)

    list(remove_agent(client, NAMES, POLLING))

    assert [role for role in iam.list_roles()["Roles"] if role["RoleName"] == NAMES.agent_role] == []


def test_what_is_not_there_is_not_missed(client: Client, control: ControlPlane) -> None:
    list(remove_agent(client, NAMES, POLLING))

    assert control.operations == []


def test_a_runtime_that_can_not_be_deleted_keeps_its_role(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    control.fails = "DELETE_FAILED"

    with pytest.raises(AgentRuntimeError, match="is DELETE_FAILED"):
        list(remove_agent(client, NAMES, POLLING))
    assert client("iam").get_role(RoleName=NAMES.agent_role)
