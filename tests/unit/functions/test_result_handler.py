"""GET /results/{job_id}: the complete package of a completed job."""

import time
from types import ModuleType
from typing import Any
from uuid import uuid4

import httpx
import pytest

from petavatar.choices import OPEN
from petavatar.errors import NoPetFound
from petavatar.jobs import RESULT_PARTS, timestamp
from testing.events import BASE_URLS, CONTEXT, Payload, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job, a_job, a_result
from tests.support.cloud import NAMES, Cloud
from tests.support.telemetry import captured_telemetry

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@pytest.fixture
def results(cloud: Cloud) -> ModuleType:
    return cloud.handler("result-handler")


def _get(cloud: Cloud, results: ModuleType, job_id: str, payload: Payload = "2.0") -> dict[str, Any]:
    answer: dict[str, Any] = results.handler(api_event(cloud.api_key, payload=payload, job_id=job_id), CONTEXT)
    return answer


def _later() -> dict[str, Any]:
    """Times that keep a job alive while the test runs."""
    return {"deadline": time.time() + 1000, "ttl": int(time.time()) + 5000}


@PAYLOADS
def test_a_completed_job_has_everything(cloud: Cloud, results: ModuleType, payload: Payload) -> None:
    job = cloud.write(a_completed_job(**_later()))

    answer = _get(cloud, results, job.job_id, payload)

    assert answer["statusCode"] == 200
    body, expected = body_of(answer), a_result(job.job_id)
    address = httpx.URL(body.pop("avatar_url"))
    card, photo = httpx.URL(body.pop("card_url")), httpx.URL(body.pop("photo_url"))
    cards = {name: httpx.URL(url) for name, url in body.pop("card_urls").items()}
    assert body == {
        "job_id": job.job_id,
        "avatar_url_expires_in": 3600,
        **{name: expected[name] for name in RESULT_PARTS},
        "choices": OPEN.record(),
        "source_job_id": None,
        "variation": None,
        "shared": False,
        "created_at": job.created_at,
        "completed_at": job.completed_at,
        "expires_at": timestamp(job.ttl),
        "urls": {
            "status": f"{BASE_URLS[payload]}/status/{job.job_id}",
            "results": f"{BASE_URLS[payload]}/results/{job.job_id}",
        },
    }
    assert NAMES.generated_bucket in str(address)
    assert address.path.endswith(f"/generated/{job.job_id}/avatar.png")
    assert card.path.endswith(f"/generated/{job.job_id}/card.png")
    assert {name: url.path.rpartition("/")[2] for name, url in cards.items()} == {
        "wide": "card.png",
        "square": "card-square.png",
        "story": "card-story.png",
    }
    assert photo.path.endswith(f"/generated/{job.job_id}/photo.jpg")
    assert photo.params["response-content-type"] == "image/jpeg"
    assert address.params["X-Amz-Expires"] == card.params["X-Amz-Expires"] == "3600"


def test_a_job_without_a_card_says_so(cloud: Cloud, results: ModuleType) -> None:
    job = cloud.write(a_completed_job(s3_card_key="", s3_card_keys={}, **_later()))

    body = body_of(_get(cloud, results, job.job_id))

    assert (body["card_url"], body["card_urls"]) == (None, {"wide": None, "square": None, "story": None})


def test_a_job_of_version_1_has_the_wide_card_alone(cloud: Cloud, results: ModuleType) -> None:
    job = cloud.write(a_completed_job(s3_card_keys={}, **_later()))

    urls = body_of(_get(cloud, results, job.job_id))["card_urls"]

    assert urls["wide"].partition("?")[0].endswith("/card.png")
    assert (urls["square"], urls["story"]) == (None, None)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"status": "queued"}, "queued"),
        ({"status": "processing", "lease_until": 4e9, "attempts": 1}, "processing"),
        ({"status": "failed", "error": NoPetFound("no").record()}, "failed"),
        ({"status": "processing", "lease_until": 1, "attempts": 3}, "failed"),
        ({"status": "queued", "deadline": 1}, "failed"),
    ],
)
def test_a_job_that_is_not_completed_is_a_conflict_that_names_its_status(
    cloud: Cloud, results: ModuleType, values: dict[str, Any], status: str
) -> None:
    job = cloud.write(a_job(**(_later() | values)))

    answer = _get(cloud, results, job.job_id)

    assert answer["statusCode"] == 409
    assert body_of(answer)["type"] == "urn:petavatar:problem:job-not-completed"
    assert body_of(answer)["detail"] == f"The job's status is {status}"
    assert answer["headers"].get("Retry-After") == (None if status == "failed" else "2")


@PAYLOADS
@pytest.mark.parametrize("job_id", [A_JOB_ID, "no-uuid", ""])
def test_an_unknown_job_is_not_found(cloud: Cloud, results: ModuleType, payload: Payload, job_id: str) -> None:
    assert _get(cloud, results, job_id, payload)["statusCode"] == 404


def test_a_job_past_its_time_to_live_is_not_found(cloud: Cloud, results: ModuleType) -> None:
    job = cloud.write(a_completed_job(ttl=int(time.time()) - 1))

    assert _get(cloud, results, job.job_id)["statusCode"] == 404


@PAYLOADS
@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_a_valid_key_nothing_is_told(
    cloud: Cloud, results: ModuleType, payload: Payload, key: str | None
) -> None:
    job = cloud.write(a_completed_job(**_later()))

    answer = results.handler(api_event(key, payload=payload, job_id=job.job_id), CONTEXT)

    assert answer["statusCode"] == 401
    assert "avatar_url" not in answer["body"]


def test_a_table_that_does_not_answer_is_our_failure(cloud: Cloud, results: ModuleType) -> None:
    cloud.break_table()

    assert _get(cloud, results, str(uuid4()))["statusCode"] == 500


def test_no_address_gets_into_the_logs(cloud: Cloud, results: ModuleType) -> None:
    job = cloud.write(a_completed_job(**_later()))

    with captured_telemetry() as telemetry:
        _get(cloud, results, job.job_id)

    assert "X-Amz" not in telemetry.text
