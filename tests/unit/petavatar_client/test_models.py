"""What is made of answers: of newer deployments, of older ones, and without secrets."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from petavatar_client import (
    CardUrls,
    Career,
    Choices,
    DrawnOn,
    JobError,
    Results,
    RoleUsage,
    UnexpectedAnswer,
    Usage,
)
from tests.support.deployment import AVATAR_URL, CARD_URL, JOB_ID, RESULTS, Deployment, state

ROUTE = f"GET /stage/results/{JOB_ID}"
STATUS = f"GET /stage/status/{JOB_ID}"
WHOLE = RESULTS | {
    "card_url": CARD_URL,
    "card_urls": {"wide": CARD_URL, "square": None, "story": CARD_URL},
    "career": {
        "industry": "finance",
        "attire_style": "suit",
        "confidence_score": 80,
        "draws_on": [{"dimension": "confidence", "direction": "high"}],
    },
    "usage": {
        "calls": 4,
        "input_tokens": 100,
        "output_tokens": 50,
        "images": 1,
        "models": {"text": {"model": "text-model", "calls": 3, "input_tokens": 90, "output_tokens": 40, "images": 0}},
    },
    "choices": {"style": "corporate", "background": "auto", "pet_name": None},
    "created_at": "2026-11-25T12:00:00.500Z",
    "expires_at": "2026-12-02T12:00:00.000Z",
    "urls": {"status": f"/status/{JOB_ID}", "results": f"/results/{JOB_ID}"},
    "invented_later": {"x": [1]},
}


def results_of(deployment: Deployment, body: Any) -> Results:
    deployment.answers(ROUTE, httpx.Response(200, json=body))
    return deployment.client().results(JOB_ID)


def test_results_are_records_with_types(deployment: Deployment) -> None:
    results = results_of(deployment, WHOLE)

    assert results.identity.skills[0] == "Listening"
    assert results.identity.career_trajectory.future == "A future."
    assert results.pet_analysis.personality_traits["would_steal_lunch"] == 99.0
    assert results.score.fit == 85.5
    assert results.models.offline
    assert results.career.draws_on == (DrawnOn(dimension="confidence", direction="high"),)
    assert results.usage.models["text"] == RoleUsage(
        model="text-model", calls=3, input_tokens=90, output_tokens=40, images=0
    )
    assert results.choices == Choices(style="corporate", background="auto")
    assert results.created_at == datetime(2026, 11, 25, 12, 0, 0, 500_000, tzinfo=UTC)
    assert results.urls["status"] == f"/status/{JOB_ID}"


def test_what_an_older_deployment_does_not_answer_has_a_default(deployment: Deployment) -> None:
    results = results_of(deployment, RESULTS)

    assert (results.card_url, results.created_at, results.urls) == (None, None, {})
    assert (results.career, results.usage, results.choices) == (Career(), Usage(), Choices())


def test_what_a_newer_deployment_answers_besides_is_kept_but_no_secret(deployment: Deployment) -> None:
    results = results_of(deployment, WHOLE | {"film_url": CARD_URL})

    assert results.body == {name: value for name, value in WHOLE.items() if not name.endswith(("_url", "_urls"))}
    assert (results.avatar_url, results.card_url) == (AVATAR_URL, CARD_URL)
    assert results.card_urls == CardUrls(wide=CARD_URL, story=CARD_URL)
    assert "secret" not in repr(results)


def test_no_secret_is_shown(deployment: Deployment) -> None:
    client = deployment.client()
    shown = f"{results_of(deployment, WHOLE)!r} {client.presigned_upload('image/jpeg')!r} {client!r} {vars(client)!r}"
    assert "Signature" not in shown
    assert "policy" not in shown
    assert "pa_a-key" not in shown


def test_records_are_frozen(deployment: Deployment) -> None:
    job = deployment.client().status(JOB_ID)
    with pytest.raises(FrozenInstanceError):
        job.progress = 1  # type: ignore[misc]


def test_a_failed_job_says_why(deployment: Deployment) -> None:
    error = {"type": "urn:x", "title": "No", "status": 504, "detail": "Late", "retryable": True, "later": 1}
    deployment.answers(STATUS, state("failed", 5, error=error, updated_at="2026-11-25T12:00:00.000Z"))
    job = deployment.client().status(JOB_ID)

    assert job.error == JobError(type="urn:x", title="No", status=504, detail="Late", retryable=True)
    assert job.ended
    assert job.updated_at == datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        {"progress": "35"},
        {"progress": True},
        {"updated_at": "yesterday"},
        {"updated_at": 7},
        {"error": {"retryable": "yes"}},
        {"urls": ["/status"]},
    ],
)
def test_a_value_of_another_type_is_no_answer_of_petavatar(deployment: Deployment, body: dict[str, Any]) -> None:
    deployment.answers(STATUS, httpx.Response(200, json={"job_id": JOB_ID, "status": "processing", **body}))
    with pytest.raises(UnexpectedAnswer):
        deployment.client().status(JOB_ID)


@pytest.mark.parametrize("missing", ["job_id", "identity", "pet_analysis", "score", "models", "avatar_url"])
def test_results_are_never_half_ones(deployment: Deployment, missing: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        results_of(deployment, {name: value for name, value in WHOLE.items() if name != missing})


def test_a_client_may_be_closed_by_a_block(deployment: Deployment) -> None:
    with deployment.client() as client:
        assert client.api_url == "https://api.example.test/stage"
    with pytest.raises(RuntimeError, match="closed"):
        client.status(JOB_ID)
