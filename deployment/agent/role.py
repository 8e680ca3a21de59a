"""The agent's IAM role."""

import json
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from deployment.agent.policy import AgentModels, agent_policy
from deployment.names import Names
from petavatar.aws import error_code

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_MISSING: Final = "NoSuchEntity"


def agent_trust(names: Names) -> dict[str, Any]:
    """The role's trust policy: AgentCore may assume it for this account's runtimes in this region."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AgentCoreForThisAccount",
                "Effect": "Allow",
                "Principal": {"Service": "bedrock-agentcore.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": names.account},
                    "ArnLike": {"aws:SourceArn": f"arn:aws:bedrock-agentcore:{names.region}:{names.account}:*"},
                },
            }
        ],
    }


def ensure_agent_role(iam: "IAMClient", names: Names, models: AgentModels) -> str:
    """Creates or updates the agent's role, and returns its ARN."""
    role, trust = names.agent_role, json.dumps(agent_trust(names))
    try:
        arn = iam.get_role(RoleName=role)["Role"]["Arn"]
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust)
    except ClientError as error:
        if error_code(error) != _MISSING:
            raise
        arn = iam.create_role(
            RoleName=role, AssumeRolePolicyDocument=trust, Description="What PetAvatar's agent may do"
        )["Role"]["Arn"]
    iam.put_role_policy(RoleName=role, PolicyName=role, PolicyDocument=json.dumps(agent_policy(names, models)))
    return arn


def delete_agent_role(iam: "IAMClient", names: Names) -> None:
    """Deletes the agent's role with its policies, if it exists."""
    role = names.agent_role
    try:
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            iam.delete_role_policy(RoleName=role, PolicyName=policy)
        for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
            iam.detach_role_policy(RoleName=role, PolicyArn=attached["PolicyArn"])
        iam.delete_role(RoleName=role)
    except ClientError as error:
        if error_code(error) != _MISSING:
            raise
