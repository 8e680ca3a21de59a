"""Sets what `tc` can't set on its resources: event destination, worker cap, logs, traces, headers, alarms."""

import json
from typing import TYPE_CHECKING, Any, Final

from deployment import PROJECT
from deployment.agent.runtime import log_group
from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.infrastructure.parameters import NOT_DEPLOYED
from deployment.monitoring.alarm import put_alarms
from deployment.monitoring.alarms import EVENT_HANDLER, WORKER, deployment_alarms
from deployment.monitoring.dashboard import put_dashboard
from deployment.monitoring.topic import ensure_topic
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_apigatewayv2.type_defs import ApiTypeDef
    from mypy_boto3_lambda import LambdaClient

FUNCTIONS: Final = tuple(sorted(path.parent.name for path in PROJECT.glob("functions/*/handler.py")))

ASYNC_RETRIES: Final = 2
"""Lambda's default and maximum; it retries after one and two minutes."""
LOG_RETENTION_DAYS: Final = 7
EXPOSED_HEADERS: Final = ["location", "retry-after"]


class NotDeployedError(RuntimeError):
    """A resource that tc creates is missing: the topology is not deployed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: deploy the topology first")


def finish_deployment(client: ClientFactory, names: Names, maximum_concurrency: int) -> str:
    """Sets all of these on a deployed topology.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        maximum_concurrency: how many workers may run at once, at least 2.

    Returns:
        The address of the HTTP API.

    Raises:
        NotDeployedError: if the topology is not deployed.
        ClientError: if AWS refuses.
    """
    functions: LambdaClient = client("lambda")
    _keep_failed_events(functions, names)
    _cap_workers(functions, names, maximum_concurrency)
    logs = client("logs")
    for name in FUNCTIONS:
        _expire_logs(logs, f"/aws/lambda/{names.function(name)}")
        _trace(functions, names.function(name))
    agent = client("ssm").get_parameter(Name=names.agent_runtime_parameter)["Parameter"]["Value"]
    if agent != NOT_DEPLOYED:
        _expire_logs(logs, log_group(agent))
    gateway = client("apigatewayv2")
    api = find_api(gateway, names)
    if api is None:
        raise NotDeployedError(f"There is no API {names.api}")
    _expose_headers(gateway, api)
    _monitor(client, names, api["ApiId"])
    return api["ApiEndpoint"]


def _keep_failed_events(functions: "LambdaClient", names: Names) -> None:
    functions.put_function_event_invoke_config(
        FunctionName=names.function(EVENT_HANDLER),
        MaximumRetryAttempts=ASYNC_RETRIES,
        DestinationConfig={"OnFailure": {"Destination": names.queue_arn(names.upload_events_dead_letter_queue)}},
    )


def _cap_workers(functions: "LambdaClient", names: Names, maximum_concurrency: int) -> None:
    mappings = functions.list_event_source_mappings(
        EventSourceArn=names.queue_arn(names.queue), FunctionName=names.function(WORKER)
    )["EventSourceMappings"]
    if not mappings:
        raise NotDeployedError(f"{names.function(WORKER)} is not mapped to {names.queue}")
    for mapping in mappings:
        if mapping.get("ScalingConfig", {}).get("MaximumConcurrency") != maximum_concurrency:
            functions.update_event_source_mapping(
                UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": maximum_concurrency}
            )


def _expire_logs(logs: Any, group: str) -> None:
    with ignore_errors("ResourceAlreadyExistsException"):
        logs.create_log_group(logGroupName=group)
    logs.put_retention_policy(logGroupName=group, retentionInDays=LOG_RETENTION_DAYS)


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


def _monitor(client: ClientFactory, names: Names, api_id: str) -> None:
    topic, cloudwatch = ensure_topic(client("sns"), names), client("cloudwatch")
    worker = json.loads((PROJECT / "infra" / "vars" / f"{WORKER}.json").read_text())["default"]
    put_alarms(cloudwatch, names, deployment_alarms(names, FUNCTIONS, worker["timeout"], api_id), topic)
    put_dashboard(cloudwatch, names, FUNCTIONS, api_id)


def find_api(gateway: "ApiGatewayV2Client", names: Names) -> "ApiTypeDef | None":
    """The sandbox's HTTP API; None if it does not exist."""
    return next(gateway.get_paginator("get_apis").paginate().search(f"Items[?Name=='{names.api}']"), None)
