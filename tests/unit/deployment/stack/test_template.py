"""The template: what CloudFormation's own rules say of it, and what the engine's CloudFormation drops or refuses."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from deployment.finish import EXPOSED_HEADERS
from deployment.infrastructure.queues import Redelivery, queue_attributes
from deployment.names import Names
from deployment.stack.bootstrap import bootstrap_template
from deployment.stack.edge import edge_template
from deployment.stack.options import Artefacts, StackOptions
from deployment.stack.page import api_paths
from deployment.stack.template import PARTS, as_text, stack_template
from deployment.topology import QueueMapping, Route, TopologyError
from tests.support.stacks import a_template
from tests.unit.deployment.stack import reviewed

REGIONS: Final = ("us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-northeast-1")
INLINE_BYTES, S3_BYTES, RESOURCES = 51_200, 1_000_000, 500
"""CloudFormation's limits of a template in a request, of one in S3, and of its resources."""


def properties(logical_id: str, template: Any = None) -> Any:
    return (template or a_template())["Resources"][logical_id]["Properties"]


def findings(template: Any, regions: list[str]) -> list[str]:
    from cfnlint.api import lint
    from cfnlint.core import get_rules

    found = lint(as_text(template), get_rules([], ["I"], []), regions)
    return [f"{each.rule.id} {each.path}: {each.message}" for each in found]


# cfn-lint takes seconds to load its rules.
@pytest.mark.verify
@pytest.mark.parametrize("template", [bootstrap_template("dev"), edge_template("dev")], ids=["bootstrap", "edge"])
def test_cfn_lint_finds_nothing_in_the_small_stacks(template: Any) -> None:
    assert findings(template, ["us-east-1"]) == []


@pytest.mark.verify
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("sandbox", ["dev", "prod"])
def test_cfn_lint_finds_nothing_in_what_each_region_gets(region: str, sandbox: str) -> None:
    assert findings(a_template(sandbox, region), [region]) == []


@pytest.mark.verify
def test_a_flaw_would_be_found() -> None:
    flawed = {"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": "soon"}}}}

    assert findings(flawed, ["us-east-1"])


def test_the_template_is_the_one_that_was_reviewed() -> None:
    # Write it again: python -m tests.unit.deployment.stack.reviewed
    assert reviewed.text(a_template()) == reviewed.FILE.read_text("utf-8")


def test_every_resource_serves_a_part_and_every_part_has_some() -> None:
    assert {each["Metadata"]["Part"] for each in a_template()["Resources"].values()} == PARTS.keys()


def test_it_keeps_within_cloudformations_limits() -> None:
    assert len(as_text(a_template()).encode()) < S3_BYTES
    assert len(json.dumps(bootstrap_template("dev"))) < INLINE_BYTES
    assert len(json.dumps(edge_template("dev"))) < INLINE_BYTES
    assert len(a_template()["Resources"]) < RESOURCES


class TestWhatTheEngineDrops:
    def test_jobs_expire(self) -> None:
        assert properties("JobsTable")["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}

    @pytest.mark.parametrize("bucket", ["Uploads", "Generated"])
    def test_objects_expire_and_are_encrypted(self, bucket: str) -> None:
        found = properties(f"{bucket}Bucket")

        assert [rule["ExpirationInDays"] for rule in found["LifecycleConfiguration"]["Rules"]] == [7]
        (rule,) = found["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}

    def test_pages_may_call_the_api_and_read_its_headers(self) -> None:
        found = properties("Api")["CorsConfiguration"]

        assert found["AllowOrigins"] == {"Ref": "CorsOrigins"}
        assert found["ExposeHeaders"] == EXPOSED_HEADERS

    @pytest.mark.parametrize(("sandbox", "rate"), [("dev", 20.0), ("prod", 100.0), ("other", 20.0)])
    def test_every_stage_has_a_rate_limit_and_a_log(self, sandbox: str, rate: float) -> None:
        found = properties("ApiStage", a_template(sandbox))

        assert found["DefaultRouteSettings"]["ThrottlingRateLimit"] == rate
        assert "$context.requestId" in found["AccessLogSettings"]["Format"]


class TestWhatTheEngineRefuses:
    def test_is_under_a_condition(self) -> None:
        conditions = {name: each.get("Condition") for name, each in a_template()["Resources"].items()}
        math = {name for name, each in a_template()["Resources"].items() if "Metrics" in each["Properties"]}

        assert conditions["AgentRuntime"] == "MakesAgent"
        assert conditions["Budget"] == "HasBudget"
        assert {conditions[name] for name in math} == {"HasMetricMath"}

    def test_the_runtime_has_its_code_from_s3_and_its_environment_as_it_is(self) -> None:
        found = properties("AgentRuntime")
        code = found["AgentRuntimeArtifact"]["CodeConfiguration"]

        assert code["Code"]["S3"]["Prefix"] == "agent/code.zip"
        assert code["EntryPoint"] == ["opentelemetry-instrument", "main.py"]
        assert found["EnvironmentVariables"]["SANDBOX"] == "dev"
        assert found["PlatformVersion"] == "V2"
        assert "PlatformVersion" not in properties("AgentRuntime", a_template("dev", "eu-central-1"))


class TestRights:
    def test_s3_is_asked_in_this_account_alone(self) -> None:
        (statements,) = [each["PolicyDocument"]["Statement"] for each in properties("ProcessWorkerRole")["Policies"]]
        of_s3 = [each for each in statements if each["Action"][0].startswith("s3:")]

        assert of_s3
        account = {"StringEquals": {"aws:ResourceAccount": {"Fn::Sub": "${AWS::AccountId}"}}}
        assert [each["Condition"] for each in of_s3] == [account] * len(of_s3)

    def test_nobody_may_invoke_a_function_without_a_source(self) -> None:
        found = [each for each in a_template()["Resources"].values() if each["Type"] == "AWS::Lambda::Permission"]

        assert len(found) == len(options().topology.routes) + len(options().topology.events)
        assert all(each["Properties"]["SourceArn"] for each in found)

    def test_a_production_table_is_protected(self) -> None:
        assert properties("JobsTable", a_template("prod"))["DeletionProtectionEnabled"] is True
        assert properties("JobsTable")["DeletionProtectionEnabled"] is False

    def test_the_secret_begins_without_a_key(self) -> None:
        found = properties("ApiKeys")["GenerateSecretString"]

        assert json.loads(found["SecretStringTemplate"]) == {"keys": []}
        assert found["GenerateStringKey"] == "ids_from"


def options() -> StackOptions:
    return StackOptions.of("dev", "us-east-1")


def with_topology(**changed: Any) -> dict[str, Any]:
    """The template of a topology that is changed."""
    wanted = options()
    # The cached property takes it from there.
    wanted.__dict__["topology"] = replace(wanted.topology, **changed)
    keys = {name: f"functions/{name}.zip" for name in wanted.topology.functions}
    return stack_template(wanted, Artefacts(functions=keys, agent="agent/code.zip"))


class TestAnyTopology:
    def test_a_new_function_with_a_route_appears_by_itself(self) -> None:
        topology = options().topology
        new = replace(topology.functions["status-handler"], name="share-handler")
        functions = {**topology.functions, "share-handler": new}

        found = with_topology(
            functions=functions, routes=[*topology.routes, Route("GET", "/s/{token}/card.png", "share-handler")]
        )["Resources"]

        assert {"ShareHandlerFunction", "ShareHandlerRole", "ShareHandlerErrorsAlarm"} <= found.keys()
        assert found["GetSTokenCardPngRoute"]["Properties"]["RouteKey"] == "GET /s/{token}/card.png"
        assert str(found["GetSTokenCardPngPermission"]["Properties"]["SourceArn"]).endswith("/*/GET/s/*/card.png'}")

    def test_a_queue_that_nobody_makes_is_named(self) -> None:
        stray = QueueMapping("petavatar-stray-dev", "process-worker")

        with pytest.raises(TopologyError, match="petavatar-stray-dev"):
            with_topology(queues=[*options().topology.queues, stray])

    def test_every_queue_is_made_with_its_attributes(self) -> None:
        names = Names("123456789012", "us-east-1", "dev")
        queues = [each for each in a_template()["Resources"].values() if each["Type"] == "AWS::SQS::Queue"]

        assert {each["Properties"]["QueueName"] for each in queues} == queue_attributes(names, Redelivery()).keys()
        assert properties("ProcessingQueue")["VisibilityTimeout"] == Redelivery().visibility_s

    def test_cloudfront_sends_each_route_to_the_api(self) -> None:
        routes = [Route("GET", path, "status-handler") for path in ("/jobs", "/jobs/{id}", "/process", "/s/{t}/c.png")]

        patterns = list(api_paths(replace(options().topology, routes=routes)))

        assert patterns == ["/jobs", "/jobs/*", "/process", "/s/*"]


def texts(value: Any) -> Iterator[str]:
    """Every text in a template."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from [key] if key == "Fn::Sub" else []
            yield from texts(each) if key != "Fn::Sub" else []
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


def test_no_text_is_left_to_be_filled_in() -> None:
    assert [text for text in texts(a_template()["Resources"]) if "${" in text or "{{" in text] == []
