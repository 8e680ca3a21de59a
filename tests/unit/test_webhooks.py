"""docs/webhooks.md: what it tells people to run is what AWS takes, and catches the event that the worker sends."""

import json
import re
from typing import Any

import pytest

from petavatar.aws import client
from testing.jobs import A_JOB_ID, a_completed_job
from tests.support.cloud import ROOT, Cloud, calls_of

PAGE = (ROOT / "docs" / "webhooks.md").read_text("utf-8")
URL = "https://hooks.example.com/petavatar"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def entry(cloud: Cloud) -> dict[str, Any]:
    """What the worker puts on the bus; put before there are rules, since moto's targets need more than is here."""
    with calls_of("events", "PutEvents") as told:
        cloud.events.publish(a_completed_job(job_id=A_JOB_ID))
    found: dict[str, Any] = told[0]["Entries"][0]
    return found


@pytest.fixture
def set_up(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is there once the page's commands have run; botocore checks their parameters, moto keeps them."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    (commands,) = _blocks("python")
    scope: dict[str, Any] = {"SANDBOX": "test", "URL": URL, "SECRET": "a secret"}
    exec(compile(commands, "docs/webhooks.md", "exec"), scope)
    events = client("events")
    (target,) = events.list_targets_by_rule(Rule="petavatar-webhook-test")["Targets"]
    return {
        "rule": events.describe_rule(Name="petavatar-webhook-test"),
        "target": target,
        "destination": events.describe_api_destination(Name="petavatar-webhook-test"),
    }


def test_the_commands_lead_from_the_rule_to_the_address_with_a_queue_for_what_fails(set_up: dict[str, Any]) -> None:
    target, destination = set_up["target"], set_up["destination"]

    assert target["Arn"] == destination["ApiDestinationArn"]
    assert (destination["InvocationEndpoint"], destination["HttpMethod"]) == (URL, "POST")
    assert target["DeadLetterConfig"]["Arn"].endswith(":petavatar-webhook-test-dlq")
    assert target["RoleArn"].endswith(":role/petavatar-webhook-test")


def test_the_rule_catches_the_workers_event_and_the_page_shows_it(
    entry: dict[str, Any], set_up: dict[str, Any]
) -> None:
    detail = json.loads(entry["Detail"])
    pattern = json.loads(set_up["rule"]["EventPattern"])
    assert entry["Source"] in pattern["source"]
    assert entry["DetailType"] in pattern["detail-type"]
    assert detail["sandbox"] in pattern["detail"]["sandbox"]
    (shown,) = map(json.loads, _blocks("json"))
    assert (shown["source"], shown["detail-type"]) == (entry["Source"], entry["DetailType"])
    assert shown["detail"].keys() == detail.keys()
