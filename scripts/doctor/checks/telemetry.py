"""Checks of logs and alarms: how long logs are kept, errors of the last hour, and raised alarms."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

from deployment.monitoring.logs import LOG_RETENTION_DAYS, agent_log_group
from petavatar.errors import URN
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

_RECENT: Final = timedelta(hours=1)
_LINES: Final = 100
_KINDS: Final = 5
# The level of an error in our logs and in Lambda's, and Lambda's line when a function runs out of time.
_ERRORS: Final = ("ERROR", '"Task timed out"')


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of each function's logs, and of all alarms."""
    for function in sandbox.topology.functions:
        group = f"/aws/lambda/{sandbox.topology.lambda_name(function)}"
        yield Check(
            subject=f"logs {group}",
            ok=f"they are kept for {LOG_RETENTION_DAYS} days",
            inspect=partial(_retention, group=group),
            fix=sandbox.finish,
        )
        yield Check(
            subject=f"logs {group}",
            ok="no errors in the last hour",
            inspect=partial(_errors, group=group),
            fix=f"aws logs tail {group} --since 1h --filter-pattern ERROR",
        )
    if sandbox.has_agent:
        group = agent_log_group(sandbox.parameter(sandbox.names.agent_runtime_parameter))
        yield Check(
            subject=f"logs {group}",
            ok=f"they are kept for {LOG_RETENTION_DAYS} days",
            inspect=partial(_retention, group=group),
            fix=sandbox.finish,
        )
    yield Check(
        subject=f"logs {sandbox.names.access_log}",
        ok=f"they are kept for {LOG_RETENTION_DAYS} days",
        inspect=partial(_retention, group=sandbox.names.access_log),
        fix=sandbox.finish,
    )
    yield Check(subject="alarms", ok="none is raised", inspect=_alarms, fix="docs/operations.md says what each means")


def _retention(sandbox: Sandbox, *, group: str) -> Iterator[Issue]:
    groups = sandbox.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    days = next((found.get("retentionInDays") for found in groups if found["logGroupName"] == group), None)
    if days is None:
        yield Issue("they are kept for ever, or there are none yet", Level.WARNING)
    elif days > LOG_RETENTION_DAYS:
        yield Issue(f"they are kept for {days} days; users are promised {LOG_RETENTION_DAYS}", Level.WARNING)


def _errors(sandbox: Sandbox, *, group: str) -> Iterator[Issue]:
    """Reports the kinds of errors, never their texts, which may contain anything."""
    kinds = Counter(kind for line in _lines(sandbox, group) if (kind := _kind(line)))
    if kinds:
        counts = ", ".join(f"{kind} ({times})" for kind, times in kinds.most_common(_KINDS))
        yield Issue(f"errors in the last hour: {counts}", Level.WARNING)


def _lines(sandbox: Sandbox, group: str) -> Iterator[str]:
    since = int((sandbox.now - _RECENT).timestamp() * 1000)
    paginator = sandbox.client("logs").get_paginator("filter_log_events")
    for pattern in _ERRORS:
        for page in paginator.paginate(
            logGroupName=group, startTime=since, filterPattern=pattern, PaginationConfig={"MaxItems": _LINES}
        ):
            yield from (event["message"] for event in page["events"])


def _kind(line: str) -> str:
    """The kind of error in a log line; empty if it is no error."""
    try:
        record: Any = json.loads(line)
    except ValueError:
        return "" if line.startswith(("START", "END", "REPORT", "INIT_START")) else "a function stopped"
    if not isinstance(record, dict) or record.get("level") not in ("ERROR", "CRITICAL"):
        return ""
    parts = [str(record[name]) for name in ("component", "operation", "error_type", "problem") if name in record]
    return " ".join(part.removeprefix(URN) for part in parts) or "an error"


def _alarms(sandbox: Sandbox) -> Iterator[Issue]:
    pages = (
        sandbox.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(StateValue="ALARM", AlarmNamePrefix="petavatar-")
    )
    for page in pages:
        for alarm in page["MetricAlarms"]:
            if alarm["AlarmName"].endswith(f"-{sandbox.names.sandbox}"):
                yield Issue(f"{alarm['AlarmName']} is raised", Level.WARNING)
