"""The agent: its role and its runtime on AgentCore."""

from collections.abc import Mapping
from typing import Any, Final

from deployment.agent.policy import agent_policy
from deployment.agent.role import DESCRIPTION, agent_trust
from deployment.agent.settings import runtime_parameters
from deployment.stack.options import Artefacts, StackOptions
from deployment.stack.values import Json, attribute, if_, pascal, ref, resource
from deployment.tags import tags

AGENT_ARN: Final = if_("MakesAgent", attribute("AgentRuntime", "AgentRuntimeArn"), ref("AgentRuntimeArn"))
# Of these CloudFormation has no property.
_NOT_IN_TEMPLATES: Final = frozenset({"metadataConfiguration"})


def agent(options: StackOptions, artefacts: Artefacts) -> dict[str, Json]:
    """The resources of this part."""
    names, models = options.names, options.models
    role = {
        "RoleName": names.agent_role,
        "Description": DESCRIPTION,
        "AssumeRolePolicyDocument": agent_trust(names),
        "Policies": [{"PolicyName": names.agent_role, "PolicyDocument": agent_policy(names, models, options.signing)}],
    }
    wanted = runtime_parameters(
        names, models, "", artefacts.agent, options.platform, options.spending, options.photos, options.signing
    )
    runtime = _properties(wanted) | {
        "AgentRuntimeName": names.agent_runtime,
        "RoleArn": attribute("AgentRole", "Arn"),
        "Tags": tags(names),
    }
    return {
        "AgentRole": resource("AWS::IAM::Role", role),
        "AgentRuntime": resource("AWS::BedrockAgentCore::Runtime", runtime, Condition="MakesAgent"),
    }


def _properties(wanted: Mapping[str, Any]) -> Json:
    """The parameters of UpdateAgentRuntime as CloudFormation's properties."""
    known = {key: value for key, value in wanted.items() if key not in _NOT_IN_TEMPLATES}
    properties: Json = pascal(known, keep={"environmentVariables"})
    protocol = properties["ProtocolConfiguration"]["ServerProtocol"]
    return properties | {"ProtocolConfiguration": protocol}
