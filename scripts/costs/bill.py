"""What a job and a month cost, and how many jobs a month each quota lets through."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from agent.models.pricing import Price

HOURS_A_MONTH: Final = 730
_GB: Final = 1e9
_RETENTION_DAYS: Final = 7
_FUNCTION_GB: Final = 0.5
"""Every function's memory: infra/vars/."""

type Json = Mapping[str, Any]


class Part(NamedTuple):
    """One line of the bill: what it is for, how it comes about, and US dollars."""

    name: str
    how: str
    usd: float


@dataclass(frozen=True, slots=True)
class Inputs:
    """A counted job, prices, quotas and assumptions, as the files beside this one have them."""

    measured: Json
    prices: Json
    quotas: Json
    assumptions: Json

    @classmethod
    def read(cls) -> Self:
        """Reads the files."""
        names = ("measured", "prices", "quotas", "assumptions")
        return cls(*(json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8")) for name in names))

    def part(self, name: str, how: str, **units: float) -> Part:
        """A line of the bill: so many units of each price."""
        prices = self.prices["prices"]
        return Part(name, how, sum(units[price] * prices[price]["usd"] / prices[price]["per"] for price in units))

    def assumed(self, name: str) -> float:
        """An assumption's value."""
        return float(self.assumptions["assumptions"][name]["value"])

    def polls(self) -> int:
        """How often a client asks for a job's status; the counted job's client asked more often."""
        return math.ceil(self.assumed("job_seconds") / self.assumed("poll_seconds"))

    def api_requests(self) -> int:
        """Requests to the API for one job."""
        asked = self.measured["requests"]
        return int(asked["presigned-url"] + asked["process"] + asked["results"]) + self.polls()


def job(inputs: Inputs) -> Iterator[Part]:
    """The parts of one job."""
    part, usage = inputs.part, inputs.measured["usage"]
    for role, name in (("text", "Text model"), ("orchestrator", "Orchestrating model")):
        calls, taken, given = (usage[role][what] for what in ("calls", "input_tokens", "output_tokens"))
        units = {f"{role}_input": taken, f"{role}_output": given}
        yield part(name, f"{calls} calls, {taken:,} tokens in, {given:,} out", **units)
    images = usage["image"]["images"]
    yield part("Image model", f"{images} image", image=images)
    yield from _compute(inputs)
    yield from _storage(inputs)


def of_models(inputs: Inputs, usage: Json) -> float:
    """What the models of a usage by role cost, in US dollars."""
    parts = (
        inputs.part(
            role,
            "",
            **{f"{role}_input": usage[role]["input_tokens"], f"{role}_output": usage[role]["output_tokens"]},
        )
        for role in ("text", "orchestrator")
    )
    return sum(part.usd for part in parts) + inputs.part("image", "", image=usage["image"]["images"]).usd


def in_one_job(inputs: Inputs, model: Json) -> float:
    """What one job would pay a model for its texts or its picture, in US dollars, with the tokens that were counted."""
    usage = inputs.measured["usage"]
    amounts = {name: model[name] for name in ("input", "output", "image") if name in model}
    return Price(**amounts, checked=model["checked"]).of({**usage["text"], "images": usage["image"]["images"]})


def _compute(inputs: Inputs) -> Iterator[Part]:
    """The agent, the functions, and what calls them."""
    part, assumed, agent, calls = inputs.part, inputs.assumed, inputs.measured["agent"], inputs.measured["calls"]
    cpu_s, session_s = agent["cpu_seconds"], assumed("job_seconds") + assumed("idle_session_seconds")
    memory = max(agent["memory_bytes"] / 2**30, assumed("agent_memory_gb_least"))
    units = {"agentcore_vcpu_hour": cpu_s / 3600, "agentcore_gb_hour": memory * session_s / 3600}
    yield part("AgentCore", f"{cpu_s} s of CPU, {memory:.2f} GB for {session_s:,.0f} s", **units)
    requests = inputs.api_requests()
    yield part("API Gateway", f"{requests} requests", api_request=requests)
    # Beside the API's functions: s3-event-handler, and the worker for each message.
    short, runs = requests + 1, calls["sqs:SendMessage"]
    idle_runs = runs - calls["bedrock-agentcore:InvokeAgentRuntime"]
    billed_s = (short + idle_runs) * assumed("handler_seconds") + assumed("job_seconds") + assumed("stop_seconds")
    units = {"lambda_request": short + runs, "lambda_gb_second": billed_s * _FUNCTION_GB}
    yield part("Lambda", f"{short + runs} requests, {billed_s:.1f} s at {_FUNCTION_GB:.1f} GB", **units)
    # Each message is sent, received and deleted.
    yield part("SQS", f"{runs} messages, 3 requests each", sqs_request=3 * runs)
    events = 1 + calls["events:PutEvents"]
    yield part("EventBridge", f"{events} events: upload and end", eventbridge_event=events)
    how = f"{requests} calls at most (functions keep the secret for a minute)"
    yield part("Secrets Manager", how, secret_call=requests)
    how = f"{short} traces at most (by default the first of each second, and 5 % of the others)"
    yield part("X-Ray", how, trace=short)


def _storage(inputs: Inputs) -> Iterator[Part]:
    part, sizes, calls = inputs.part, inputs.measured["bytes"], Counter[str](inputs.measured["calls"])
    # The whole item counts at each read and write. It is small until the last write, which completes the job.
    item = inputs.measured["item_bytes"]
    changes = calls["dynamodb:PutItem"] + calls["dynamodb:UpdateItem"]
    # The index by owner is written at each change, too: it has no more than a kilobyte of a job.
    writes = changes - 1 + math.ceil(item / 1024) + changes
    polls = inputs.polls() - inputs.measured["requests"]["status"]
    reads = calls["dynamodb:GetItem"] + polls - 1 + math.ceil(item / 4096)
    units = {"dynamodb_write": writes, "dynamodb_read": reads}
    yield part("DynamoDB", f"{writes} write units with those of the index, {reads} read units", **units)
    puts, gets = calls["s3:PutObject"], calls["s3:GetObject"] + calls["s3:ListBucket"]
    stored, pictures = (sizes["photo"] + sizes["work"] + sizes["pictures"]) / _GB, sizes["pictures"] / _GB
    units = {"s3_put": puts, "s3_get": gets, "s3_gb_month": stored * _RETENTION_DAYS / 30}
    yield part("S3", f"{puts} PUT, {gets} GET, {stored * 1000:.2f} MB for {_RETENTION_DAYS} days", **units)
    yield part("Data to the internet", f"{pictures * 1000:.2f} MB of pictures", transfer_gb=pictures)
    yield part("CloudWatch Logs", f"{sizes['logs'] / 1000:.1f} KB", log_gb=sizes["logs"] / _GB)


def idle_month(inputs: Inputs) -> Iterator[Part]:
    """The parts of a month without any job."""
    alarms, dashboards, polling = map(inputs.assumed, ("alarm_metrics", "dashboards", "polling_requests_month"))
    yield inputs.part("Secrets Manager", "the secret of the API keys", secret_month=1)
    yield inputs.part("CloudWatch alarms", f"{alarms:.0f} metrics", alarm_month=alarms)
    yield inputs.part("CloudWatch dashboard", f"{dashboards:.0f}", dashboard_month=dashboards)
    yield inputs.part("SQS", f"about {polling:,.0f} looks at idle queues", sqs_request=polling)


def custom_metrics(inputs: Inputs, jobs: int) -> float:
    """A month's custom metrics, in US dollars: paid by the hours that have values; a job touches one at most."""
    hours = inputs.measured["custom_metrics"] * min(jobs, HOURS_A_MONTH)
    return inputs.part("CloudWatch metrics", "", metric_month=hours / HOURS_A_MONTH).usd


def month(inputs: Inputs, jobs: int) -> float:
    """What a month with so many jobs costs, in US dollars."""
    by_job, idle = (sum(part.usd for part in parts) for parts in (job(inputs), idle_month(inputs)))
    return jobs * by_job + idle + custom_metrics(inputs, jobs)


def ceilings(inputs: Inputs) -> dict[str, float]:
    """The jobs a month at which the busiest minute meets each quota; the quota that is met first leads."""
    assumed, requests = inputs.assumed, inputs.api_requests()
    # What one job a second takes of each quota.
    needs = {
        "workers": assumed("job_seconds"),
        "sessions": assumed("job_seconds") + assumed("idle_session_seconds"),
        "invocations": 1,
        "functions": assumed("job_seconds") + (requests + 1) * assumed("handler_seconds"),
        "api": requests,
    }
    for role in ("text", "orchestrator"):
        used = inputs.measured["usage"][role]
        needs[f"{role}_tokens"] = 60 * (used["input_tokens"] + assumed("output_burndown") * used["output_tokens"])
    seconds = HOURS_A_MONTH * 3600 / assumed("peak")
    met = {name: quota["limit"] / needs[name] * seconds for name, quota in inputs.quotas["quotas"].items()}
    return dict(sorted(met.items(), key=lambda quota: quota[1]))
