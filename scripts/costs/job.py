"""The costs of one job, by part, and those of a month that no job causes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scripts.costs.inputs import Inputs

GB: Final = 1e9
HOURS_A_MONTH: Final = 730
_GIB: Final = 2**30
_HOUR_S: Final = 3600
_DAYS_A_MONTH: Final = 30
_RETENTION_DAYS: Final = 7
_FUNCTION_GB: Final = 0.5
"""Every function's memory: infra/vars/."""
_WRITE_UNIT_BYTES: Final = 1024
_READ_UNIT_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the bill: what it is for, how it comes about, and US dollars."""

    name: str
    how: str
    usd: float


def polls(inputs: Inputs) -> int:
    """How often a client asks for a job's status, in place of the measured job's impatient one."""
    return math.ceil(inputs.assumed("job_seconds") / inputs.assumed("poll_seconds"))


def api_requests(inputs: Inputs) -> int:
    """Requests to the API for one job."""
    routes = ("presigned-url", "process", "results")
    return sum(map(inputs.requests, routes)) + polls(inputs)


def parts_of_a_job(inputs: Inputs) -> Iterator[Part]:
    """What one job costs."""
    yield from _models(inputs)
    yield _agent(inputs)
    yield from _functions(inputs)
    yield from _storage(inputs)
    yield from _telemetry(inputs)


def parts_of_a_month(inputs: Inputs) -> Iterator[Part]:
    """What a deployment costs in a month without any job."""
    yield Part("Secrets Manager", "the secret of the API keys", inputs.price("secret_month"))
    alarms, dashboards = inputs.assumed("alarm_metrics"), inputs.assumed("dashboards")
    yield Part("CloudWatch alarms", f"{alarms:.0f} metrics", alarms * inputs.price("alarm_month"))
    yield Part("CloudWatch dashboard", f"{dashboards:.0f}", dashboards * inputs.price("dashboard_month"))
    polling = inputs.assumed("polling_requests_month")
    yield Part("SQS", f"about {polling:,.0f} looks at an idle queue", polling * inputs.price("sqs_request"))


def metrics_of_a_month(inputs: Inputs, jobs: int) -> Part:
    """Custom metrics are paid by the hours in which they have values: a job touches one hour at most."""
    metrics, hours = inputs.measured["custom_metrics"], min(jobs, HOURS_A_MONTH)
    usd = metrics * inputs.price("metric_month") * hours / HOURS_A_MONTH
    return Part("CloudWatch metrics", f"{metrics} custom metrics in {hours} of {HOURS_A_MONTH} hours", usd)


def month(inputs: Inputs, jobs: int) -> float:
    """What a month with so many jobs costs, in US dollars."""
    by_job = sum(part.usd for part in parts_of_a_job(inputs))
    by_month = sum(part.usd for part in parts_of_a_month(inputs))
    return jobs * by_job + by_month + metrics_of_a_month(inputs, jobs).usd


def _models(inputs: Inputs) -> Iterator[Part]:
    for role, name in (("text", "Text model"), ("orchestrator", "Orchestrating model")):
        used = inputs.measured["usage"][role]
        usd = used["input_tokens"] * inputs.price(f"{role}_input")
        usd += used["output_tokens"] * inputs.price(f"{role}_output")
        how = f"{used['calls']} calls, {used['input_tokens']:,} tokens in, {used['output_tokens']:,} out"
        yield Part(name, how, usd)
    images = inputs.measured["usage"]["image"]["images"]
    yield Part("Image model", f"{images} image", images * inputs.price("image"))


def _agent(inputs: Inputs) -> Part:
    agent, seconds = inputs.measured["agent"], inputs.assumed("job_seconds") + inputs.assumed("idle_session_seconds")
    memory = max(agent["memory_bytes"] / _GIB, inputs.assumed("agent_memory_gb_least"))
    usd = agent["cpu_seconds"] / _HOUR_S * inputs.price("agentcore_vcpu_hour")
    usd += memory * seconds / _HOUR_S * inputs.price("agentcore_gb_hour")
    return Part("AgentCore", f"{agent['cpu_seconds']} s of CPU, {memory:.2f} GB for {seconds:,.0f} s", usd)


def _functions(inputs: Inputs) -> Iterator[Part]:
    requests = api_requests(inputs)
    yield Part("API Gateway", f"{requests} requests", requests * inputs.price("api_request"))
    # Beside the API's: s3-event-handler, and the worker for each message.
    small, runs = requests + 1, inputs.calls("sqs:SendMessage")
    idle_runs = runs - inputs.calls("bedrock-agentcore:InvokeAgentRuntime")
    seconds = (small + idle_runs) * inputs.assumed("handler_seconds") + inputs.assumed("job_seconds")
    usd = (small + runs) * inputs.price("lambda_request") + seconds * _FUNCTION_GB * inputs.price("lambda_gb_second")
    yield Part("Lambda", f"{small + runs} requests, {seconds:.1f} s at {_FUNCTION_GB:.1f} GB", usd)
    # Each message is sent, received and deleted.
    yield Part("SQS", f"{runs} messages, 3 requests each", 3 * runs * inputs.price("sqs_request"))
    events = 1 + inputs.calls("events:PutEvents")
    yield Part("EventBridge", f"{events} events: upload and end", events * inputs.price("eventbridge_event"))
    keys = requests
    yield Part(
        "Secrets Manager",
        f"{keys} calls at most (functions keep the secret for a minute)",
        keys * inputs.price("secret_call"),
    )


def _storage(inputs: Inputs) -> Iterator[Part]:
    size = inputs.measured["item_bytes"]
    # The whole item counts at each write. It is small until the last one, which completes the job.
    writes = inputs.calls("dynamodb:PutItem", "dynamodb:UpdateItem") - 1 + math.ceil(size / _WRITE_UNIT_BYTES)
    reads = inputs.calls("dynamodb:GetItem") - inputs.requests("status") + polls(inputs)
    reads += math.ceil(size / _READ_UNIT_BYTES) - 1
    usd = writes * inputs.price("dynamodb_write") + reads * inputs.price("dynamodb_read")
    yield Part("DynamoDB", f"{writes} write units, {reads} read units", usd)
    puts, gets = inputs.calls("s3:PutObject"), inputs.calls("s3:GetObject", "s3:ListBucket")
    stored = sum(inputs.measured["bytes"][name] for name in ("photo", "work", "pictures")) / GB
    usd = puts * inputs.price("s3_put") + gets * inputs.price("s3_get")
    usd += stored * _RETENTION_DAYS / _DAYS_A_MONTH * inputs.price("s3_gb_month")
    yield Part("S3", f"{puts} PUT, {gets} GET, {stored * 1000:.2f} MB for {_RETENTION_DAYS} days", usd)
    pictures = inputs.measured["bytes"]["pictures"] / GB
    yield Part("Data to the internet", f"{pictures * 1000:.2f} MB of pictures", pictures * inputs.price("transfer_gb"))


def _telemetry(inputs: Inputs) -> Iterator[Part]:
    logs = inputs.measured["bytes"]["logs"] / GB
    yield Part("CloudWatch Logs", f"{logs * 1e6:.1f} KB", logs * inputs.price("log_gb"))
    traces = api_requests(inputs) + 1
    how = f"{traces} traces at most (by default the first of each second, and 5 % of the others)"
    yield Part("X-Ray", how, traces * inputs.price("trace"))
