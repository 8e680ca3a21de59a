"""The alarms: each watches something that is, is explained, and is put as CloudWatch takes it."""

import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from deployment.finish import FUNCTIONS
from deployment.monitoring.alarm import Alarm, put_alarms
from deployment.monitoring.alarms import SpendingLimits, deployment_alarms, job_alarms
from deployment.monitoring.metrics import queue_metric
from deployment.names import Names

NAMES = Names("123456789012", "eu-west-1", "dev")
TOPIC = "arn:aws:sns:eu-west-1:123456789012:petavatar-alarms-dev"
ALARMS = [*job_alarms(NAMES, SpendingLimits()), *deployment_alarms(NAMES, FUNCTIONS, 150, "api123")]
OPERATIONS = Path("docs/operations.md").read_text("utf-8")
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
MOST_METRICS = 10

parametrized = pytest.mark.parametrize("alarm", ALARMS, ids=[alarm.name for alarm in ALARMS])


def named(name: str) -> Alarm:
    (alarm,) = [alarm for alarm in ALARMS if alarm.name == name]
    return alarm


def test_names_are_apart_and_end_with_the_sandbox() -> None:
    names = [alarm.request(NAMES, TOPIC)["AlarmName"] for alarm in ALARMS]

    assert len(set(names)) == len(names)
    assert {name.rpartition("-")[2] for name in names} == {"dev"}


@parametrized
def test_the_expression_uses_every_metric_and_nothing_else(alarm: Alarm) -> None:
    used = set(re.findall(r"\b[a-z]\w*\b", alarm.expression)) or set(alarm.metrics)

    assert used == set(alarm.metrics)
    assert 0 < len(alarm.metrics) <= MOST_METRICS


@parametrized
def test_the_operators_handbook_says_what_to_do(alarm: Alarm) -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", OPERATIONS, re.MULTILINE)
    name = alarm.name.replace(next((f for f in FUNCTIONS if alarm.name == f"{f}-errors"), "\0"), "FUNCTION")

    assert name in rows


@parametrized
def test_it_notifies_the_topic_when_it_rings_and_when_it_is_over_and_is_quiet_without_data(alarm: Alarm) -> None:
    request = alarm.request(NAMES, TOPIC)

    assert request["AlarmActions"] == request["OKActions"] == [TOPIC]
    assert request["TreatMissingData"] == "notBreaching"
    assert request["AlarmDescription"].endswith(".")


def test_the_thresholds_are_those_of_the_design() -> None:
    assert {f"{name}-errors": named(f"{name}-errors").above for name in FUNCTIONS} == {
        f"{name}-errors": 5 for name in FUNCTIONS
    }
    assert (named("api-errors").above, named("bedrock-errors").above, named("queue-depth").above) == (1, 10, 100)
    assert (named("table-throttled").above, named("processing-dlq").above, named("upload-events-dlq").above) == (0,) * 3
    assert named("worker-duration").above == 135_000


def test_a_share_of_few_says_nothing_and_what_was_not_written_counts_as_nothing() -> None:
    calls, errors = "FILL(calls, 0)", "FILL(errors, 0)"

    assert named("bedrock-errors").expression == f"IF(({calls}) >= 10, 100 * {errors} / ({calls}), 0)"


def test_a_percentile_is_put_as_one() -> None:
    request = named("slow-jobs").request(NAMES, TOPIC)

    assert request["ExtendedStatistic"] == "p90"
    assert "Statistic" not in request


@mock_aws
def test_cloudwatch_takes_them_all_and_a_second_time_changes_nothing() -> None:
    cloudwatch: Any = boto3.client("cloudwatch", region_name="eu-west-1")

    def state() -> Any:
        alarms = cloudwatch.describe_alarms()["MetricAlarms"]
        return [{k: v for k, v in alarm.items() if not k.endswith("Timestamp")} for alarm in alarms]

    put_alarms(cloudwatch, NAMES, ALARMS, TOPIC)
    first = state()
    put_alarms(cloudwatch, NAMES, ALARMS, TOPIC)

    assert {alarm["AlarmName"] for alarm in first} == {NAMES.alarm(alarm.name) for alarm in ALARMS}
    assert state() == first


@mock_aws
def test_a_single_metric_is_told_from_metric_math() -> None:
    metric = queue_metric("a-queue", "NumberOfMessagesSent")
    single = Alarm(name="a", meaning="A.", metrics={"m": metric}).request(NAMES, TOPIC)
    math = Alarm(name="b", meaning="B.", metrics={"m": metric}, expression="FILL(m, 0)").request(NAMES, TOPIC)

    assert (single["MetricName"], "Metrics" in single) == ("NumberOfMessagesSent", False)
    assert ([query["ReturnData"] for query in math["Metrics"]], "Period" in math) == ([False, True], False)
