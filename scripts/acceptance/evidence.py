"""What AWS shows after the jobs: logs, metrics, spans, alarms, queues. It only reads, and waits a bounded time."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from deployment.monitoring.alarms import WORKER
from deployment.monitoring.logs import agent_log_group
from deployment.monitoring.metrics import our_metric, rule_metric
from deployment.names import Names
from petavatar.aws import error_code
from scripts.acceptance.trial import DropRun, JobRun
from scripts.doctor.findings import Finding
from scripts.doctor.sandbox import Sandbox

SPANS_GROUP: Final = "aws/spans"
_PAUSE_S: Final = 10.0
_LINES: Final = 50
_EMF: Final = '"_aws"'


@dataclass(frozen=True, slots=True)
class Look:
    """What one look came to.

    Attributes:
        found: whether what was looked for is there; None if that could not be seen.
        what: that in words.
    """

    found: bool | None
    what: str


NOT_LOOKED: Final = Look(None, "nobody looked")


@dataclass
class Evidence:
    """All that a run has seen.

    Attributes:
        on_aws: whether this was AWS, and not a local engine.
        findings: those of the preflight.
        job: the paid job.
        drop: the file that is no picture; None if it was not tried.
        refusal: the status of a request without a valid key.
        headers: headers of the API's answers, by status.
        expected_hosts: the hosts that POST and GET must name.
        looks: what was found afterwards, by name.
    """

    on_aws: bool
    findings: list[Finding]
    job: JobRun
    drop: DropRun | None = None
    refusal: int = 0
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    expected_hosts: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)

    def look(self, name: str) -> Look:
        """A look by its name."""
        return self.looks.get(name, NOT_LOOKED)


def look_around(sandbox: Sandbox, job_id: str, began: datetime, wait_s: float) -> dict[str, Look]:
    """Looks at everything; what arrives late is looked for again until `wait_s` is over."""
    late: dict[str, Callable[[], Look]] = {
        "first event": partial(_first_event, sandbox, job_id, began),
        "agent's metrics": partial(_agent_metrics, sandbox, began),
        "agent's spans": partial(_spans, sandbox, job_id, began),
    }
    looks = _until_found(late, wait_s)
    looks["agent's metric lines"] = _safely(partial(_metric_lines, sandbox, began))
    looks["runtime"] = _safely(partial(_runtime, sandbox))
    looks["log groups"] = _safely(partial(_log_groups, sandbox))
    looks["dead letters"] = _safely(partial(_dead_letters, sandbox))
    looks["events sent to the dead-letter queue"] = _safely(partial(_sent_to_dlq, sandbox, began))
    looks["alarms"] = _safely(partial(_alarms, sandbox))
    looks["dashboard"] = _safely(partial(_dashboard, sandbox))
    return looks


def _until_found(late: dict[str, Callable[[], Look]], wait_s: float) -> dict[str, Look]:
    deadline = time.monotonic() + wait_s
    looks: dict[str, Look] = {}
    while True:
        looks |= {name: _safely(look) for name, look in late.items() if not looks.get(name, NOT_LOOKED).found}
        if all(look.found for look in looks.values()) or time.monotonic() >= deadline:
            return looks
        time.sleep(min(_PAUSE_S, wait_s))


def _safely(look: Callable[[], Look]) -> Look:
    try:
        return look()
    except ClientError as error:
        return Look(None, f"{error.operation_name} failed with {error_code(error)}")
    except BotoCoreError as error:
        return Look(None, f"AWS could not be asked: {type(error).__name__}")


def _first_event(sandbox: Sandbox, job_id: str, began: datetime) -> Look:
    group = f"/aws/lambda/{sandbox.names.function(WORKER)}"
    for line in _lines(sandbox, group, f'"{job_id}"', began):
        record = _record(line)
        if record.get("message") == "the agent answers" and record.get("job_id") == job_id:
            return Look(True, f"{record['seconds']} s after the worker asked for it")
    return Look(False, f"no such line in {group}")


def _agent_metrics(sandbox: Sandbox, began: datetime) -> Look:
    calls = _sum_of(sandbox, our_metric(sandbox.names, "BedrockAPICall", "agent"), began)
    return Look(calls > 0, f"BedrockAPICall counts {calls:.0f}")


def _sent_to_dlq(sandbox: Sandbox, began: datetime) -> Look:
    sent = _sum_of(sandbox, rule_metric(sandbox.names, "InvocationsSentToDlq"), began)
    return Look(sent > 0, f"{sent:.0f}")


def _sum_of(sandbox: Sandbox, metric: Any, began: datetime) -> float:
    dimensions = [{"Name": name, "Value": value} for name, value in metric.dimensions.items()]
    named = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    answer = sandbox.client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "sum", "MetricStat": {"Metric": named, "Period": 60, "Stat": "Sum"}}],
        StartTime=began.replace(second=0, microsecond=0),
        EndTime=datetime.now(UTC) + timedelta(minutes=1),
    )
    return float(sum(value for result in answer["MetricDataResults"] for value in result["Values"]))


def _spans(sandbox: Sandbox, job_id: str, began: datetime) -> Look:
    if sandbox.is_emulated("xray"):
        return Look(None, "the local engine keeps no spans")
    found = next(_lines(sandbox, SPANS_GROUP, f'"{job_id}"', began), None)
    return Look(found is not None, f"{SPANS_GROUP} has {'spans' if found else 'no span'} of the job")


def _metric_lines(sandbox: Sandbox, began: datetime) -> Look:
    group = agent_log_group(sandbox.parameter(sandbox.names.agent_runtime_parameter))
    for line in _lines(sandbox, group, _EMF, began):
        as_it_is = "_aws" in _record(line)
        return Look(as_it_is, f"AgentCore {'passes them on as they are' if as_it_is else 'wraps them'}")
    return Look(None, f"there is no metric line in {group}")


def _runtime(sandbox: Sandbox) -> Look:
    if sandbox.is_emulated("bedrock-agentcore-control"):
        return Look(None, "the local engine has no runtime: a gateway stands in")
    found = sandbox.agent
    what = f"it is {found['status']}, platform version {found.get('platformVersion', 'not said')}"
    return Look(found["status"] == "READY", what)


def _log_groups(sandbox: Sandbox) -> Look:
    groups = [f"/aws/lambda/{sandbox.topology.lambda_name(name)}" for name in sandbox.topology.functions]
    if sandbox.has_agent:
        groups.append(agent_log_group(sandbox.parameter(sandbox.names.agent_runtime_parameter)))
    days = {group: _retention(sandbox, group) for group in groups}
    for_ever = [group for group, kept in days.items() if kept is None]
    what = f"none yet, or kept for ever: {', '.join(for_ever)}" if for_ever else f"kept for {set(days.values())} days"
    return Look(not for_ever, f"{len(groups)} groups: {what}".replace("{", "").replace("}", ""))


def _retention(sandbox: Sandbox, group: str) -> int | None:
    groups = sandbox.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    return next((found.get("retentionInDays") for found in groups if found["logGroupName"] == group), None)


def _dead_letters(sandbox: Sandbox) -> Look:
    names, sqs = sandbox.names, sandbox.client("sqs")
    counts = {}
    for queue in (names.dead_letter_queue, names.upload_events_dead_letter_queue):
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        counts[queue] = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
    return Look(any(counts.values()), ", ".join(f"{queue} holds {number}" for queue, number in counts.items()))


def _alarms(sandbox: Sandbox) -> Look:
    states = [alarm["StateValue"] for alarm in _alarms_of(sandbox.client("cloudwatch"), sandbox.names)]
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    return Look(bool(states), f"{len(states)} alarms: {counts or 'none'}")


def _alarms_of(cloudwatch: Any, names: Names) -> Iterator[dict[str, Any]]:
    for page in cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix="petavatar-"):
        yield from (alarm for alarm in page["MetricAlarms"] if alarm["AlarmName"].endswith(f"-{names.sandbox}"))


def _dashboard(sandbox: Sandbox) -> Look:
    body = json.loads(
        sandbox.client("cloudwatch").get_dashboard(DashboardName=sandbox.names.dashboard)["DashboardBody"]
    )
    return Look(True, f"{sandbox.names.dashboard} has {len(body['widgets'])} graphs")


def _lines(sandbox: Sandbox, group: str, pattern: str, began: datetime) -> Iterator[str]:
    pages = sandbox.client("logs").get_paginator("filter_log_events")
    for page in pages.paginate(
        logGroupName=group,
        startTime=int(began.timestamp() * 1000),
        filterPattern=pattern,
        PaginationConfig={"MaxItems": _LINES},
    ):
        yield from (str(event["message"]) for event in page["events"])


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
