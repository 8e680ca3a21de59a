"""Sets what `tc` can't set: event destination, worker cap, logs, traces, headers, rate limit, alarms, tags."""

import json
from typing import TYPE_CHECKING, Final

from deployment import PROJECT
from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.infrastructure.parameters import agent_runtime_arn
from deployment.monitoring.alarm import put_alarms
from deployment.monitoring.alarms import EVENT_HANDLER, WORKER, deployment_alarms
from deployment.monitoring.dashboard import put_dashboard
from deployment.monitoring.logs import agent_log_group, expire_logs
from deployment.monitoring.topic import ensure_topic
from deployment.names import Names
from deployment.region import require_own_region
from deployment.stage import set_stage
from deployment.tags import alarm_arns, log_group_arns, tag_resources
from deployment.workers import NotDeployedError, cap_workers

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_apigatewayv2.type_defs import ApiTypeDef
    from mypy_boto3_lambda import LambdaClient

FUNCTIONS: Final = tuple(sorted(path.parent.name for path in PROJECT.glob("functions/*/handler.py")))

ASYNC_RETRIES: Final = 2
"""Lambda's default and maximum; it retries after one and two minutes."""
_EVENTS: Final = "events.amazonaws.com"
EXPOSED_HEADERS: Final = ["location", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"]


def finish_deployment(client: ClientFactory, names: Names, maximum_concurrency: int) -> str:
    """Sets all of these on a deployed topology.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        maximum_concurrency: how many workers may run at once, at least 2.

    Returns:
        The address of the HTTP API.

    Raises:
        OtherRegionError: if the sandbox is in another region.
        NotDeployedError: if the topology is not deployed.
        ClientError: if AWS refuses.
    """
    require_own_region(client("s3"), names)
    functions: LambdaClient = client("lambda")
    _keep_failed_events(functions, names)
    _admit_only_our_rule(functions, names)
    cap_workers(functions, names, maximum_concurrency)
    logs, groups = client("logs"), [f"/aws/lambda/{names.function(name)}" for name in FUNCTIONS]
    if agent := agent_runtime_arn(client("ssm"), names):
        groups.append(agent_log_group(agent))
    for group in groups:
        expire_logs(logs, group)
    for name in FUNCTIONS:
        _trace(functions, names.function(name))
    gateway = client("apigatewayv2")
    api = find_api(gateway, names)
    if api is None:
        raise NotDeployedError(f"There is no API {names.api}")
    _expose_headers(gateway, api)
    set_stage(gateway, logs, names, api["ApiId"])
    alarms = _monitor(client, names, api["ApiId"])
    made = [*log_group_arns(names, [*groups, names.access_log]), *alarm_arns(names, alarms)]
    tag_resources(client("resourcegroupstaggingapi"), names, made)
    return api["ApiEndpoint"]


def _keep_failed_events(functions: "LambdaClient", names: Names) -> None:
    functions.put_function_event_invoke_config(
        FunctionName=names.function(EVENT_HANDLER),
        MaximumRetryAttempts=ASYNC_RETRIES,
        DestinationConfig={"OnFailure": {"Destination": names.queue_arn(names.upload_events_dead_letter_queue)}},
    )


def _admit_only_our_rule(functions: "LambdaClient", names: Names) -> None:
    """Lets EventBridge invoke the function for the sandbox's own rule alone.

    tc permits it for every rule, of any account. It keeps a permission that is there under the rule's name. Between
    the two calls EventBridge is refused, and tries again.
    """
    function, present = names.function(EVENT_HANDLER), event_permissions(functions, names)
    for statement in [statement for statement, is_ours in present.items() if not is_ours]:
        functions.remove_permission(FunctionName=function, StatementId=statement)
    if not any(present.values()):
        functions.add_permission(
            FunctionName=function,
            StatementId=names.upload_rule,
            Action="lambda:InvokeFunction",
            Principal=_EVENTS,
            SourceArn=names.upload_rule_arn,
        )


def event_permissions(functions: "LambdaClient", names: Names) -> dict[str, bool]:
    """EventBridge's permissions to invoke the function of upload events: is each for the sandbox's rule alone?"""
    with ignore_errors("ResourceNotFoundException"):
        policy = json.loads(functions.get_policy(FunctionName=names.function(EVENT_HANDLER))["Policy"])
        return {
            statement["Sid"]: list(statement.get("Condition", {}).get("ArnLike", {}).values())
            == [names.upload_rule_arn]
            for statement in policy["Statement"]
            if statement["Principal"] == {"Service": _EVENTS}
        }
    return {}


def _trace(functions: "LambdaClient", function: str) -> None:
    present = functions.get_function_configuration(FunctionName=function).get("TracingConfig", {})
    if present.get("Mode") != "Active":
        functions.get_waiter("function_updated_v2").wait(FunctionName=function)
        functions.update_function_configuration(FunctionName=function, TracingConfig={"Mode": "Active"})


def _expose_headers(gateway: "ApiGatewayV2Client", api: "ApiTypeDef") -> None:
    """Lets pages of other origins read headers that browsers hide by default, such as Retry-After."""
    cors = api["CorsConfiguration"]
    if cors.get("ExposeHeaders") != EXPOSED_HEADERS:
        gateway.update_api(ApiId=api["ApiId"], CorsConfiguration={**cors, "ExposeHeaders": EXPOSED_HEADERS})


def _monitor(client: ClientFactory, names: Names, api_id: str) -> list[str]:
    """Sets alarms and dashboard, and returns the alarms' names."""
    topic, cloudwatch = ensure_topic(client("sns"), names), client("cloudwatch")
    worker = json.loads((PROJECT / "infra" / "vars" / f"{WORKER}.json").read_text())["default"]
    alarms = list(deployment_alarms(names, FUNCTIONS, worker["timeout"], api_id))
    put_alarms(cloudwatch, names, alarms, topic)
    put_dashboard(cloudwatch, names, FUNCTIONS, api_id)
    return [alarm.name for alarm in alarms]


def find_api(gateway: "ApiGatewayV2Client", names: Names) -> "ApiTypeDef | None":
    """The sandbox's HTTP API; None if it does not exist."""
    return next(gateway.get_paginator("get_apis").paginate().search(f"Items[?Name=='{names.api}']"), None)
