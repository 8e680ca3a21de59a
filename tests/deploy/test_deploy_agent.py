"""The agent on AgentCore: what is made, that twice is once, and what happens when it goes wrong.

Every call is a real client's, so that botocore holds it against AWS's service model.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws

from deployment.agent.deploy import AgentOptions, deploy_agent
from deployment.agent.policy import AgentModels, agent_policy
from deployment.agent.runtime import AgentRuntimeError, PollSettings
from deployment.agent.settings import agent_environment
from deployment.infrastructure.buckets import ensure_buckets
from deployment.infrastructure.parameters import ensure_parameters
from deployment.removal.agent import remove_agent
from petavatar.errors import AgentFailure
from scripts import deploy_agent as command
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint
from tests.support.agentcore_control import NEVER, ControlPlane
from tests.support.cloud import NAMES

POLLING = PollSettings(interval_s=0.001, timeout_s=5)
REFUSAL = {"type": "error", "error": AgentFailure("The agent's invocation was invalid").record()}
CODE = b"PK the agent's code"


@pytest.fixture
def control() -> Iterator[ControlPlane]:
    plane = ControlPlane()
    with serving(plane.app()) as plane.url:
        yield plane


@pytest.fixture
def agent() -> Iterator[AgentEndpoint]:
    endpoint = AgentEndpoint()
    endpoint.answers(REFUSAL)
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


Client = Callable[[str], Any]


@pytest.fixture
def aws() -> Iterator[None]:
    """What create_infrastructure has made for the agent. What goes to this machine's own endpoints passes moto by."""
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        # moto obeys a bucket policy's Deny without looking at its condition on TLS.
        ensure_buckets(boto3.client("s3"), NAMES, ["*"], tls_only=False)
        ensure_parameters(boto3.client("ssm"), NAMES, "the secret's ARN", None)
        yield


@pytest.fixture
def client(aws: None, control: ControlPlane, agent: AgentEndpoint, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE_CONTROL", control.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", agent.url)
    make: Any = boto3.client
    return lambda service: make(service, region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "agent.zip"
    path.write_bytes(CODE)
    return path


def options(package: Path, **changes: Any) -> AgentOptions:
    return replace(AgentOptions(package=package, polling=POLLING), **changes)


def parameter(client: Client) -> str:
    value: str = client("ssm").get_parameter(Name=NAMES.agent_runtime_parameter)["Parameter"]["Value"]
    return value


class TestDeployment:
    def test_runtime_is_as_the_agent_needs_it(self, client: Client, control: ControlPlane, package: Path) -> None:
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
        assert made["lifecycleConfiguration"] == {"idleRuntimeSessionTimeout": 60, "maxLifetime": 900}
        assert made["platformVersion"] == "V2"
        assert made["environmentVariables"] == agent_environment(NAMES, models)

    def test_its_arn_is_returned_and_is_where_the_topology_reads_it(self, client: Client, package: Path) -> None:
        arn = deploy_agent(client, NAMES, options(package))

        assert arn == "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/petavatar_test-0123456789"
        assert parameter(client) == arn

    def test_role_is_for_agentcore_of_this_account_alone(self, client: Client, package: Path) -> None:
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

    def test_code_is_uploaded_as_it_is(self, client: Client, control: ControlPlane, package: Path) -> None:
        deploy_agent(client, NAMES, options(package))

        (key,) = [item["Key"] for item in client("s3").list_objects_v2(Bucket=NAMES.artefact_bucket)["Contents"]]
        assert client("s3").get_object(Bucket=NAMES.artefact_bucket, Key=key)["Body"].read() == CODE

    def test_a_role_that_aws_does_not_know_yet_is_waited_for(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        control.refusals = [(400, "ValidationException", "Role validation failed: it can't be assumed")] * 2

        deploy_agent(client, NAMES, options(package))

        assert control.operations == ["create"] * 3


class TestDeploymentAgain:
    def test_nothing_is_updated_where_nothing_changed(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        first = deploy_agent(client, NAMES, options(package))

        assert deploy_agent(client, NAMES, options(package)) == first
        assert control.operations == ["create"]

    def test_new_code_is_an_update_and_old_code_stays(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        deploy_agent(client, NAMES, options(package))
        package.write_bytes(b"PK newer code")

        deploy_agent(client, NAMES, options(package))

        assert control.operations == ["create", "update"]
        assert len(client("s3").list_objects_v2(Bucket=NAMES.artefact_bucket)["Contents"]) == 2

    def test_another_model_is_an_update(self, client: Client, control: ControlPlane, package: Path) -> None:
        deploy_agent(client, NAMES, options(package))

        deploy_agent(client, NAMES, options(package, models=AgentModels(text="eu.anthropic.claude-x")))

        assert control.calls[-1][1]["environmentVariables"]["TEXT_MODEL_ID"] == "eu.anthropic.claude-x"

    @pytest.mark.parametrize(
        "drift",
        [
            {"environmentVariables": {"LEFT": "over"}},
            {"metadataConfiguration": {"requireMMDSV2": False}},
            {"platformVersion": "V1"},
            {"lifecycleConfiguration": {"idleRuntimeSessionTimeout": 900, "maxLifetime": 28800}},
        ],
    )
    def test_what_somebody_changed_is_set_right(
        self, client: Client, control: ControlPlane, package: Path, drift: dict[str, Any]
    ) -> None:
        deploy_agent(client, NAMES, options(package))
        (runtime,) = control.runtimes.values()
        right = {key: runtime.record[key] for key in drift}
        runtime.record |= drift

        deploy_agent(client, NAMES, options(package))

        assert control.operations == ["create", "update"]
        assert {key: runtime.record[key] for key in drift} == right

    def test_what_aws_adds_by_itself_is_no_change(self, client: Client, control: ControlPlane, package: Path) -> None:
        deploy_agent(client, NAMES, options(package))
        (runtime,) = control.runtimes.values()
        runtime.record["networkConfiguration"]["networkModeConfig"] = {"securityGroups": [], "subnets": []}

        deploy_agent(client, NAMES, options(package))

        assert control.operations == ["create"]

    def test_a_runtime_that_could_not_be_created_is_made_anew(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        control.fails = "CREATE_FAILED"
        with pytest.raises(AgentRuntimeError):
            deploy_agent(client, NAMES, options(package))
        control.fails = ""

        deploy_agent(client, NAMES, options(package))

        assert control.operations == ["create", "delete", "create"]

    def test_a_runtime_whose_update_failed_is_updated_again(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        deploy_agent(client, NAMES, options(package))
        (runtime,) = control.runtimes.values()
        runtime.record["status"] = runtime.then = "UPDATE_FAILED"

        deploy_agent(client, NAMES, options(package))

        assert control.operations == ["create", "update"]


class TestFailure:
    def test_reason_of_a_failed_creation_is_told(self, client: Client, control: ControlPlane, package: Path) -> None:
        control.fails = "CREATE_FAILED"

        with pytest.raises(AgentRuntimeError, match=r"is CREATE_FAILED: the zip has no main\.py"):
            deploy_agent(client, NAMES, options(package))
        assert parameter(client) == "not-deployed"

    def test_reason_of_a_failed_update_is_told(self, client: Client, control: ControlPlane, package: Path) -> None:
        deploy_agent(client, NAMES, options(package))
        package.write_bytes(b"PK broken code")
        control.fails = "UPDATE_FAILED"

        with pytest.raises(AgentRuntimeError, match=r"is UPDATE_FAILED: the zip has no main\.py"):
            deploy_agent(client, NAMES, options(package))

    def test_a_runtime_that_never_gets_ready_is_given_up(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        control.looks = NEVER

        with pytest.raises(AgentRuntimeError, match="still CREATING after 0 seconds"):
            deploy_agent(client, NAMES, options(package, polling=PollSettings(interval_s=0.001, timeout_s=0.05)))

    def test_what_aws_denies_is_told_at_once(self, client: Client, control: ControlPlane, package: Path) -> None:
        control.refusals = [(403, "AccessDeniedException", "not authorized to pass the role")]

        with pytest.raises(ClientError, match="AccessDeniedException"):
            deploy_agent(client, NAMES, options(package))
        assert control.operations == ["create"]

    @pytest.mark.parametrize(
        "stream",
        [[], [{"type": "heartbeat"}], [REFUSAL, REFUSAL], [{"type": "result", "result": {}}]],
    )
    def test_an_agent_that_answers_otherwise_is_not_ours(
        self, client: Client, agent: AgentEndpoint, package: Path, stream: list[dict[str, Any]]
    ) -> None:
        agent.answers(*stream)

        with pytest.raises(AgentRuntimeError, match="is not that of our agent"):
            deploy_agent(client, NAMES, options(package))
        assert parameter(client) == "not-deployed"

    def test_an_agent_that_can_not_be_invoked_is_no_deployment(
        self, client: Client, agent: AgentEndpoint, package: Path
    ) -> None:
        agent.refuses(424, "RuntimeClientError")

        with pytest.raises(AgentRuntimeError, match=r"could not be invoked: .*RuntimeClientError"):
            deploy_agent(client, NAMES, options(package))

    def test_invocation_is_left_out_on_request(self, client: Client, agent: AgentEndpoint, package: Path) -> None:
        deploy_agent(client, NAMES, options(package, smoke=False))

        assert agent.invocations == []


class TestDestruction:
    def test_runtime_and_role_are_gone_afterwards(self, client: Client, control: ControlPlane, package: Path) -> None:
        deploy_agent(client, NAMES, options(package))

        list(remove_agent(client, NAMES, POLLING))

        assert control.runtimes == {}
        with pytest.raises(ClientError, match="NoSuchEntity"):
            client("iam").get_role(RoleName=NAMES.agent_role)

    def test_policies_that_somebody_attached_do_not_hold_the_role(self, client: Client, package: Path) -> None:
        deploy_agent(client, NAMES, options(package))
        iam = client("iam")
        policy = iam.create_policy(PolicyName="more", PolicyDocument=json.dumps(agent_policy(NAMES)))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=NAMES.agent_role, PolicyArn=policy)

        list(remove_agent(client, NAMES, POLLING))

        assert [role for role in iam.list_roles()["Roles"] if role["RoleName"] == NAMES.agent_role] == []

    def test_what_is_not_there_is_not_missed(self, client: Client, control: ControlPlane) -> None:
        list(remove_agent(client, NAMES, POLLING))

        assert control.operations == []

    def test_a_runtime_that_can_not_be_deleted_keeps_its_role(
        self, client: Client, control: ControlPlane, package: Path
    ) -> None:
        deploy_agent(client, NAMES, options(package))
        control.fails = "DELETE_FAILED"

        with pytest.raises(AgentRuntimeError, match="is DELETE_FAILED"):
            list(remove_agent(client, NAMES, POLLING))
        assert client("iam").get_role(RoleName=NAMES.agent_role)


class TestCommand:
    @pytest.fixture(autouse=True)
    def impatient(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(command, "PollSettings", lambda: POLLING)

    def run(self, package: Path, *more: str) -> int:
        return command.main(["--sandbox", "test", "--region", "us-east-1", "--zip", str(package), *more])

    def test_arn_is_printed(self, package: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(package) == 0
        assert "runtime/petavatar_test-0123456789" in capsys.readouterr().out

    def test_models_are_those_of_the_flags(self, control: ControlPlane, package: Path) -> None:
        flags = ["--text-model", "t", "--orchestrator-model", "o", "--image-model", "i", "--image-region", "eu-west-1"]

        assert self.run(package, *flags) == 0

        variables = control.calls[0][1]["environmentVariables"]
        assert [variables[name] for name in ("TEXT_MODEL_ID", "ORCHESTRATOR_MODEL_ID", "IMAGE_MODEL_ID")] == list("toi")
        assert variables["IMAGE_MODEL_REGION"] == "eu-west-1"

    def test_role_alone_is_made_on_request(
        self, client: Client, control: ControlPlane, package: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(package, "--role-only") == 0

        assert f"role/{NAMES.agent_role}" in capsys.readouterr().out
        assert control.operations == []

    def test_failure_is_told_in_a_sentence(
        self, control: ControlPlane, package: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        control.fails = "CREATE_FAILED"

        assert self.run(package) == 1
        assert "the zip has no main.py" in capsys.readouterr().err

    def test_a_missing_zip_is_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path / "missing.zip") == 1
        assert "missing.zip" in capsys.readouterr().err

    def test_a_senseless_sandbox_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["--sandbox", "Not-One", "--region", "us-east-1"]) == 2
        assert "Not-One" in capsys.readouterr().err

    def test_no_region_is_no_guess(
        self, monkeypatch: pytest.MonkeyPatch, package: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.delenv(variable)

        assert command.main(["--sandbox", "test", "--zip", str(package)]) == 2
        assert "--region" in capsys.readouterr().err
