"""Webhooks, as the client has them: verified, listed, and sent again."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import standardwebhooks

from petavatar_client import ApiProblem, InvalidWebhook, webhooks
from tests.support.deployment import JOB_ID, Deployment, problem

NOW = 1_795_348_860
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + base64.b64encode(b"another one, of somebody else...").decode()
EVENT = {
    "type": "job.completed",
    "timestamp": "2026-11-22T12:01:00.000Z",
    "data": {"job_id": JOB_ID, "status": "completed", "progress": 100, "avatar_url": "https://a-secret"},
}


def signed(event: Any, *secrets: str, at: int = NOW) -> tuple[bytes, dict[str, str]]:
    """A webhook as the public library signs it."""
    body, moment = json.dumps(event), datetime.fromtimestamp(at, UTC)
    signatures = [standardwebhooks.Webhook(secret).sign("the id", moment, body) for secret in secrets]
    headers = {"Webhook-Id": "the id", "Webhook-Timestamp": str(at), "Webhook-Signature": " ".join(signatures)}
    return body.encode(), headers


@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER, SECRET)])
def test_a_webhook_that_the_public_library_signed_is_read(secrets: tuple[str, ...]) -> None:
    body, headers = signed(EVENT, *secrets)

    event = webhooks.unwrap(body, headers, SECRET, clock=lambda: NOW + 299)

    assert (event.webhook_id, event.type, event.job.job_id, event.job.ended) == (
        "the id",
        "job.completed",
        JOB_ID,
        True,
    )
    assert event.timestamp == datetime(2026, 11, 22, 12, 1, tzinfo=UTC)
    assert "a-secret" not in repr(event)


@pytest.mark.parametrize(
    ("changes", "clock"),
    [
        ({"Webhook-Signature": "v1,"}, NOW),
        ({"Webhook-Signature": ""}, NOW),
        ({"Webhook-Signature": "v2,x v1,é"}, NOW),
        ({"Webhook-Id": "another"}, NOW),
        ({"Webhook-Timestamp": str(NOW + 1)}, NOW),
        ({"Webhook-Timestamp": "soon"}, NOW),
        ({}, NOW + 301),
        ({}, NOW - 301),
    ],
)
def test_one_that_was_changed_or_is_not_of_now_is_refused(changes: dict[str, str], clock: float) -> None:
    body, headers = signed(EVENT, SECRET)

    with pytest.raises(InvalidWebhook):
        webhooks.unwrap(body, headers | changes, SECRET, clock=lambda: clock)


@pytest.mark.parametrize("secret", [OTHER, "whsec_", "whsec_é", ""])
def test_another_secret_opens_nothing(secret: str) -> None:
    body, headers = signed(EVENT, SECRET)

    with pytest.raises(InvalidWebhook):
        webhooks.unwrap(body, headers, secret, clock=lambda: NOW)


@pytest.mark.parametrize("event", [[], {}, {**EVENT, "type": "job.exploded"}, {**EVENT, "data": 1}])
def test_what_is_signed_but_unknown_is_said_to_be_so(event: Any) -> None:
    body, headers = signed(event, SECRET)

    with pytest.raises(InvalidWebhook, match="none that this version knows"):
        webhooks.unwrap(body, headers, SECRET, clock=lambda: NOW)


def test_the_secret_is_asked_for(deployment: Deployment) -> None:
    deployment.answers("GET /stage/webhook-secret", httpx.Response(200, json={"secret": SECRET, "secrets": []}))

    assert deployment.client().webhook_secret() == SECRET


def test_deliveries_are_read_and_the_address_is_a_secret(deployment: Deployment) -> None:
    tried = {"attempted_at": "2026-11-22T12:01:00.000Z", "delivered": False, "status": None, "seconds": 10}
    body = {"job_id": JOB_ID, "webhook_url": "https://a-secret", "webhook_id": "x", "deliveries": [tried]}
    deployment.answers(f"GET /stage/jobs/{JOB_ID}/deliveries", httpx.Response(200, json=body))

    found = deployment.client().deliveries(JOB_ID)

    assert [(one.delivered, one.status, one.seconds) for one in found.deliveries] == [(False, None, 10.0)]
    assert "a-secret" not in repr(found)


def test_one_more_is_asked_for(deployment: Deployment) -> None:
    route = f"POST /stage/jobs/{JOB_ID}/redeliver"
    deployment.answers(route, httpx.Response(202, json={"job_id": JOB_ID}), problem(409, "Nothing to send", ""))

    assert deployment.client().redeliver(JOB_ID).deliveries == ()
    with pytest.raises(ApiProblem, match="Nothing to send"):
        deployment.client().redeliver(JOB_ID)


def test_a_photo_is_sent_with_its_webhook(deployment: Deployment) -> None:
    deployment.client().create(b"\x89PNG\r\n\x1a\n" + bytes(40), webhook_url="https://hooks.example.com/")

    (asked,) = deployment.asked("GET /stage/presigned-url")
    assert asked.url.params["webhook_url"] == "https://hooks.example.com/"
