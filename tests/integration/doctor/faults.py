"""Faults that can be planted in a running system, each with the finding that it is and the way back."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from deployment.agent.runtime import log_group
from local.system import AGENT_RUNTIME_ARN, LocalSystem
from petavatar.errors import ModelUnsuitable
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import AGENT_ROLE, IMAGE, ORCHESTRATOR, TEXT, ControlPlanes

WORKER: Final = "petavatar_process-worker_local"
EVENT_HANDLER: Final = "petavatar_s3-event-handler_local"
QUEUE: Final = "petavatar-processing-queue-local"
DLQ: Final = "petavatar-processing-dlq-local"
RULE: Final = "tc-petavatar-UploadCreated-local"
TABLE: Final = "petavatar-jobs-local"
SECRET: Final = "petavatar-api-keys-local"
A_SECRET: Final = "pa_what-a-log-line-may-hold"
AGENT_PARAMETER: Final = "/petavatar/agent-runtime-arn-local"
AGENT_LOGS: Final = log_group(AGENT_RUNTIME_ARN)

Planting = Callable[[LocalSystem, ControlPlanes], Iterator[None]]


@dataclass(frozen=True)
class Fault:
    """A fault: how it is planted and taken away again, and the one finding that must come of it."""

    plant: Planting
    subject: str
    what: str
    level: Level = Level.FAULT
    fix: str = ""


FAULTS: Final[dict[str, Fault]] = {}


def fault(name: str, subject: str, what: str, level: Level = Level.FAULT, fix: str = "") -> Callable[[Planting], None]:
    """Names what a planting must be found as."""

    def register(plant: Planting) -> None:
        FAULTS[name] = Fault(plant, subject, what, level, fix)

    return register


@contextmanager
def planted(name: str, system: LocalSystem, control: ControlPlanes) -> Iterator[Fault]:
    """Meanwhile the fault is there."""
    steps = FAULTS[name].plant(system, control)
    next(steps)
    try:
        yield FAULTS[name]
    finally:
        next(steps, None)


@fault("public bucket", "bucket petavatar-uploads", "BlockPublicPolicy is off", fix="create_infrastructure")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    whole = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={**whole, "BlockPublicPolicy": False})
    yield
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=whole)


@fault("photos kept too long", "bucket petavatar-uploads", "after 30 days; users are promised 7")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [{**rules[0], "Expiration": {"Days": 30}}]}
    )
    yield
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


@fault("photos kept for ever", "bucket petavatar-uploads", "objects never expire")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [{**rules[0], "Status": "Disabled"}]}
    )
    yield
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


@fault("erased photos kept", "bucket petavatar-uploads", "it keeps what is erased", fix="Status=Suspended")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    yield
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


def _without_rule(system: LocalSystem, name: str) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.generated_bucket
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    fewer = {key: value for key, value in rule.items() if key != name}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [fewer]})
    yield
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})


@fault("old versions kept", "bucket petavatar-generated", "old versions of objects never expire")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _without_rule(system, "NoncurrentVersionExpiration")


@fault("parts of uploads kept", "bucket petavatar-generated", "parts of uploads that were never completed stay")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _without_rule(system, "AbortIncompleteMultipartUpload")


@fault("bucket closed to browsers", "bucket petavatar-uploads", "allow no POST", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    # The system of the tests has no page, so that no origin is allowed at all.
    rule = {"AllowedOrigins": [], **s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [{**rule, "AllowedMethods": ["GET"]}]})
    yield
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


@fault("silent bucket", "bucket petavatar-uploads", "notifications to EventBridge are off")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    yield
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})


@fault("the agent's logs kept for ever", f"logs {AGENT_LOGS}", "they are kept for ever", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    logs = system.client("logs")
    logs.delete_retention_policy(logGroupName=AGENT_LOGS)
    yield
    logs.put_retention_policy(logGroupName=AGENT_LOGS, retentionInDays=7)


@fault("jobs kept for ever", f"table {TABLE}", "its time to live is off")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    dynamodb = system.client("dynamodb")
    expiry = {"AttributeName": "ttl", "Enabled": False}
    dynamodb.update_time_to_live(TableName=TABLE, TimeToLiveSpecification=expiry)
    yield
    dynamodb.update_time_to_live(TableName=TABLE, TimeToLiveSpecification={**expiry, "Enabled": True})


def _queue_attribute(system: LocalSystem, queue: str, name: str, value: str) -> Iterator[None]:
    sqs = system.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    former = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: value})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: former})


@fault("messages shown too soon", f"queue {QUEUE}", "hidden for 30 s, not for six worker timeouts, 900 s")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _queue_attribute(system, QUEUE, "VisibilityTimeout", "30")


@fault("queue without a dead-letter queue", f"queue {QUEUE}", "messages that fail for good are lost")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _queue_attribute(system, QUEUE, "RedrivePolicy", "")


@fault("too many tries", f"queue {QUEUE}", "a message comes 9 times")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    redrive = json.dumps({"deadLetterTargetArn": system.names.queue_arn(DLQ), "maxReceiveCount": 9})
    yield from _queue_attribute(system, QUEUE, "RedrivePolicy", redrive)


@fault("dead letters", f"queue {DLQ}", "about 1 jobs that failed", Level.WARNING, fix="scripts.redrive")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    sqs = system.client("sqs")
    url = sqs.get_queue_url(QueueName=DLQ)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    yield
    sqs.purge_queue(QueueUrl=url)


def _secret(system: LocalSystem, text: str) -> Iterator[None]:
    secrets = system.client("secretsmanager")
    former = secrets.get_secret_value(SecretId=SECRET)["SecretString"]
    secrets.put_secret_value(SecretId=SECRET, SecretString=text)
    yield
    secrets.put_secret_value(SecretId=SECRET, SecretString=former)


@fault("no keys", f"secret {SECRET}", "it holds no valid key", fix="scripts.api_keys --sandbox local create")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _secret(system, '{"keys": []}')


@fault("keys that can't be read", f"secret {SECRET}", "does not hold keys in the form")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _secret(system, "pa_a-key-as-it-is")


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


def _policy(system: LocalSystem, role: str, change: Callable[[Any], Any]) -> Iterator[None]:
    iam = system.client("iam")
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    former = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    changed = {**former, "Statement": change(former["Statement"])}
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(changed))
    yield
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(former))


@fault("role without a right", "role tc-petavatar-pw-local", "it lacks rights: bedrock-agentcore:InvokeAgentRuntime")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _policy(
        system, "tc-petavatar-pw-local", lambda all_: [one for one in all_ if one["Sid"] != "InvokeAgent"]
    )


@fault("role with a right too many", "role tc-petavatar-pw-local", "does not need: s3:DeleteObject", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    more = {"Sid": "More", "Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}
    yield from _policy(system, "tc-petavatar-pw-local", lambda all_: [*all_, more])


def _mapping(system: LocalSystem, **settings: Any) -> Iterator[None]:
    functions = system.client("lambda")
    (found,) = functions.list_event_source_mappings()["EventSourceMappings"]
    former = {"Enabled": True, "BatchSize": 1}
    functions.update_event_source_mapping(UUID=found["UUID"], **settings)
    yield
    functions.update_event_source_mapping(UUID=found["UUID"], **{key: former[key] for key in settings})


@fault("mapping that is off", f"mapping of {QUEUE}", "jobs stay queued: it is off", fix="--enabled")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _mapping(system, Enabled=False)


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


def _replaced(place: dict[str, Any], name: str, value: Any) -> Iterator[None]:
    former = place[name]
    place[name] = value
    yield
    place[name] = former


@fault("agent that failed to update", "agent runtime", "its status is UPDATE_FAILED: no such image")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    control.agent["failureReason"] = "no such image"
    yield from _replaced(control.agent, "status", "UPDATE_FAILED")


@fault("agent of another bucket", "agent runtime", "its variable S3_UPLOAD_BUCKET is missing or not")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from _replaced(control.agent["environmentVariables"], "S3_UPLOAD_BUCKET", "elsewhere")


@fault("agent without a right", "agent's role", "it lacks rights: bedrock:InvokeModel")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _policy(system, AGENT_ROLE, lambda all_: [one for one in all_ if one["Sid"] != "InvokeModels"])


@fault(
    "model past its life", f"model us.{TEXT} in us-east-1", "end of life was on 2026-01-01", fix="--text-model MODEL"
)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from _replaced(control.lives, TEXT, {"status": "LEGACY", "endOfLifeTime": "2026-01-01T00:00:00Z"})


@fault("legacy model", f"model us.{ORCHESTRATOR} in us-east-1", "it is legacy", Level.WARNING)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from _replaced(control.lives, ORCHESTRATOR, {"status": "LEGACY"})


@fault("model that is closed", f"model {IMAGE} in us-west-2", "can't use it (authorizationStatus)", fix="Marketplace")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from _replaced(control.access[IMAGE], "authorizationStatus", "NOT_AUTHORIZED")


@fault("quota of zero", f"quotas of us.{TEXT}", "tokens per minute for Claude Sonnet 4.6 is 0", fix="Service Quotas")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from _replaced(control.quotas[0], "Value", 0.0)
