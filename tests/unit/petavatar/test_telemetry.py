"""Logs are JSON lines, metrics are in the embedded format."""

import json
import os
import subprocess
import sys
from collections.abc import Generator

import pytest
from aws_lambda_powertools.metrics import MetricUnit

from petavatar.telemetry import OWNER, count, log_error, logger, measure, on_behalf_of
from tests.support.full_disk import full_disk
from tests.support.telemetry import captured_telemetry


def test_a_count_is_one_of_the_namespace_with_its_dimensions() -> None:
    with captured_telemetry() as telemetry:
        count("UploadFailure", "process-handler", error_type="empty-upload")

    (metric,) = telemetry.metrics
    (definition,) = metric["_aws"]["CloudWatchMetrics"]
    assert definition["Namespace"] == "PetAvatar"
    assert definition["Metrics"] == [{"Name": "UploadFailure", "Unit": "Count"}]
    assert definition["Dimensions"] == [["component", "sandbox"], ["component", "sandbox", "error_type"]]
    assert (metric["component"], metric["error_type"]) == ("process-handler", "empty-upload")
    assert metric["UploadFailure"] == [1]


def test_lines_and_values_name_the_owner_that_is_set_and_no_dimension_does() -> None:
    def work() -> Generator[str]:
        for step in ("one", "two"):
            logger.info(step)
            count("Steps", "agent")
            yield OWNER.get()

    OWNER.set("")
    with captured_telemetry() as telemetry:
        assert list(on_behalf_of("0123456789abcdef", work())) == ["0123456789abcdef"] * 2
        logger.info("after")

    assert [line.get("owner") for line in telemetry.logs] == ["0123456789abcdef", "0123456789abcdef", None]
    for metric in telemetry.metrics:
        assert metric["owner"] == "0123456789abcdef"
        assert metric["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["component", "sandbox"]]


def test_a_count_without_dimensions_of_its_own_counts_once() -> None:
    with captured_telemetry() as telemetry:
        count("UploadSuccess", "process-handler")

    assert telemetry.metrics[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["component", "sandbox"]]


def test_the_service_is_no_dimension_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "somebody-elses")

    with captured_telemetry() as telemetry:
        count("UploadSuccess", "process-handler")

    assert telemetry.metrics[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["component", "sandbox"]]


@pytest.mark.parametrize(
    ("variable", "sandbox"), [({"SANDBOX": "dev"}, "dev"), ({"SANDBOX": ""}, "none"), ({}, "none")]
)
def test_the_sandbox_is_the_environments(variable: dict[str, str], sandbox: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SANDBOX"} | variable
    code = "from petavatar.telemetry import count; count('UploadSuccess', 'process-handler')"

    out = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, timeout=60)

    assert json.loads(out.stdout)["sandbox"] == sandbox


def test_a_value_is_not_lost_with_a_process_that_dies_after_it() -> None:
    code = "import os; from petavatar.telemetry import count; count('Error', 'agent'); os._exit(1)"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)

    assert json.loads(out.stdout)["Error"] == [1]


def test_the_namespace_is_ours_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "somebody-elses")

    with captured_telemetry() as telemetry:
        measure("JobCompletionTime", 12.5, MetricUnit.Seconds, "process-worker")

    (metric,) = telemetry.metrics
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "PetAvatar"
    assert metric["JobCompletionTime"] == [12.5]


def test_an_error_is_logged_with_what_was_done_and_counted() -> None:
    with captured_telemetry() as telemetry:
        log_error("process-worker", "claim", ValueError("no such thing"), job_id="j-1", receive=2)

    (record,) = telemetry.logs
    assert record["level"] == "ERROR"
    assert record["service"] == "petavatar"
    assert (record["component"], record["operation"]) == ("process-worker", "claim")
    assert (record["error_type"], record["error_message"]) == ("ValueError", "no such thing")
    assert (record["job_id"], record["receive"]) == ("j-1", 2)
    (metric,) = telemetry.counted("Error")
    assert (metric["component"], metric["error_type"]) == ("process-worker", "ValueError")


def test_the_context_cannot_pass_for_the_error() -> None:
    with captured_telemetry() as telemetry:
        log_error("agent", "run", KeyError("real"), error_type="forged")

    assert telemetry.logs[0]["error_type"] == "KeyError"


def test_what_a_full_disk_does_not_take_is_lost_and_raises_nothing() -> None:
    with full_disk() as disk:
        count("UploadSuccess", "process-handler")
        log_error("process-worker", "claim", ValueError("no such thing"))

    assert disk.refused >= 3
