"""The policies for who works on a sandbox: no wider than it takes, and each right has somebody who needs it.

That every call of the scripts is allowed is tested where they run: tests/integration/local/test_script_calls.py,
tests/deploy/agent/test_rights.py, tests/integration/doctor.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import boto3
import pytest

from deployment.deployer import PARTS, deployer_policy
from deployment.names import Names
from scripts.deployer_policy import main
from tests.support.operator_rights import ACTIONS

NAMES: Final = Names("123456789012", "ap-southeast-2", "a" * 20)
MANAGED_POLICY_CHARACTERS: Final = 6_144

SERVICES: Final[tuple[Any, ...]] = (
    *("bedrock", "bedrock-agentcore", "bedrock-agentcore-control", "cloudwatch", "dynamodb", "events", "iam", "lambda"),
    *("logs", "s3", "secretsmanager", "service-quotas", "sns", "sqs", "ssm", "xray"),
    *("budgets", "ce", "cloudformation", "resourcegroupstaggingapi"),
)
TC: Final = "tc 0.9.160 calls it (lib/provider/src/aws)"
NOT_IN_SCRIPTS: Final = {
    **dict.fromkeys(("iam:AttachRolePolicy", "iam:CreatePolicy", "iam:CreatePolicyVersion"), TC),
    **dict.fromkeys(("lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:ListTags"), TC),
    **dict.fromkeys(("lambda:GetFunction", "lambda:GetAlias", "lambda:ListAliases", "lambda:PublishVersion"), TC),
    **dict.fromkeys(("lambda:CreateEventSourceMapping", "lambda:GetEventSourceMapping"), TC),
    **dict.fromkeys(("events:PutRule", "events:PutTargets", "ssm:GetParameters"), TC),
    **dict.fromkeys(("apigateway:POST", "apigateway:PUT"), TC),
    **dict.fromkeys(
        (*("s3:GetBucketTagging", "s3:PutBucketTagging", "sqs:TagQueue", "ssm:AddTagsToResource"),),
        "the tagging API asks it of its caller for each service",
    ),
    **dict.fromkeys(
        (
            *("logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeResourcePolicies"),
            *("logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"),
        ),
        "API Gateway asks it of who sets an access log (its developer guide, logging for HTTP APIs)",
    ),
    "iam:PassRole": "AgentCore, Lambda and the API are given roles",
    "iam:CreateServiceLinkedRole": "AgentCore makes one in an account that has none",
}
"""Allowed though no script asks for it by name, and why."""

WIDE: Final = {
    r"\*": "the action knows no resource, or a condition names the functions",
    r"arn:aws:apigateway:[\w-]+::/(apis|apis/\*|tags/\*)": "an API's id is known only when it is there",
    r"arn:aws:cloudwatch:[\w-]+:\d+:alarm:\*": "looking for alarms knows no narrower resource",
    r"arn:aws:bedrock:\*:(\d+)?:(inference-profile|foundation-model)/\*": "doctor looks at whatever model is set",
    r"arn:aws:iam::\d+:role/AWSServiceRoleForBedrockAgentCoreRuntimeIdentity": "AWS names it",
    r"arn:aws:events:[\w-]+:\d+:event-bus/default": "the ends of jobs are published on the account's bus",
    r"arn:aws:logs:[\w-]+:\d+:log-group:aws/spans(:\*)?": "spans of the whole account lie there",
    r"arn:aws:iam::\d+:role/aws-service-role/runtime-identity\.bedrock-agentcore\.amazonaws\.com/\*": "AWS names it",
}
"""Resources that do not end with the sandbox's own names, and why."""


def statements(part: str) -> Iterator[tuple[str, list[str], list[str], dict[str, Any]]]:
    for one in deployer_policy(NAMES, part)["Statement"]:
        resources = one["Resource"]
        resources = [resources] if isinstance(resources, str) else resources
        yield one["Sid"], one["Action"], resources, one.get("Condition", {})


def actions_of_scripts() -> set[str]:
    """The names of the actions that the scripts' operations need, whatever the service."""
    methods = {
        method: operation
        for service in SERVICES
        for method, operation in boto3.client(service, region_name="us-east-1").meta.method_to_api_mapping.items()
    }
    written = set()
    for folder in ("deployment", "scripts", "petavatar"):
        for path in Path(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute):
                    written.add(node.attr)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    written.add(node.value)
    found = {methods[name] for name in written & methods.keys()}
    renamed = {action.partition(":")[2]: names for action, names in ACTIONS.items()}
    return {name.rpartition(":")[2] for operation in found for name in renamed.get(operation, [operation])}


@pytest.mark.parametrize("part", PARTS)
class TestEachPart:
    def test_fits_into_a_managed_policy(self, part: str) -> None:
        text = json.dumps(deployer_policy(NAMES, part), separators=(",", ":"))

        assert len(text) <= MANAGED_POLICY_CHARACTERS

    def test_no_action_is_a_wildcard_and_no_name_is_used_twice(self, part: str) -> None:
        all_ = list(statements(part))

        assert not [action for _, actions, _, _ in all_ for action in actions if "*" in action]
        assert len({sid for sid, *_ in all_}) == len(all_)

    def test_resources_are_this_sandboxs(self, part: str) -> None:
        ours = re.compile(rf".*{NAMES.sandbox}(|/\*|:\*|-\*|-\?{{6}})")
        wide = {
            resource for _, _, resources, _ in statements(part) for resource in resources if not ours.match(resource)
        }

        assert not [one for one in wide if not any(re.fullmatch(known, one) for known in WIDE)]

    def test_whoever_passes_a_role_passes_it_to_a_named_service(self, part: str) -> None:
        for _, actions, _, condition in statements(part):
            if "iam:PassRole" in actions:
                assert actions == ["iam:PassRole"]
                assert condition["StringEquals"].keys() == {"iam:PassedToService"}

    def test_mappings_are_those_of_this_sandboxs_functions(self, part: str) -> None:
        for _, actions, _, condition in statements(part):
            if {"lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping"} & set(actions):
                function = f"arn:aws:lambda:{NAMES.region}:{NAMES.account}:function:petavatar_*_{NAMES.sandbox}"
                assert condition == {"ArnLike": {"lambda:FunctionArn": function}}


def test_every_right_has_somebody_who_needs_it() -> None:
    asked = actions_of_scripts() | {"GET", "PATCH", "DELETE"}
    allowed = {action for part in PARTS for _, actions, _, _ in statements(part) for action in actions}

    assert {action for action in allowed if action.partition(":")[2] not in asked} == NOT_IN_SCRIPTS.keys()


def test_the_command_prints_a_part_without_asking_aws(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--sandbox", NAMES.sandbox, "--account", NAMES.account, "--region", NAMES.region, "--part", "deploy"]

    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out) == deployer_policy(NAMES, "deploy")


def test_the_command_refuses_a_senseless_sandbox(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sandbox", "My_One", "--account", "1", "--region", "r", "--part", "create"]) == 2
    assert "My_One" in capsys.readouterr().err
