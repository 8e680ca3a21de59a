"""CloudFormation and tc with the scripts beside it make the same sandbox, but for what is listed here with its reason.

What the engine's CloudFormation drops is asserted of the template: tests/unit/deployment/stack/test_template.py.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from deployment.finish import find_api, finish_deployment
from deployment.infrastructure.sandbox import Options, create_infrastructure
from deployment.names import Names
from deployment.stage import STAGE
from deployment.topology import load_topology
from deployment.workers import MAXIMUM_CONCURRENCY
from local.deploy import Deployment
from scripts.doctor.policies import granted_to
from tests.support.engines.place import ACCOUNT, REGION, RUN
from tests.support.stacks import ON_AN_ENGINE, put, quick

Clients = Callable[[str], Any]
Facts = dict[str, Any]

TC: Final = Names(ACCOUNT, REGION, f"{RUN}tcway")
STACK: Final = Names(ACCOUNT, REGION, f"{RUN}stackway")

DIFFERENCES: Final = {
    "logs:CreateLogGroup": "the stack makes the log groups itself, so that they have an end from the first line",
}
"""Rights that tc's functions have and the stack's lack, and why."""

LOST_BY_THE_ENGINE: Final = {
    "CORS": "its CloudFormation keeps the names of the members as templates spell them, and no call reads those",
    "stage": "the same, of the rate limit",
}
"""What can't be compared here, and why: the template's test has it."""

pytestmark = pytest.mark.own_engine("CloudFormation of other engines was not looked at")


@pytest.fixture(scope="module")
def both(client: Clients) -> tuple[Facts, Facts]:
    """What there is of each sandbox, under the same names."""
    create_infrastructure(client, TC, Options(tls_only=False, agent_runtime_arn=ON_AN_ENGINE["AgentRuntimeArn"]))
    Deployment(load_topology(TC), client).run({})
    finish_deployment(client, TC, MAXIMUM_CONCURRENCY)
    put(quick(client, STACK))
    return _neutral(dict(facts(client, TC)), TC), _neutral(dict(facts(client, STACK)), STACK)


def facts(client: Clients, names: Names) -> Iterator[tuple[str, Any]]:
    """What there is of a sandbox, resource by resource."""
    topology = load_topology(names)
    for name in topology.functions:
        yield from _function(client, names, name)
        yield f"rights of {name}", {action for action, _ in granted_to(client("iam"), topology.role_name(name))}
        yield f"resources of {name}", {where for _, where in granted_to(client("iam"), topology.role_name(name))}
    for queue in names.queues():
        yield f"queue {queue}", _queue(client("sqs"), queue)
    yield from _events(client, topology.rule_name(topology.events[0]), names.function(topology.events[0].function))
    yield from _api(client, names)
    table = client("dynamodb").describe_table(TableName=names.table)["Table"]
    indexes = [(each["IndexName"], each["KeySchema"], each["Projection"]) for each in table["GlobalSecondaryIndexes"]]
    yield "table", (table["KeySchema"], indexes, table["BillingModeSummary"], table["DeletionProtectionEnabled"])
    for bucket in (names.upload_bucket, names.generated_bucket):
        yield from _bucket(client("s3"), bucket)
    content = json.loads(client("secretsmanager").get_secret_value(SecretId=names.secret)["SecretString"])
    yield "secret", content.keys()
    yield "agent", client("ssm").get_parameter(Name=names.agent_runtime_parameter)["Parameter"]["Value"]
    alarms = client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix="petavatar-")
    for alarm in alarms.search(f"MetricAlarms[?ends_with(AlarmName, '-{names.sandbox}') && MetricName]"):
        wanted = ("MetricName", "Dimensions", "Threshold", "Period", "AlarmActions", "Statistic", "ExtendedStatistic")
        yield f"alarm {alarm['AlarmName']}", {key: alarm.get(key) for key in wanted}
    groups = client("logs").get_paginator("describe_log_groups").paginate()
    yield (
        "logs",
        {
            group["logGroupName"]: group.get("retentionInDays")
            for page in groups
            for group in page["logGroups"]
            if group["logGroupName"].endswith(names.sandbox)
        },
    )


def _function(client: Clients, names: Names, name: str) -> Iterator[tuple[str, Any]]:
    found = client("lambda").get_function_configuration(FunctionName=names.function(name))
    variables = found["Environment"]["Variables"]
    # Its last six characters are drawn.
    variables = {key: value[:-7] if key == "API_KEY_SECRET_ARN" else value for key, value in variables.items()}
    yield f"function {name}", [found[key] for key in ("Handler", "MemorySize", "Timeout", "TracingConfig")]
    yield f"environment of {name}", variables


def _queue(sqs: Any, queue: str) -> Facts:
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    texts = {key: attributes[key] for key in attributes if "Timestamp" not in key and not key.startswith("Approximate")}
    return {key: json.loads(text) if text[:1] == "{" else text for key, text in texts.items()}


def _events(client: Clients, rule: str, function: str) -> Iterator[tuple[str, Any]]:
    found = client("events").describe_rule(Name=rule)
    yield "rule", (json.loads(found["EventPattern"]), found["State"])
    yield "targets", client("events").list_targets_by_rule(Rule=rule)["Targets"]
    (config,) = client("lambda").list_function_event_invoke_configs(FunctionName=function)["FunctionEventInvokeConfigs"]
    yield "failed events", (config["MaximumRetryAttempts"], config["DestinationConfig"])
    policy = json.loads(client("lambda").get_policy(FunctionName=function)["Policy"])
    yield "who may send events", [(each["Principal"], each.get("Condition")) for each in policy["Statement"]]
    mappings = client("lambda").list_event_source_mappings()["EventSourceMappings"]
    sandbox = rule.rpartition("-")[2]
    yield (
        "mappings",
        [
            (each["EventSourceArn"], each["FunctionArn"], each["BatchSize"], each["ScalingConfig"])
            for each in mappings
            if each["EventSourceArn"].endswith(sandbox)
        ],
    )


def _api(client: Clients, names: Names) -> Iterator[tuple[str, Any]]:
    gateway = client("apigatewayv2")
    api = find_api(gateway, names)
    assert api is not None
    targets = {
        f"integrations/{each['IntegrationId']}": (each["IntegrationUri"], each["PayloadFormatVersion"])
        for each in gateway.get_integrations(ApiId=api["ApiId"])["Items"]
    }
    routes = gateway.get_routes(ApiId=api["ApiId"])["Items"]
    yield "routes", {route["RouteKey"]: targets[route["Target"]] for route in routes}
    yield "CORS", api["CorsConfiguration"]
    stage = gateway.get_stage(ApiId=api["ApiId"], StageName=STAGE)
    yield "stage", [stage[key] for key in ("AutoDeploy", "DefaultRouteSettings", "AccessLogSettings")]


def _bucket(s3: Any, bucket: str) -> Iterator[tuple[str, Any]]:
    yield f"CORS of {bucket}", s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    yield f"access of {bucket}", s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    notified = s3.get_bucket_notification_configuration(Bucket=bucket)
    yield f"events of {bucket}", "EventBridgeConfiguration" in notified


def _neutral(found: Any, names: Names) -> Any:
    """The same with neither sandbox's name."""
    if isinstance(found, dict):
        return {_neutral(key, names): _neutral(value, names) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_neutral(each, names) for each in found]
    if isinstance(found, set):
        return {_neutral(each, names) for each in found}
    return found.replace(names.sandbox, "SANDBOX") if isinstance(found, str) else found


def test_both_have_the_same_resources(both: tuple[Facts, Facts]) -> None:
    of_tc, of_stack = both

    assert of_tc.keys() == of_stack.keys()


def test_each_resource_is_the_same(both: tuple[Facts, Facts]) -> None:
    of_tc, of_stack = both
    compared = {name for name in of_tc if not name.startswith("rights of")}

    assert {name for name in compared if of_tc[name] != of_stack[name]} == LOST_BY_THE_ENGINE.keys()


def test_the_stacks_functions_may_do_the_same_but_for_what_is_listed(both: tuple[Facts, Facts]) -> None:
    of_tc, of_stack = both
    rights = [name for name in of_tc if name.startswith("rights of")]

    assert rights
    assert [name for name in rights if of_stack[name] - of_tc[name]] == []
    assert {right for name in rights for right in of_tc[name] - of_stack[name]} == DIFFERENCES.keys()
