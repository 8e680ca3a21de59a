"""What alarms and dashboard look at is what the running code really writes, name for name, dimension for dimension."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from agent.models.retry import call_model
from deployment.finish import FUNCTIONS
from deployment.monitoring.alarms import SpendingLimits, job_alarms
from deployment.monitoring.dashboard import dashboard
from local.system import LocalSystem
from petavatar.errors import ModelUnavailable
from petavatar.telemetry import NAMESPACE
from testing.api import ApiUser
from testing.webhook_receiver import WebhookReceiver, receiving
from tests.support.job_context import FREE, a_control
from tests.support.telemetry import captured_telemetry

LIMIT_S = 30.0
CAT = Path("samples/chelsea.jpg").read_bytes()
NO_PET = Path("samples/coffee.jpg").read_bytes()

Series = tuple[str, frozenset[tuple[str, str]]]


def series_of(record: dict[str, Any]) -> Iterator[Series]:
    """The metrics that CloudWatch makes of one line in the embedded metric format."""
    for definition in record["_aws"]["CloudWatchMetrics"]:
        assert definition["Namespace"] == NAMESPACE
        for metric in definition["Metrics"]:
            for dimensions in definition["Dimensions"]:
                yield metric["Name"], frozenset((name, record[name]) for name in dimensions)


def lines(system: LocalSystem) -> Iterator[str]:
    yield from (system.log_dir / "agent.log").read_text().splitlines()
    for name in FUNCTIONS:
        pages = system.client("logs").get_paginator("filter_log_events")
        for page in pages.paginate(logGroupName=f"/aws/lambda/{system.names.function(name)}"):
            yield from (line for event in page["events"] for line in event["message"].splitlines())


def written(system: LocalSystem) -> set[Series]:
    """All metrics in the logs of functions and agent."""
    records = [json.loads(line) for line in lines(system) if line.startswith('{"_aws"')]
    return {series for record in records for series in series_of(record)}


def written_when_bedrock_fails(monkeypatch: pytest.MonkeyPatch, sandbox: str) -> set[Series]:
    """The offline stand-in does not fail: what the agent writes then, it writes here."""
    monkeypatch.setattr("petavatar.telemetry.SANDBOX", sandbox)

    def refuse() -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "Converse")

    with captured_telemetry() as telemetry, pytest.raises(ModelUnavailable):
        call_model(refuse, model_id="m", operation="o", control=a_control(), quote=FREE)
    return {series for record in telemetry.metrics for series in series_of(record)}


def watched(system: LocalSystem) -> set[Series]:
    """Our own metrics on alarms and dashboard."""
    alarms = {
        (metric.name, frozenset(metric.dimensions.items()))
        for alarm in job_alarms(system.names, SpendingLimits())
        for metric in alarm.metrics.values()
        if metric.namespace == NAMESPACE
    }
    graphs = [line for w in dashboard(system.names, FUNCTIONS, "a")["widgets"] for line in w["properties"]["metrics"]]
    return alarms | {
        (line[1], frozenset(zip(line[2:-1:2], line[3:-1:2], strict=True))) for line in graphs if line[0] == NAMESPACE
    }


def test_every_metric_that_is_watched_is_written_under_the_same_dimensions(
    system: LocalSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = ApiUser(system)
    ticket = user.upload(CAT)
    assert user.process(ticket["s3_uri"]).status_code == 202
    assert user.process(f"s3://{system.upload_bucket}/uploads/{ticket['job_id']}/other.jpg").status_code == 404
    answers = iter((500, 204))
    with receiving(WebhookReceiver(lambda _: next(answers))) as receiver:
        no_pet, no_photo = user.drop(NO_PET), user.drop(b"no photo", metadata={"webhook_url": receiver.url})
        receiver.wait_for(no_photo)
        assert user.http.post(f"/jobs/{no_photo}/redeliver").status_code == 202
        receiver.wait_for(no_photo, 2)
    statuses = [user.end_of(job_id)["status"] for job_id in (ticket["job_id"], no_pet, no_photo)]
    assert statuses == ["completed", "failed", "failed"]

    missing = watched(system) - written_when_bedrock_fails(monkeypatch, system.names.sandbox)
    give_up = time.monotonic() + LIMIT_S
    while missing - written(system):
        assert time.monotonic() < give_up, f"never written: {missing - written(system)}"
        time.sleep(0.2)


def test_the_infrastructure_comes_with_alarms_and_the_deployment_with_more_and_a_dashboard(
    system: LocalSystem,
) -> None:
    cloudwatch = system.client("cloudwatch")
    alarms = cloudwatch.describe_alarms(AlarmNamePrefix="petavatar-")["MetricAlarms"]
    topics = {topic for alarm in alarms for topic in alarm["AlarmActions"]}

    assert {system.names.alarm(name) for name in ("processing-dlq", "api-errors", "process-worker-errors")} <= {
        alarm["AlarmName"] for alarm in alarms
    }
    assert {topic.rpartition(":")[2] for topic in topics} == {system.names.alarm_topic}
    assert cloudwatch.get_dashboard(DashboardName=system.names.dashboard)["DashboardBody"]
