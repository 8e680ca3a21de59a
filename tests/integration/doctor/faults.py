"""Faults of functions, wiring and telemetry."""

import json
import time
from collections.abc import Iterator
from typing import Any, Final

from local.system import LocalSystem
from petavatar.errors import ModelUnsuitable
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import ControlPlanes
from tests.integration.doctor.planting import Faults, policy_of

WORKER: Final = "petavatar_process-worker_local"
EVENT_HANDLER: Final = "petavatar_s3-event-handler_local"
QUEUE: Final = "petavatar-processing-queue-local"
WEBHOOKS: Final = "petavatar-webhook-queue-local"
RULE: Final = "tc-petavatar-UploadCreated-local"
A_SECRET: Final = "pa_what-a-log-line-may-hold"
AGENT_PARAMETER: Final = "/petavatar/agent-runtime-arn-local"

FAULTS: Final = Faults()
fault = FAULTS.add


def _function(system: LocalSystem, name: str, **settings: Any) -> Iterator[None]:
    functions = system.client("lambda")
    found = functions.get_function_configuration(FunctionName=name)
    functions.update_function_configuration(FunctionName=name, **settings)
    yield
    functions.update_function_configuration(FunctionName=name, **{key: found[key] for key in settings})


def _worker_variable(system: LocalSystem, name: str, value: str) -> Iterator[None]:
    variables = system.client("lambda").get_function_configuration(FunctionName=WORKER)["Environment"]["Variables"]
    yield from _function(system, WORKER, Environment={"Variables": {**variables, name: value}})


@fault("short timeout", f"function {WORKER}", "its timeout is 30 s, not 150 s", fix="tc update -s local")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _function(system, WORKER, Timeout=30)


@fault("little memory", f"function {WORKER}", "its memory is 128 MB, not 512 MB", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _function(system, WORKER, MemorySize=128)


@fault("stale environment", f"function {WORKER}", "environment variables missing or wrong: AGENT_RUNTIME_ARN")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _worker_variable(system, "AGENT_RUNTIME_ARN", "arn:another")


@fault("no agent", f"parameter {AGENT_PARAMETER}", "the agent is not deployed", fix="scripts.deploy_agent")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    ssm = system.client("ssm")
    arn = ssm.get_parameter(Name=AGENT_PARAMETER)["Parameter"]["Value"]
    ssm.put_parameter(Name=AGENT_PARAMETER, Value="not-deployed", Type="String", Overwrite=True)
    yield from _worker_variable(system, "AGENT_RUNTIME_ARN", "not-deployed")
    ssm.put_parameter(Name=AGENT_PARAMETER, Value=arn, Type="String", Overwrite=True)


@fault("untraced function", f"function {WORKER}", "its traces are off", Level.WARNING, fix="scripts.post_deploy")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _function(system, WORKER, TracingConfig={"Mode": "PassThrough"})


@fault("role without a right", "role tc-petavatar-pw-local", "it lacks rights: bedrock-agentcore:InvokeAgentRuntime")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from policy_of(
        system, "tc-petavatar-pw-local", lambda all_: [one for one in all_ if one["Sid"] != "InvokeAgent"]
    )


@fault("role with a right too many", "role tc-petavatar-pw-local", "does not need: s3:DeleteObject", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    more = {"Sid": "More", "Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}
    yield from policy_of(system, "tc-petavatar-pw-local", lambda all_: [*all_, more])


def _mapping(system: LocalSystem, queue: str = QUEUE, **settings: Any) -> Iterator[None]:
    functions = system.client("lambda")
    (found,) = functions.list_event_source_mappings(EventSourceArn=system.names.queue_arn(queue))["EventSourceMappings"]
    former = {"Enabled": True, "BatchSize": 1}
    functions.update_event_source_mapping(UUID=found["UUID"], **settings)
    yield
    functions.update_event_source_mapping(UUID=found["UUID"], **{key: former[key] for key in settings})


@fault("mapping that is off", f"mapping of {QUEUE}", "jobs stay queued: it is off", fix="--enabled")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _mapping(system, Enabled=False)


@fault("mapping of webhooks that is off", f"mapping of {WEBHOOKS}", "webhooks are not sent: it is off", fix="--enabled")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _mapping(system, WEBHOOKS, Enabled=False)


@fault("mapping of batches", f"mapping of {QUEUE}", "a worker gets 10 jobs at once", fix="--batch-size 1")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _mapping(system, BatchSize=10)


@fault("rule that is off", f"rule {RULE}", "dropped files start no job: it is off", fix="enable-rule")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    events = system.client("events")
    events.disable_rule(Name=RULE)
    yield
    events.enable_rule(Name=RULE)


@fault("rule without a target", f"rule {RULE}", "it does not invoke its function")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    events = system.client("events")
    targets = events.list_targets_by_rule(Rule=RULE)["Targets"]
    events.remove_targets(Rule=RULE, Ids=[target["Id"] for target in targets])
    yield
    events.put_targets(Rule=RULE, Targets=targets)


@fault("lost events", f"failed events of {EVENT_HANDLER}", "is lost", fix="scripts.post_deploy")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    functions = system.client("lambda")
    functions.delete_function_event_invoke_config(FunctionName=EVENT_HANDLER)
    yield
    functions.put_function_event_invoke_config(
        FunctionName=EVENT_HANDLER,
        MaximumRetryAttempts=2,
        DestinationConfig={
            "OnFailure": {"Destination": system.names.queue_arn(system.names.upload_events_dead_letter_queue)}
        },
    )


@fault("missing route", "API petavatar_local", "POST /process is missing")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    gateway = system.client("apigatewayv2")
    api = system.api_url.rpartition("/")[2]
    (route,) = [one for one in gateway.get_routes(ApiId=api)["Items"] if one["RouteKey"] == "POST /process"]
    gateway.delete_route(ApiId=api, RouteId=route["RouteId"])
    yield
    gateway.create_route(ApiId=api, RouteKey=route["RouteKey"], Target=route["Target"])


def _stage(system: LocalSystem, **settings: Any) -> Iterator[None]:
    gateway, api = system.client("apigatewayv2"), system.api_url.rpartition("/")[2]
    found = gateway.get_stage(ApiId=api, StageName="$default")
    gateway.update_stage(ApiId=api, StageName="$default", **settings)
    yield
    gateway.update_stage(ApiId=api, StageName="$default", **{name: found[name] for name in settings})


@fault("stage without its limit", "stage of API petavatar_local", "not 20 a second, bursts of 50", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _stage(system, DefaultRouteSettings={"ThrottlingRateLimit": 10_000, "ThrottlingBurstLimit": 5_000})


@fault("access log elsewhere", "stage of API petavatar_local", "it has no access log", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    elsewhere = f"arn:aws:logs:{system.region}:{system.account}:log-group:elsewhere"
    yield from _stage(system, AccessLogSettings={"DestinationArn": elsewhere, "Format": "$context.requestId"})


@fault("crossed route", "API petavatar_local", "POST /process does not invoke petavatar_process-handler_local")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    gateway = system.client("apigatewayv2")
    api = system.api_url.rpartition("/")[2]
    routes = {one["RouteKey"]: one for one in gateway.get_routes(ApiId=api)["Items"]}
    route, other = routes["POST /process"], routes["GET /presigned-url"]
    gateway.update_route(ApiId=api, RouteId=route["RouteId"], Target=other["Target"])
    yield
    gateway.update_route(ApiId=api, RouteId=route["RouteId"], Target=route["Target"])


@fault("logs kept for ever", f"logs /aws/lambda/{WORKER}", "they are kept for ever", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    logs, group = system.client("logs"), f"/aws/lambda/{WORKER}"
    logs.delete_retention_policy(logGroupName=group)
    yield
    logs.put_retention_policy(logGroupName=group, retentionInDays=7)


@fault(
    "errors",
    f"logs /aws/lambda/{WORKER}",
    "hour: worker claim ClientError (2), a function stopped (1)",
    Level.WARNING,
)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    logs, stream = system.client("logs"), {"logGroupName": f"/aws/lambda/{WORKER}", "logStreamName": "planted"}
    record = {"level": "ERROR", "component": "worker", "operation": "claim", "error_type": "ClientError"}
    lines = [
        json.dumps({**record, "message": A_SECRET}),
        json.dumps({**record, "message": A_SECRET}),
        json.dumps({"level": "INFO", "message": "there was no ERROR"}),
        f"2026-11-25T10:00:00Z 0b6f Task timed out after 150.00 seconds {A_SECRET}",
        "START RequestId: 0b6f, which has no ERROR in it",
    ]
    logs.create_log_stream(**stream)
    now = int(time.time() * 1000)
    logs.put_log_events(**stream, logEvents=[{"timestamp": now, "message": line} for line in lines])
    yield
    logs.delete_log_stream(**stream)


@fault(
    "text model that refuses every form",
    f"logs /aws/lambda/{WORKER}",
    "hour: process-worker process AgentProblem model-unsuitable (1)",
    Level.WARNING,
)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    logs, stream = system.client("logs"), {"logGroupName": f"/aws/lambda/{WORKER}", "logStreamName": "planted"}
    problem = ModelUnsuitable(A_SECRET).record()["type"]
    record = {"level": "ERROR", "component": "process-worker", "operation": "process", "error_type": "AgentProblem"}
    logs.create_log_stream(**stream)
    line = json.dumps({**record, "problem": problem, "message": A_SECRET})
    logs.put_log_events(**stream, logEvents=[{"timestamp": int(time.time() * 1000), "message": line}])
    yield
    logs.delete_log_stream(**stream)


@fault("alarm that rings", "alarms", "petavatar-dead-letters-local is raised", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    cloudwatch, name = system.client("cloudwatch"), "petavatar-dead-letters-local"
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Period=60,
        Statistic="Maximum",
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="test")
    yield
    cloudwatch.delete_alarms(AlarmNames=[name])
