"""Alarms, their topic, the dashboard, the budget, and the logs of functions, API and agent."""

from collections.abc import Iterator
from itertools import batched
from typing import Any, Final

from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.monitoring.budget import remove_budget
from deployment.names import Names

# DeleteAlarms accepts no more in one request.
_ALARMS_PER_REQUEST: Final = 100


def remove_monitoring(client: ClientFactory, names: Names) -> Iterator[str]:
    """Removes the sandbox's monitoring and its logs."""
    cloudwatch = client("cloudwatch")
    yield from _remove_alarms(cloudwatch, names)
    with ignore_errors("ResourceNotFound", "DashboardNotFoundError"):
        cloudwatch.delete_dashboards(DashboardNames=[names.dashboard])
        yield f"dashboard {names.dashboard}"
    sns = client("sns")
    with ignore_errors("NotFound", "NotFoundException"):
        # Deleting a missing topic is no error, and would be reported as a removal.
        sns.get_topic_attributes(TopicArn=names.alarm_topic_arn)
        sns.delete_topic(TopicArn=names.alarm_topic_arn)
        yield f"topic {names.alarm_topic}"
    if remove_budget(client("budgets"), names):
        yield f"budget {names.budget}"
    yield from _remove_logs(client("logs"), names)


def _remove_alarms(cloudwatch: Any, names: Names) -> Iterator[str]:
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix="petavatar-")
    found = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
    ours = [name for name in found if name.endswith(f"-{names.sandbox}")]
    for batch in batched(ours, _ALARMS_PER_REQUEST, strict=False):
        cloudwatch.delete_alarms(AlarmNames=list(batch))
        yield from (f"alarm {name}" for name in batch)


def _remove_logs(logs: Any, names: Names) -> Iterator[str]:
    before, after = names.function("#").split("#")
    for prefix, suffix in (
        (f"/aws/lambda/{before}", after),
        (f"/aws/bedrock-agentcore/runtimes/{names.agent_runtime}-", ""),
        (names.access_log, names.access_log),
    ):
        pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
        for group in [group["logGroupName"] for page in pages for group in page["logGroups"]]:
            if group.endswith(suffix):
                with ignore_errors("ResourceNotFoundException"):
                    logs.delete_log_group(logGroupName=group)
                    yield f"log group {group}"
