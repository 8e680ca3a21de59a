"""The agent's IAM role."""

import json
from typing import TYPE_CHECKING, Any, Final

from deployment.agent.models import AgentModels
from deployment.agent.policy import agent_policy
from deployment.agent.signing import AgentSigning
from deployment.ignore_errors import ignore_errors
from deployment.names import Names
from deployment.tags import tag_list

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


DESCRIPTION: Final = "What PetAvatar's agent may do"


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


def ensure_agent_role(iam: "IAMClient", names: Names, models: AgentModels, signing: AgentSigning | None = None) -> str:
    """Creates or updates the agent's role, and returns its ARN."""
    arn = _ensure_role(iam, names.agent_role, json.dumps(agent_trust(names)))
    # By these the bill shows what this role's calls to models cost.
    iam.tag_role(RoleName=names.agent_role, Tags=tag_list(names))  # type: ignore[arg-type]
    policy = json.dumps(agent_policy(names, models, signing))
    iam.put_role_policy(RoleName=names.agent_role, PolicyName=names.agent_role, PolicyDocument=policy)
    return arn


def _ensure_role(iam: "IAMClient", role: str, trust: str) -> str:
    with ignore_errors("NoSuchEntity"):
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust)
        return iam.get_role(RoleName=role)["Role"]["Arn"]
    return iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust, Description=DESCRIPTION)["Role"]["Arn"]


def delete_role(iam: "IAMClient", role: str) -> None:
    """Deletes a role with its policies; those that are attached stay."""
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=attached["PolicyArn"])
    iam.delete_role(RoleName=role)
