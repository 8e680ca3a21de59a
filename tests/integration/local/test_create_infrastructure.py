"""scripts/create_infrastructure.py as a command."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deployment.infrastructure.sandbox import create_infrastructure
from deployment.names import Names
from scripts.create_infrastructure import main, summary
from tests.support.engines.place import ACCOUNT, REGION

pytestmark = pytest.mark.needs("sandbox")


class TestCommand:
    @pytest.fixture(autouse=True)
    def _without_a_region(self, in_the_engine: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AWS_REGION", raising=False)
        monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)

    def test_makes_everything_and_sums_it_up(self, names: Names, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", names.sandbox, "--region", REGION]) == 0

        shown = capsys.readouterr().out
        assert names.upload_bucket in shown
        assert names.table in shown
        assert "not-deployed" in shown
        assert re.search(r"pa_[A-Za-z0-9_-]{43}", shown)

    def test_takes_its_settings_from_the_arguments(self, client: Callable[[str], Any], names: Names) -> None:
        arguments = ["--cors-origin", "https://a.example", "--cors-origin", "https://b.example"]
        arguments += ["--allow-insecure-transport", "--agent-runtime-arn", "arn:x"]

        assert main(["--sandbox", names.sandbox, "--region", REGION, *arguments]) == 0

        (rule,) = client("s3").get_bucket_cors(Bucket=names.upload_bucket)["CORSRules"]
        assert rule["AllowedOrigins"] == ["https://a.example", "https://b.example"]
        with pytest.raises(ClientError, match="NoSuchBucketPolicy"):
            client("s3").get_bucket_policy(Bucket=names.upload_bucket)

    @pytest.mark.own_engine("it makes a sandbox that is called prod")
    @pytest.mark.parametrize("sandbox", ["prod", "production"])
    def test_production_is_opened_to_every_origin_by_name_only(
        self, client: Callable[[str], Any], sandbox: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["--sandbox", sandbox, "--region", REGION]

        assert main(arguments) == 2
        assert "--cors-origin" in capsys.readouterr().err
        assert main([*arguments, "--cors-origin", "*"]) == 0
        bucket = Names(ACCOUNT, REGION, sandbox).upload_bucket
        assert client("s3").get_bucket_cors(Bucket=bucket)["CORSRules"][0]["AllowedOrigins"] == ["*"]

    def test_an_address_is_subscribed_to_the_alarms(self, client: Callable[[str], Any], names: Names) -> None:
        arguments = ["--sandbox", names.sandbox, "--region", REGION, "--alarm-email", "ops@example.org"]

        assert main(arguments) == 0

        subscriptions = client("sns").list_subscriptions()["Subscriptions"]
        mine = [s["Endpoint"] for s in subscriptions if s["TopicArn"].endswith(f":{names.alarm_topic}")]
        assert mine == ["ops@example.org"]

    def test_limits_of_spending_reach_the_alarms(self, client: Callable[[str], Any], names: Names) -> None:
        arguments = ["--sandbox", names.sandbox, "--region", REGION, "--jobs-alarm", "7", "--spend-alarm-usd", "1.5"]

        assert main(arguments) == 0

        alarms = [names.alarm("jobs-an-hour"), names.alarm("model-spend")]
        found = client("cloudwatch").describe_alarms(AlarmNames=alarms)["MetricAlarms"]
        assert {alarm["AlarmName"]: alarm["Threshold"] for alarm in found} == dict(zip(alarms, (7, 1.5), strict=True))

    def test_a_budget_without_an_address_is_refused_before_anything_is_made(
        self, client: Callable[[str], Any], names: Names, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--sandbox", names.sandbox, "--region", REGION, "--budget-usd", "100"]) == 2

        assert "--alarm-email" in capsys.readouterr().err
        with pytest.raises(ClientError):
            client("s3").head_bucket(Bucket=names.upload_bucket)

    def test_a_senseless_sandbox_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", "My_Sandbox", "--region", REGION]) == 2
        assert "My_Sandbox" in capsys.readouterr().err

    def test_a_missing_region_is_refused(self, names: Names, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", names.sandbox]) == 2
        assert "--region" in capsys.readouterr().err

    @pytest.mark.needs("iam-enforcement")
    def test_what_aws_refuses_is_told_without_a_trace(
        self, names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN000000000")

        assert main(["--sandbox", names.sandbox, "--region", REGION]) == 1
        assert capsys.readouterr().err.startswith("Stopped: ")


def test_summary_shows_the_key_only_when_it_is_new(client: Callable[[str], Any], names: Names) -> None:
    first, second = create_infrastructure(client, names), create_infrastructure(client, names)

    assert first.api_key
    assert first.api_key in summary(first)
    assert "not changed" in summary(second)
