"""A Lambda function with its role and its log group, from tc's files."""

from collections.abc import Mapping
from typing import Any, Final

from deployment.monitoring.logs import LOG_RETENTION_DAYS
from deployment.stack.agent import AGENT_ARN
from deployment.stack.keys import SECRET_ARN
from deployment.stack.options import Artefacts, StackOptions
from deployment.stack.page import PAGE_URL
from deployment.stack.values import ACCOUNT, Json, attribute, if_, logical, policy, ref, resource
from deployment.topology import Function

_TRUST: Final = policy(
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
_PARAMETER: Final = "ssm:"
# The stack makes the log group, so that it has its end of life from the first line.
_NOT_NEEDED: Final = "logs:CreateLogGroup"


def function_id(name: str) -> str:
    """The logical id of a function."""
    return f"{logical(name)}Function"


def function(options: StackOptions, artefacts: Artefacts, name: str) -> dict[str, Json]:
    """A function's log group, role and itself."""
    topology, names = options.topology, options.names
    wanted, base = topology.functions[name], logical(name)
    role = topology.role_name(name)
    return {
        f"{base}Logs": resource(
            "AWS::Logs::LogGroup",
            {"LogGroupName": f"/aws/lambda/{topology.lambda_name(name)}", "RetentionInDays": LOG_RETENTION_DAYS},
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
        ),
        f"{base}Role": resource(
            "AWS::IAM::Role",
            {
                "RoleName": role,
                "AssumeRolePolicyDocument": _TRUST,
                "Policies": [{"PolicyName": role, "PolicyDocument": function_policy(wanted.policy)}],
            },
        ),
        function_id(name): resource(
            "AWS::Lambda::Function",
            {
                "FunctionName": topology.lambda_name(name),
                "Runtime": "python3.13",
                "Architectures": ["arm64"],
                "Handler": wanted.handler,
                "MemorySize": wanted.memory,
                "Timeout": wanted.timeout,
                "Role": attribute(f"{base}Role", "Arn"),
                "Code": {"S3Bucket": names.artefact_bucket, "S3Key": artefacts.functions[name]},
                "Environment": {"Variables": _variables(options, wanted)},
                "LoggingConfig": {"LogGroup": ref(f"{base}Logs")},
                "TracingConfig": {"Mode": "Active"},
            },
        ),
    }


def function_policy(of_tc: Mapping[str, Any]) -> Json:
    """A function's policy: that of infra/roles, with what tc can't say.

    Buckets have names that another account could take after a deletion, so S3 is asked in our own account only.
    """

    def narrowed(statement: Mapping[str, Any]) -> Json:
        actions = [action for action in statement["Action"] if action != _NOT_NEEDED]
        ours = {"Condition": {"StringEquals": {"aws:ResourceAccount": ACCOUNT}}}
        return {**statement, "Action": actions, **(ours if actions[0].startswith("s3:") else {})}

    return policy(*map(narrowed, of_tc["Statement"]))


def permission(name: str, service: str, source: str | Json) -> Json:
    """Lets a service invoke a function for one source alone."""
    return resource(
        "AWS::Lambda::Permission",
        {
            "Action": "lambda:InvokeFunction",
            "FunctionName": ref(function_id(name)),
            "Principal": service,
            "SourceArn": source,
        },
    )


def _variables(options: StackOptions, wanted: Function) -> Json:
    """The environment; what tc reads from parameters is a reference here."""
    parameters = {
        f"{_PARAMETER}{options.names.secret_parameter}": SECRET_ARN,
        f"{_PARAMETER}{options.names.agent_runtime_parameter}": AGENT_ARN,
    }
    given = {name: parameters.get(value, value) for name, value in wanted.environment.items()}
    return {"API_URL": if_("HasPage", PAGE_URL), "PAGE_URL": if_("HasPage", PAGE_URL), **given}
