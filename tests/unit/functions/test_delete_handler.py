"""DELETE /jobs/{job_id}: 204 once nothing is left, 409 while there may be more to come."""

import time
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from petavatar.errors import AgentFailure
from testing.events import CONTEXT, Payload, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job, a_job
from tests.support.cloud import Cloud

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@pytest.fixture
def delete(cloud: Cloud) -> ModuleType:
    return cloud.handler("delete-handler")


def _erase(cloud: Cloud, delete: ModuleType, job_id: str, payload: Payload = "2.0") -> dict[str, Any]:
    answer: dict[str, Any] = delete.handler(api_event(cloud.api_key, payload=payload, job_id=job_id), CONTEXT)
    return answer


def _later() -> dict[str, Any]:
    """Times that keep a job alive while the test runs."""
    return {"deadline": time.time() + 1000, "ttl": int(time.time()) + 5000}


@PAYLOADS
def test_a_finished_job_is_erased_then_unknown_and_may_be_erased_again(
    cloud: Cloud, delete: ModuleType, payload: Payload
) -> None:
    job = cloud.write(a_completed_job(**_later()))

    answer = _erase(cloud, delete, job.job_id, payload)

    assert (answer["statusCode"], answer["body"]) == (204, "")
    assert "Content-Type" not in answer["headers"]
    assert _erase(cloud, delete, job.job_id, payload)["statusCode"] == 204
    for other in ("status-handler", "result-handler"):
        event = api_event(cloud.api_key, payload=payload, job_id=job.job_id)
        assert cloud.handler(other).handler(event, CONTEXT)["statusCode"] == 404


@pytest.mark.parametrize(
    ("values", "retry_after"),
    [
        ({"status": "queued"}, range(2, 3)),
        ({"status": "processing", "attempts": 1, "lease_until": 4e9}, range(2, 3)),
        ({"status": "failed", "error": AgentFailure("x").record(), "lease_until": "in 500 s"}, range(300, 531)),
    ],
    ids=["queued", "processing", "a run may be alive"],
)
def test_a_job_that_is_alive_is_a_conflict_that_says_when_to_ask_again(
    cloud: Cloud, delete: ModuleType, values: dict[str, Any], retry_after: range
) -> None:
    if values.get("lease_until") == "in 500 s":
        values = values | {"lease_until": time.time() + 500}
    job = cloud.write(a_job(**(_later() | values)))

    answer = _erase(cloud, delete, job.job_id)

    assert answer["statusCode"] == 409
    assert body_of(answer)["type"] == "urn:petavatar:problem:job-in-use"
    assert int(answer["headers"]["Retry-After"]) in retry_after
    assert cloud.find(job.job_id) == job


@PAYLOADS
@pytest.mark.parametrize("job_id", [A_JOB_ID, "no-uuid", ""])
def test_an_unknown_job_is_not_found(cloud: Cloud, delete: ModuleType, payload: Payload, job_id: str) -> None:
    assert _erase(cloud, delete, job_id, payload)["statusCode"] == 404


@PAYLOADS
@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_a_valid_key_nothing_is_erased(
    cloud: Cloud, delete: ModuleType, payload: Payload, key: str | None
) -> None:
    job = cloud.write(a_completed_job(**_later()))

    answer = delete.handler(api_event(key, payload=payload, job_id=job.job_id), CONTEXT)

    assert answer["statusCode"] == 401
    assert cloud.find(job.job_id) == job


def test_a_table_that_does_not_answer_is_our_failure(cloud: Cloud, delete: ModuleType) -> None:
    cloud.break_table()

    assert _erase(cloud, delete, str(uuid4()))["statusCode"] == 500
