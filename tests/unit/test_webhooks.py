"""docs/webhooks.md: what it has people run is what AWS takes, catches the worker's event, and verifies webhooks."""

import json
import os
import re
import subprocess
import sys
import time
from typing import Any

import pytest

from deployment.openapi.webhooks import WebhookEvent
from local.process import usable_port
from petavatar.aws import client
from petavatar.results import status_body
from petavatar.webhooks.post import Answer, post
from petavatar.webhooks.signature import WebhookSecret, signed_headers
from testing.jobs import A_JOB_ID, NOW, a_completed_job
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
    (commands,) = (block for block in _blocks("python") if "boto3" in block)
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
    (shown,) = (event for event in map(json.loads, _blocks("json")) if "source" in event)
    assert (shown["source"], shown["detail-type"]) == (entry["Source"], entry["DetailType"])
    assert shown["detail"].keys() == detail.keys()


def test_the_receiver_prints_what_is_signed_by_its_secret_and_nothing_else() -> None:
    (receiver,) = (block for block in _blocks("python") if "standardwebhooks" in block)
    secret, port = WebhookSecret(b"0123456789abcdef0123456789abcdef"), usable_port(0)
    body = json.dumps({"type": "job.completed", "data": {"job_id": A_JOB_ID}}).encode()
    environment = os.environ | {"WEBHOOK_SECRET": secret.text, "PORT": str(port)}
    url = f"http://127.0.0.1:{port}/"

    def send(by: WebhookSecret) -> Answer:
        headers = signed_headers(f"{A_JOB_ID}_completed", int(time.time()), body, [by])
        return post(url, headers, body, timeout_s=10, loopback=True)

    command = [sys.executable, "-c", receiver]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            give_up = time.monotonic() + 20
            while (answer := send(secret)).status is None and time.monotonic() < give_up:
                time.sleep(0.05)
            forged = send(WebhookSecret(b"another one, of somebody else..."))
        finally:
            process.terminate()
        out, _ = process.communicate(timeout=10)

    assert (answer.status, forged.status) == (204, 400)
    assert out.decode().splitlines() == [f"job.completed {A_JOB_ID}"]


def test_the_event_that_it_shows_is_one_though_not_all_of_it() -> None:
    (shown,) = (event for event in map(json.loads, _blocks("json")) if "data" in event)
    job = a_completed_job()
    whole = {**shown, "data": status_body(job, now=NOW)}

    WebhookEvent.model_validate(whole)
    assert shown["data"].keys() <= whole["data"].keys()
