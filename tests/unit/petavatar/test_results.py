"""What of the agent's result a job keeps, and what a client gets to see."""

import copy
from typing import Any

import pytest

from petavatar.choices import OPEN
from petavatar.errors import AgentFailure
from petavatar.jobs import RESULT_PARTS, CardFormat, timestamp
from petavatar.results import outcome_of, results_body, status_body
from testing.jobs import A_JOB_ID, NOW, a_completed_job, a_job, a_result

REMOVE = "(removed)"


def _changed(path: str, value: object) -> dict[str, Any]:
    result = copy.deepcopy(a_result(A_JOB_ID))
    *parents, last = path.split(".")
    place = result
    for name in parents:
        place = place[name]
    if value == REMOVE:
        del place[last]
    else:
        place[last] = value
    return result


def test_a_whole_result_is_kept_whole() -> None:
    result = a_result(A_JOB_ID)

    assert outcome_of(result, A_JOB_ID) == {
        "s3_avatar_key": f"generated/{A_JOB_ID}/avatar.png",
        "s3_card_key": "",
        "s3_card_keys": {},
        "s3_photo_key": f"generated/{A_JOB_ID}/photo.jpg",
        "identity_package": result["identity"],
        "pet_analysis": result["pet_analysis"],
        "career": result["career"],
        "score": result["score"],
        "models": result["models"],
        "usage": result["usage"],
        "prepared": result["prepared"],
        "prompt_version": result["prompt_version"],
        "pet_box": result["pet_box"],
        "likenesses": result["likenesses"],
        "result_seed": result["seed"],
        "marks": result["marks"],
    }


@pytest.mark.parametrize(
    "path",
    [
        "avatar_key",
        "identity",
        "identity.human_name",
        "identity.job_title",
        "identity.seniority",
        "identity.bio",
        "identity.skills",
        "identity.career_trajectory",
        "identity.career_trajectory.past",
        "identity.career_trajectory.present",
        "identity.career_trajectory.future",
        "identity.similarity_score",
        "pet_analysis",
        "pet_analysis.species",
        "pet_analysis.breed",
        "pet_analysis.personality_traits",
        "pet_analysis.personality_traits.confidence",
        "career",
        "score",
        "score.alignment",
        "score.fit",
        "score.name",
        "score.coherence",
        "models",
        "usage",
        "usage.models",
        "usage.models.text",
    ],
)
@pytest.mark.parametrize("value", [REMOVE, None, [], "   ", -1, 101, True], ids=str)
def test_a_result_with_any_part_missing_or_wrong_is_not_taken(path: str, value: object) -> None:
    with pytest.raises(AgentFailure):
        outcome_of(_changed(path, value), A_JOB_ID)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("avatar_key", "generated/another/avatar.png", "avatar"),
        ("card_key", "generated/another/card.png", "card"),
        ("card_key", None, "card"),
        ("card_keys", {"wide": f"generated/{A_JOB_ID}/card-story.png"}, "cards"),
        ("card_keys", {"poster": f"generated/{A_JOB_ID}/card-poster.png"}, "cards"),
        ("identity.seniority", "wizard", "seniority"),
        ("identity.bio", "One.\n\nTwo.", "bio"),
        ("identity.bio", "One.\n\nTwo.\n\n \n\nThree.\n\nFour.", "bio"),
        ("identity.skills", ["a", "b", "c", "d"], "skills"),
        ("identity.skills", list("abcdefghijk"), "skills"),
        ("identity.skills", ["a", "b", "c", "d", ""], "skills"),
        ("identity.skills", ["a", "b", "c", "d", 5], "skills"),
        ("identity.similarity_score", float("nan"), "similarity score"),
        ("identity.similarity_score", "90", "similarity score"),
        ("pet_analysis.personality_traits", {f"d{i}": 1 for i in range(46)}, "personality traits"),
        ("pet_analysis.personality_traits", {f"d{i}": 1 for i in range(48)}, "personality traits"),
        ("models", ["text"], "records"),
        ("usage.calls", -1, "usage"),
        ("usage.input_tokens", 1.5, "usage"),
        ("usage.models.image.images", True, "usage"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: object, named: str) -> None:
    with pytest.raises(AgentFailure, match=f"not valid: {named}$"):
        outcome_of(_changed(path, value), A_JOB_ID)


@pytest.mark.parametrize("result", [None, [], "result", 7])
def test_what_is_no_result_at_all_is_not_taken(result: Any) -> None:
    with pytest.raises(AgentFailure, match="incomplete"):
        outcome_of(result, A_JOB_ID)


def test_the_status_of_a_waiting_job() -> None:
    assert status_body(a_job(job_id=A_JOB_ID, progress=0), now=NOW) == {
        "job_id": A_JOB_ID,
        "status": "queued",
        "progress": 0,
        "stage": "waiting",
        "estimated_seconds_left": None,
        "findings": {},
        "avatar_url": None,
        "shared": False,
        "created_at": timestamp(NOW),
        "updated_at": timestamp(NOW),
        "expires_at": timestamp(NOW + 7 * 86_400),
        "urls": {"status": f"/status/{A_JOB_ID}", "results": f"/results/{A_JOB_ID}"},
    }


def test_the_status_of_a_failed_job_says_why() -> None:
    problem = AgentFailure("It broke off").record()

    assert status_body(a_job(status="failed", error=problem), now=NOW)["error"] == problem


def test_the_status_of_a_completed_job_says_where_the_results_are() -> None:
    assert status_body(a_completed_job(job_id=A_JOB_ID), now=NOW)["results_url"] == f"/results/{A_JOB_ID}"


def test_the_results_are_complete() -> None:
    choices = {"style": "casual", "background": "auto", "pet_name": "Rex"}
    job, result = a_completed_job(job_id=A_JOB_ID, choices=choices), a_result(A_JOB_ID)

    cards: dict[CardFormat, str] = {"wide": "https://card", "story": "https://story"}
    assert results_body(job, "https://avatar", cards, "https://photo") == {
        "job_id": A_JOB_ID,
        "avatar_url": "https://avatar",
        "avatar_url_expires_in": 3600,
        "card_url": "https://card",
        "card_urls": {"wide": "https://card", "square": None, "story": "https://story"},
        "photo_url": "https://photo",
        **{name: result[name] for name in RESULT_PARTS},
        "choices": OPEN.record() | choices,
        "shared": False,
        "source_job_id": None,
        "variation": None,
        "created_at": timestamp(NOW),
        "completed_at": timestamp(NOW + 60),
        "expires_at": timestamp(NOW + 7 * 86_400),
        "urls": {"status": f"/status/{A_JOB_ID}", "results": f"/results/{A_JOB_ID}"},
    }


def test_an_agent_of_version_1_hands_over_no_photo() -> None:
    result = {name: part for name, part in a_result(A_JOB_ID).items() if name not in ("photo_key", "prepared")}

    assert outcome_of(result, A_JOB_ID)["s3_photo_key"] == ""


def test_a_job_from_before_photos_were_kept_has_none() -> None:
    job = a_completed_job()
    job.result.pop("prepared")
    body = results_body(job, "https://avatar", {})

    assert (body["photo_url"], body["prepared"]) == (None, None)


def test_a_job_from_before_likenesses_has_none() -> None:
    job = a_completed_job()
    del job.result["pet_box"], job.result["likenesses"]
    body = results_body(job, "https://avatar", {})

    assert (body["pet_box"], body["likenesses"]) == (None, [])


def test_a_job_from_before_there_were_choices_left_them_all_open() -> None:
    body = results_body(a_completed_job(choices={}), "https://avatar", {})

    assert body["choices"] == OPEN.record()
