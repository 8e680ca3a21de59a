"""The agent on AgentCore: what is made."""

import hashlib
from pathlib import Path

from deployment.agent.deploy import deploy_agent
from deployment.agent.models import AgentModels
from deployment.agent.policy import agent_policy
from deployment.agent.settings import agent_environment
from deployment.tags import tag_list, tags
from tests.deploy.agent.deploying import CODE, Client, options, parameter
from tests.support.agentcore_control import ControlPlane
from tests.support.cloud import NAMES


def test_runtime_is_as_the_agent_needs_it(client: Client, control: ControlPlane, package: Path) -> None:
    models = AgentModels(text="t", orchestrator="o", image="i", image_region="us-west-2")

    deploy_agent(client, NAMES, options(package, models=models))

    ((operation, made),) = control.calls
    assert operation == "create"
    assert made["agentRuntimeName"] == "petavatar_test"
    assert made["agentRuntimeArtifact"]["codeConfiguration"] == {
        "code": {
            "s3": {
                "bucket": NAMES.artefact_bucket,
                "prefix": f"agent/{hashlib.sha256(CODE).hexdigest()}.zip",
            }
        },
        "runtime": "PYTHON_3_13",
        "entryPoint": ["opentelemetry-instrument", "main.py"],
    }
    assert made["roleArn"] == f"arn:aws:iam::123456789012:role/{NAMES.agent_role}"
    assert made["networkConfiguration"] == {"networkMode": "PUBLIC"}
    assert made["protocolConfiguration"] == {"serverProtocol": "HTTP"}
    assert made["lifecycleConfiguration"] == {"idleRuntimeSessionTimeout": 120, "maxLifetime": 900}
    assert made["platformVersion"] == "V2"
    assert made["environmentVariables"] == agent_environment(NAMES, models)


def test_its_arn_is_returned_and_is_where_the_topology_reads_it(client: Client, package: Path) -> None:
    arn = deploy_agent(client, NAMES, options(package))

    assert arn == "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/petavatar_test-0123456789"
    assert parameter(client) == arn


def test_role_is_for_agentcore_of_this_account_alone(client: Client, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))

    role = client("iam").get_role(RoleName=NAMES.agent_role)["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "bedrock-agentcore.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:bedrock-agentcore:us-east-1:123456789012:*"},
    }
    policy = client("iam").get_role_policy(RoleName=NAMES.agent_role, PolicyName=NAMES.agent_role)
    assert policy["PolicyDocument"] == agent_policy(NAMES)


def test_role_and_runtime_carry_the_sandboxs_tags(client: Client, control: ControlPlane, package: Path) -> None:
    arn = deploy_agent(client, NAMES, options(package))

    assert control.tags == {arn: tags(NAMES)}
    assert client("iam").list_role_tags(RoleName=NAMES.agent_role)["Tags"] == tag_list(NAMES)


def test_code_is_uploaded_as_it_is(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))

    (key,) = [item["Key"] for item in client("s3").list_objects_v2(Bucket=NAMES.artefact_bucket)["Contents"]]
    assert client("s3").get_object(Bucket=NAMES.artefact_bucket, Key=key)["Body"].read() == CODE


def test_a_role_that_aws_does_not_know_yet_is_waited_for(client: Client, control: ControlPlane, package: Path) -> None:
    control.refusals = [(400, "ValidationException", "Role validation failed: it can't be assumed")] * 2

    deploy_agent(client, NAMES, options(package))

    assert control.operations == ["create"] * 3


def test_its_logs_are_kept_for_a_week_from_the_first_line(client: Client, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))

    (group,) = client("logs").describe_log_groups(logGroupNamePrefix="/aws/bedrock-agentcore/")["logGroups"]
    assert group["logGroupName"] == "/aws/bedrock-agentcore/runtimes/petavatar_test-0123456789-DEFAULT"
    assert group["retentionInDays"] == 7
