"""What AWS refuses becomes a finding, never a crash."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from deployment.names import Names
from scripts.doctor.__main__ import report
from scripts.doctor.findings import Check, Finding, Issue, Level, examine
from scripts.doctor.sandbox import Sandbox

SANDBOX = Sandbox(lambda _: None, Names("123456789012", "us-east-1", "test"))


def outcome(*issues: Issue | Exception) -> list[Finding]:
    """What a check comes to that yields these issues, or raises."""

    def inspect(_: Sandbox) -> Iterator[Issue]:
        for issue in issues:
            if isinstance(issue, Exception):
                raise issue
            yield issue

    return list(examine(Check(subject="table jobs", ok="all is well", inspect=inspect, fix="make it"), SANDBOX))


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "pa_secret words"}}, "DescribeTable")


def test_without_issues_it_is_said_what_holds() -> None:
    assert outcome() == [Finding(Level.OK, "table jobs", "all is well")]


def test_an_issue_is_fixed_as_it_says_or_else_as_its_check_says() -> None:
    assert outcome(Issue("it leaks"), Issue("it creaks", Level.WARNING, "oil it")) == [
        Finding(Level.FAULT, "table jobs", "it leaks", "make it"),
        Finding(Level.WARNING, "table jobs", "it creaks", "oil it"),
    ]


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"])
def test_what_is_denied_could_not_be_looked_at(code: str) -> None:
    (finding,) = outcome(refused(code))

    assert (finding.level, finding.what) == (Level.WARNING, "could not check: DescribeTable was denied")


@pytest.mark.parametrize(
    "code",
    [
        "ResourceNotFoundException",
        "NoSuchBucket",
        "404",
        "ParameterNotFound",
        "NoSuchEntity",
        "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist",
        "NotFoundException",
    ],
)
def test_what_is_not_there_is_a_fault(code: str) -> None:
    (finding,) = outcome(refused(code))

    assert (finding.level, finding.fix) == (Level.FAULT, "make it")
    assert finding.what == f"does not exist (DescribeTable: {code})"


@pytest.mark.parametrize(
    "error", [refused("ThrottlingException"), EndpointConnectionError(endpoint_url="https://x"), BotoCoreError()]
)
def test_whatever_else_goes_wrong_is_a_warning_without_aws_own_words(error: Exception) -> None:
    (finding,) = outcome(error)

    assert finding.level is Level.WARNING
    assert finding.what.startswith("could not check: ")
    assert "secret" not in str(finding)


def test_the_report_ends_with_the_worst() -> None:
    shown = report([Finding(Level.FAULT, "a", "bad", "do"), Finding(Level.OK, "b", "good")])

    assert shown.splitlines() == [
        "ok       b: good",
        "fault    a: bad",
        "         fix: do",
        "1 faults, 0 warnings, 1 checks passed.",
    ]


def test_it_is_aws_where_endpoints_speak_tls(monkeypatch: pytest.MonkeyPatch) -> None:

    def client(service: str) -> Any:
        return boto3.client(service, region_name="us-east-1")

    aws = Sandbox(client, SANDBOX.names)
    assert aws.on_aws
    assert not aws.is_emulated("bedrock")

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    engine = Sandbox(client, SANDBOX.names)
    assert not engine.on_aws
    assert engine.is_emulated("bedrock")


def test_a_client_of_another_region_has_the_same_timeouts() -> None:

    near = boto3.client("bedrock", region_name="us-east-1", config=Config(read_timeout=7))
    sandbox = Sandbox(lambda _: near, SANDBOX.names)

    far = sandbox.in_region("bedrock", "us-west-2")

    assert sandbox.in_region("bedrock", "us-east-1") is near
    assert (far.meta.region_name, far.meta.config.read_timeout) == ("us-west-2", 7)
    assert "us-west-2" in far.meta.endpoint_url
