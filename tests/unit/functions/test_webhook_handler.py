"""GET /webhook-secret, GET /jobs/{job_id}/deliveries, POST /jobs/{job_id}/redeliver."""

import hashlib
import json
from types import ModuleType
from typing import Any

import pytest

from deployment.openapi.webhooks import Deliveries, WebhookSecrets
from petavatar.jobs import Job
from petavatar.webhooks.messages import WebhookMessage
from testing.events import CONTEXT, Payload, api_event, body_of
from testing.jobs import A_JOB_ID, NOW, a_completed_job, a_job
from tests.support.cloud import Cloud, calls_of

ANA, BOB = "a" * 16, "b" * 16
URL = "https://hooks.example.com/petavatar"
LATER = {"deadline": NOW * 2, "ttl": int(NOW * 2)}
SECRET, TRIES, AGAIN = "/webhook-secret", "/jobs/{job_id}/deliveries", "/jobs/{job_id}/redeliver"


@pytest.fixture
def function(cloud: Cloud) -> ModuleType:
    entries = [
        {"id": name, "scope": scope, "sha256": hashlib.sha256(name.encode()).hexdigest(), **owner}
        for name, scope, owner in (
            *(("ana", "own", {"owner": ANA}), ("bob", "own", {"owner": BOB}), ("all", "all", {"owner": "c" * 16})),
            ("old", "all", {}),
        )
    ]
    cloud.set_secret(json.dumps({"keys": entries, "ids_from": "the deployment's own"}))
    return cloud.handler("webhook-handler")


def ask(function: ModuleType, route: str, key: str = "ana", payload: Payload = "2.0") -> tuple[int, Any]:
    job_id = A_JOB_ID if "{job_id}" in route else None
    answer = function.handler(api_event(key, route=route, job_id=job_id, payload=payload), CONTEXT)
    return answer["statusCode"], body_of(answer)


def an_ended_job(cloud: Cloud, **values: Any) -> Job:
    return cloud.write(a_completed_job(**{"job_id": A_JOB_ID, "owner": ANA, "webhook_url": URL, **LATER, **values}))


@pytest.mark.parametrize("payload", ["2.0", "1.0"])
def test_each_owner_gets_a_secret_of_its_own_whichever_key_asks(function: ModuleType, payload: Payload) -> None:
    secrets = {key: ask(function, SECRET, key, payload)[1]["secret"] for key in ("ana", "bob", "all", "old")}

    assert len(set(secrets.values())) == 4
    assert ask(function, SECRET, "ana") == (
        *(200, {"secret": secrets["ana"], "secrets": [{"secret": secrets["ana"], "valid_until": None}]}),
    )
    WebhookSecrets.model_validate(ask(function, SECRET, "ana")[1])


def test_a_deployment_of_version_1_has_none_yet(cloud: Cloud) -> None:
    cloud.set_keys("ana")

    status, body = ask(cloud.handler("webhook-handler"), SECRET)

    assert (status, body["type"]) == (400, "urn:petavatar:problem:malformed-request")


def test_and_takes_no_webhooks(cloud: Cloud) -> None:
    cloud.set_keys("ana")

    answer = cloud.handler("presigned-url-handler").handler(api_event("ana", query={"webhook_url": URL}), CONTEXT)

    assert answer["statusCode"] == 400


def test_deliveries_are_shown_newest_first(cloud: Cloud, function: ModuleType) -> None:
    entries = [
        {"end": "x", "run": 0, "number": n, "at": "2026-11-22T12:00:00.000Z", "next_at": None, **came}
        for n, came in enumerate(
            [
                {"status": 500, "seconds": 1, "problem": "the answer was 500"},
                {"status": 204, "seconds": 0.25, "problem": ""},
            ]
        )
    ]
    an_ended_job(cloud, deliveries=entries, delivery_count=2)

    status, body = ask(function, TRIES)

    Deliveries.model_validate(body)
    assert (status, body["webhook_url"], body["webhook_id"]) == (200, URL, f"{A_JOB_ID}_completed")
    assert [(one["delivered"], one["status"], one["problem"]) for one in body["deliveries"]] == [
        *((True, 204, None), (False, 500, "the answer was 500")),
    ]


def test_a_job_without_a_webhook_has_none(cloud: Cloud, function: ModuleType) -> None:
    an_ended_job(cloud, webhook_url="")

    assert ask(function, TRIES) == (
        *(200, {"job_id": A_JOB_ID, "webhook_url": None, "webhook_id": None, "deliveries": []}),
    )


def test_it_is_sent_again_as_the_next_run(cloud: Cloud, function: ModuleType) -> None:
    tried = {"run": 2, "number": 3, "at": "", "status": None, "seconds": 1, "problem": "no", "next_at": None}
    job = an_ended_job(cloud)
    cloud.write(an_ended_job(cloud, deliveries=[{"end": job.updated_at, **tried}], delivery_count=1))

    with calls_of("sqs", "SendMessage") as sent:
        status, body = ask(function, AGAIN)

    assert (status, len(body["deliveries"])) == (202, 1)
    assert WebhookMessage.from_body(sent[0]["MessageBody"]) == WebhookMessage(
        job_id=A_JOB_ID, end=job.updated_at, run=3
    )


@pytest.mark.parametrize("values", [{"webhook_url": ""}, {"status": "processing", "lease_until": NOW * 2}])
def test_there_may_be_nothing_to_send(cloud: Cloud, function: ModuleType, values: dict[str, Any]) -> None:
    cloud.write(a_job(**{"job_id": A_JOB_ID, "owner": ANA, "webhook_url": URL, **LATER, **values}))

    status, body = ask(function, AGAIN)

    assert (status, body["type"]) == (409, "urn:petavatar:problem:nothing-to-deliver")


@pytest.mark.parametrize("route", [TRIES, AGAIN])
def test_a_job_that_one_may_not_see_is_unknown(cloud: Cloud, function: ModuleType, route: str) -> None:
    an_ended_job(cloud)

    assert [ask(function, route, key)[0] for key in ("bob", "all", "old")] == [
        404,
        *[200 if route == TRIES else 202] * 2,
    ]
