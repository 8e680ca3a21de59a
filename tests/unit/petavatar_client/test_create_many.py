"""Many photos in one call: side by side, and gone on with by the same call."""

import json
from typing import Any

import httpx
import pytest

from petavatar_client import Made, UnsuitablePhoto
from tests.support.deployment import JOB_ID, RESULTS, S3_URI, STORAGE_URL, Deployment, state

FIRST, SECOND = b"\xff\xd8\xff first", b"\xff\xd8\xff second"
PASSING = {"title": "Busy", "status": 503, "detail": "", "retryable": True}
LASTING = {"title": "No pet", "status": 400, "detail": "", "retryable": False}


class Service:
    """A deployment that knows jobs by their Idempotency-Keys, as PetAvatar does."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.uploads = 0
        self.ends_with: dict[str, Any] | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        route = request.url.path.removeprefix("/stage")
        if route == "/presigned-url":
            return self._ticket(request.headers["Idempotency-Key"])
        if route == "/uploads":
            self.uploads += 1
            return httpx.Response(204)
        if route == "/process":
            return state("queued")
        if route.startswith("/status"):
            return self._ended()
        return httpx.Response(200, json=RESULTS)

    def _ticket(self, key: str) -> httpx.Response:
        if key in self.jobs:
            return httpx.Response(200, json=self.jobs[key])
        self.jobs[key] = {"job_id": JOB_ID, "status": "failed" if self.ends_with else "completed", "progress": 100}
        fields = {"key": "uploads/x/original.jpg", "policy": "cG9s"}
        ticket = {"job_id": JOB_ID, "upload_url": f"{STORAGE_URL}/uploads", "upload_fields": fields}
        return httpx.Response(200, json={**ticket, "s3_uri": S3_URI, "expires_in": 900, "max_bytes": 1000})

    def _ended(self) -> httpx.Response:
        return state("failed", 5, error=self.ends_with) if self.ends_with else state("completed", 100)


@pytest.fixture
def service(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Service:
    service = Service()
    monkeypatch.setattr(deployment, "answer", service)
    return service


def made(deployment: Deployment, *photos: bytes, batch: str = "family", **choices: Any) -> list[Made]:
    return list(deployment.client().create_many(photos, batch=batch, **choices))


def test_each_photo_comes_to_its_results(deployment: Deployment, service: Service) -> None:
    outcomes = made(deployment, FIRST, SECOND)

    assert [outcome.results.identity.human_name for outcome in outcomes if outcome.results] == ["Zoë Ashworth"] * 2
    assert service.uploads == len(service.jobs) == 2


def test_the_same_call_again_makes_no_job_twice(deployment: Deployment, service: Service) -> None:
    made(deployment, FIRST)

    assert [outcome.error for outcome in made(deployment, FIRST, SECOND)] == [None, None]
    assert service.uploads == 2


@pytest.mark.parametrize("other", [{"batch": "office"}, {"style": "casual"}])
def test_another_batch_and_other_choices_are_other_jobs(
    deployment: Deployment, service: Service, other: dict[str, Any]
) -> None:
    made(deployment, FIRST)
    made(deployment, FIRST, **other)

    assert service.uploads == 2


def test_a_failure_that_may_pass_gets_another_job_by_the_next_call_three_in_all(
    deployment: Deployment, service: Service
) -> None:
    service.ends_with = PASSING

    for jobs in (1, 2, 3, 3):
        (outcome,) = made(deployment, FIRST)
        assert "Busy" in str(outcome.error)
        assert len(service.jobs) == jobs


def test_a_failure_that_lasts_is_not_tried_again(deployment: Deployment, service: Service) -> None:
    service.ends_with = LASTING

    for _ in range(2):
        (outcome,) = made(deployment, FIRST)
        assert "No pet" in str(outcome.error)
    assert service.uploads == 1


def test_a_photo_that_can_not_be_used_does_not_keep_the_others_from_it(
    deployment: Deployment, service: Service
) -> None:
    outcomes = {outcome.photo.size: outcome for outcome in made(deployment, b"no photo", FIRST)}

    assert isinstance(outcomes[8].error, UnsuitablePhoto)
    assert outcomes[len(FIRST)].results
    assert json.dumps(sorted(service.jobs)).count(",") == 0
