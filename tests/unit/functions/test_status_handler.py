"""GET /status/{job_id}: what a job amounts to now."""

import json
import time
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from petavatar.errors import NoPetFound
from petavatar.jobs import timestamp
from petavatar.keys import avatar_key
from testing.events import BASE_URLS, CONTEXT, Payload, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job, a_job
from tests.support.cloud import Cloud

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@pytest.fixture
def status(cloud: Cloud) -> ModuleType:
    return cloud.handler("status-handler")


def _get(cloud: Cloud, status: ModuleType, job_id: str, payload: Payload = "2.0") -> dict[str, Any]:
    answer: dict[str, Any] = status.handler(api_event(cloud.api_key, payload=payload, job_id=job_id), CONTEXT)
    return answer


def _later() -> dict[str, Any]:
    """Times that keep a job alive while the test runs."""
    return {"deadline": time.time() + 1000, "ttl": int(time.time()) + 5000}


@PAYLOADS
@pytest.mark.parametrize(
    ("values", "progress"),
    [
        ({"status": "queued"}, 0),
        ({"status": "processing", "progress": 55, "attempts": 3, "lease_until": 4e9}, 55),
        ({"status": "processing", "progress": 75, "attempts": 1, "lease_until": 1}, 75),
    ],
    ids=["queued", "processing", "waiting for its next attempt"],
)
def test_an_unfinished_job_says_how_far_it_is_and_when_to_ask_again(
    cloud: Cloud, status: ModuleType, payload: Payload, values: dict[str, Any], progress: int
) -> None:
    job = cloud.write(a_job(**values, **_later()))

    answer = _get(cloud, status, job.job_id, payload)

    assert answer["statusCode"] == 200
    assert answer["headers"]["Retry-After"] == "2"
    assert body_of(answer) == {
        "job_id": job.job_id,
        "status": values["status"],
        "progress": progress,
        "stage": "waiting" if values["status"] == "queued" else "analysis",
        "estimated_seconds_left": None,
        "findings": {},
        "avatar_url": None,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "expires_at": timestamp(job.ttl),
        "urls": {
            "status": f"{BASE_URLS[payload]}/status/{job.job_id}",
            "results": f"{BASE_URLS[payload]}/results/{job.job_id}",
        },
        "shared": False,
    }


def test_a_completed_job_says_where_its_results_are(cloud: Cloud, status: ModuleType) -> None:
    job = cloud.write(a_completed_job(**_later()))

    answer = _get(cloud, status, job.job_id)

    body = body_of(answer)
    assert (body["status"], body["progress"], body["results_url"]) == (
        "completed",
        100,
        f"{BASE_URLS['2.0']}/results/{job.job_id}",
    )
    assert "Retry-After" not in answer["headers"]


def test_a_failed_job_says_why_with_status_200(cloud: Cloud, status: ModuleType) -> None:
    problem = NoPetFound("It shows a cup of coffee").record()
    job = cloud.write(a_job(status="failed", error=problem, **_later()))

    answer = _get(cloud, status, job.job_id)

    assert answer["statusCode"] == 200
    assert (body_of(answer)["status"], body_of(answer)["error"]) == ("failed", problem)
    assert "Retry-After" not in answer["headers"]


@pytest.mark.parametrize(
    "values",
    [
        {"status": "queued", "deadline": 1},
        {"status": "processing", "deadline": 1, "lease_until": 4e9, "attempts": 1},
        {"status": "processing", "lease_until": 1, "attempts": 3},
    ],
    ids=["queued past its deadline", "processing past its deadline", "last attempt lapsed"],
)
def test_a_job_that_nobody_will_finish_reads_as_failed(
    cloud: Cloud, status: ModuleType, values: dict[str, Any]
) -> None:
    job = cloud.write(a_job(**(_later() | values)))

    answer = _get(cloud, status, job.job_id)

    body = body_of(answer)
    assert body["status"] == "failed"
    assert (body["error"]["status"], body["error"]["retryable"]) == (504, True)
    assert "Retry-After" not in answer["headers"]


@PAYLOADS
@pytest.mark.parametrize("job_id", [A_JOB_ID, "", "no-uuid", A_JOB_ID.upper(), "../../etc/passwd", "*"])
def test_an_unknown_job_is_not_found(cloud: Cloud, status: ModuleType, payload: Payload, job_id: str) -> None:
    answer = _get(cloud, status, job_id, payload)

    assert answer["statusCode"] == 404
    assert body_of(answer)["type"] == "urn:petavatar:problem:job-not-found"


def test_a_job_past_its_time_to_live_is_not_found(cloud: Cloud, status: ModuleType) -> None:
    job = cloud.write(a_completed_job(ttl=int(time.time()) - 1))

    assert _get(cloud, status, job.job_id)["statusCode"] == 404


@PAYLOADS
@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_a_valid_key_nothing_is_told(
    cloud: Cloud, status: ModuleType, payload: Payload, key: str | None
) -> None:
    job = cloud.write(a_completed_job(**_later()))

    known = status.handler(api_event(key, payload=payload, job_id=job.job_id), CONTEXT)
    unknown = status.handler(api_event(key, payload=payload, job_id=str(uuid4())), CONTEXT)

    assert known["statusCode"] == 401
    assert known == unknown


def test_a_table_that_does_not_answer_is_our_failure(cloud: Cloud, status: ModuleType) -> None:
    cloud.break_table()

    answer = _get(cloud, status, str(uuid4()))

    assert answer["statusCode"] == 500
    assert body_of(answer)["type"] == "urn:petavatar:problem:storage-failure"


def test_a_job_at_work_says_its_stage_its_findings_and_the_time_left(cloud: Cloud, status: ModuleType) -> None:
    job_id = str(uuid4())
    found = {"pet_analysis": {"species": "cat"}}
    job = cloud.write(
        a_job(
            job_id=job_id,
            status="processing",
            progress=75,
            stage="portrait_and_identity",
            findings=json.dumps(found),
            s3_avatar_key=avatar_key(job_id),
            expected_end=time.time() + 30,
            attempts=1,
            lease_until=4e9,
            **_later(),
        )
    )

    body = body_of(_get(cloud, status, job.job_id))

    assert (body["stage"], body["findings"]) == ("portrait_and_identity", found)
    assert 25 <= body["estimated_seconds_left"] <= 30
    assert f"/{avatar_key(job_id)}?" in body["avatar_url"]


def test_a_run_that_takes_longer_than_expected_is_never_said_to_be_over(cloud: Cloud, status: ModuleType) -> None:
    job = cloud.write(a_job(status="processing", expected_end=time.time() - 30, lease_until=4e9, **_later()))

    assert body_of(_get(cloud, status, job.job_id))["estimated_seconds_left"] == 1


@PAYLOADS
def test_the_address_is_the_one_that_the_deployment_says(cloud: Cloud, payload: Payload) -> None:
    cloud.overrides["API_URL"] = "https://pets.example/v1"
    job = cloud.write(a_job(**_later()))

    body = body_of(_get(cloud, cloud.handler("status-handler"), job.job_id, payload))

    assert body["urls"]["status"] == f"https://pets.example/v1/status/{job.job_id}"
