"""The API keys' secret, and the parameters by which scripts find it and the agent."""

import json

from deployment.infrastructure.api_keys import DESCRIPTION
from deployment.stack.agent import AGENT_ARN
from deployment.stack.options import StackOptions
from deployment.stack.values import Json, attribute, resource
from petavatar.api_keys import IDS_FROM

SECRET_ARN = attribute("ApiKeys", "Id")


def keys(options: StackOptions) -> dict[str, Json]:
    """The resources of this part. The secret begins without a key: none may stand in a template."""
    names = options.names
    return {
        "ApiKeys": resource(
            "AWS::SecretsManager::Secret",
            {
                "Name": names.secret,
                "Description": DESCRIPTION,
                # CloudFormation draws it once, and never writes the secret again as long as this stays the same.
                "GenerateSecretString": {
                    "SecretStringTemplate": json.dumps({"keys": []}),
                    "GenerateStringKey": IDS_FROM,
                    "PasswordLength": 64,
                    "ExcludePunctuation": True,
                },
            },
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Retain",
        ),
        "ApiKeysParameter": _parameter(names.secret_parameter, SECRET_ARN),
        "AgentRuntimeParameter": _parameter(names.agent_runtime_parameter, AGENT_ARN),
    }


def _parameter(name: str, value: Json) -> Json:
    return resource("AWS::SSM::Parameter", {"Name": name, "Type": "String", "Value": value})
