"""What the agent hands over, what of it a job keeps, and what a client gets to see."""

import json
from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from petavatar.choices import OPEN
from petavatar.errors import AgentFailure
from petavatar.jobs import CARD_FORMATS, RESULT_PARTS, CardFormat, Job, Status, timestamp
from petavatar.keys import avatar_key, card_key, photo_key
from petavatar.stages import stage_of
from petavatar.storage import RESULT_URL_SECONDS

SENIORITIES: Final = frozenset({"entry-level", "mid-level", "senior", "executive"})
DIMENSION_COUNT: Final = 47
_MODEL_ROLES: Final = ("text", "orchestrator", "image")
_COUNTS: Final = ("calls", "input_tokens", "output_tokens", "images")
_SOURCE_TYPES: Final = frozenset({"trainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"})
_SCORE_PARTS: Final = ("alignment", "fit", "name", "coherence")


def outcome_of(result: Mapping[str, Any], job_id: str) -> dict[str, Any]:
    """Checks the agent's result and returns the attributes of a job's item that it fills in.

    Raises:
        AgentFailure: naming the first thing that is not as it must be.
    """
    try:
        _check(result, job_id)
    except (KeyError, TypeError, AttributeError) as error:
        raise AgentFailure("The agent's result is incomplete") from error
    return {
        "s3_avatar_key": result["avatar_key"],
        "s3_card_key": result.get("card_key", ""),
        "s3_card_keys": result.get("card_keys", {}),
        "s3_photo_key": result.get("photo_key", ""),
        **{attribute: result[part] for part, attribute in RESULT_PARTS.items() if part in result},
    }


def _check(result: Mapping[str, Any], job_id: str) -> None:
    identity, analysis = result["identity"], result["pet_analysis"]
    traits = analysis["personality_traits"]
    checks = {
        "avatar": result["avatar_key"] == avatar_key(job_id),
        "card": result.get("card_key", "") in ("", card_key(job_id)),
        "cards": all(
            name in CARD_FORMATS and key == card_key(job_id, name) for name, key in result.get("card_keys", {}).items()
        ),
        "photo": result.get("photo_key", "") in ("", photo_key(job_id)),
        "human name": _is_text(identity["human_name"]),
        "job title": _is_text(identity["job_title"]),
        "seniority": identity["seniority"] in SENIORITIES,
        "bio": len([part for part in identity["bio"].split("\n\n") if part.strip()]) == 3,
        "skills": 5 <= len(identity["skills"]) <= 10 and all(map(_is_text, identity["skills"])),
        "career trajectory": all(
            _is_text(identity["career_trajectory"][part]) for part in ("past", "present", "future")
        ),
        "similarity score": _is_score(identity["similarity_score"]),
        "score parts": all(_is_score(result["score"][part]) for part in _SCORE_PARTS),
        "species": _is_text(analysis["species"]) and _is_text(analysis["breed"]),
        "personality traits": len(traits) == DIMENSION_COUNT and all(map(_is_score, traits.values())),
        "records": all(isinstance(result[part], Mapping) for part in ("career", "models")),
        "seed": type(result.get("seed", 1)) is int,
        "prepared": _is_prepared(result.get("prepared")),
        "marks": _are_marks(result.get("marks")),
        "likenesses": all(
            _is_text(likeness["pet"]) and _is_text(likeness["person"]) for likeness in result.get("likenesses", ())
        ),
        "usage": _is_usage(result["usage"])
        and all(_is_usage(result["usage"]["models"][role]) for role in _MODEL_ROLES),
    }
    wrong = [name for name, holds in checks.items() if not holds]
    if wrong:
        raise AgentFailure(f"The agent's result is not valid: {', '.join(wrong)}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_usage(value: Mapping[str, Any]) -> bool:
    return all(type(value[name]) is int and value[name] >= 0 for name in _COUNTS)


def _is_prepared(value: Mapping[str, Any] | None) -> bool:
    """Whether a prepared photo is described; an agent of version 1 describes none."""
    if value is None:
        return True
    return all(type(value[side]) is int and value[side] > 0 for side in ("width", "height")) and isinstance(
        value["incomplete"], bool
    )


def _are_marks(value: Mapping[str, Any] | None) -> bool:
    """Whether pictures' marks are described; an agent of an earlier version describes none."""
    if value is None:
        return True
    marks = [value["avatar"], *([value["card"]] if value["card"] else [])]
    return all(
        mark["source_type"] in _SOURCE_TYPES
        and mark["c2pa"] in ("signed", "kept", "none")
        and mark["origin"] in ("petavatar", "model")
        for mark in marks
    )


def _is_score(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def urls_of(job_id: str, base: str = "") -> dict[str, str]:
    """Where a job's status and results are, for bodies of every kind.

    Args:
        job_id: the job.
        base: the address of the API, without a slash at its end; empty if it is not known.
    """
    return {"status": f"{base}/status/{job_id}", "results": f"{base}/results/{job_id}"}


_MESSAGES: Final[dict[Status, str]] = {
    "queued": "Processing initiated",
    "processing": "Processing is under way",
    "completed": "Processing is completed: fetch the results",
    "failed": "Processing has failed: the status says why",
}


def accepted_body(job: Job, base: str = "") -> dict[str, Any]:
    """The body for an upload that was accepted, now or before."""
    urls = urls_of(job.job_id, base)
    return {
        "job_id": job.job_id,
        "status": job.status,
        "message": _MESSAGES[job.status],
        "status_url": urls["status"],
        "results_url": urls["results"],
        "urls": urls,
        "expires_at": timestamp(job.ttl),
    }


def brief_body(job: Job, base: str = "") -> dict[str, Any]:
    """A job in a list: what its status is, without what is known of it."""
    body: dict[str, Any] = {
        "job_id": job.job_id,
        "status": job.status,
        "progress": job.progress,
        "stage": stage_of(job),
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "expires_at": timestamp(job.ttl),
        "urls": urls_of(job.job_id, base),
        "shared": job.shared,
    }
    if job.status == "failed":
        body["error"] = job.error
    if job.status == "completed":
        body["results_url"] = urls_of(job.job_id, base)["results"]
    return body


def status_body(job: Job, *, now: float, base: str = "", avatar_url: str | None = None) -> dict[str, Any]:
    """The body of `GET /status/{job_id}`.

    Args:
        job: the job as it must be read now.
        now: the time, in seconds since 1970.
        base: the address of the API.
        avatar_url: where the portrait is, if it is stored.
    """
    runs = job.status == "processing" and job.expected_end
    return {
        **brief_body(job, base),
        "estimated_seconds_left": max(1, ceil(job.expected_end - now)) if runs else None,
        "findings": json.loads(job.findings) if job.findings else {},
        "avatar_url": avatar_url,
    }


def results_body(
    job: Job,
    avatar_url: str,
    card_urls: Mapping[CardFormat, str],
    photo_url: str | None = None,
    base: str = "",
) -> dict[str, Any]:
    """The body of `GET /results/{job_id}` of a completed job."""
    return {
        "job_id": job.job_id,
        "avatar_url": avatar_url,
        "avatar_url_expires_in": RESULT_URL_SECONDS,
        "card_url": card_urls.get("wide"),
        "card_urls": {card_format: card_urls.get(card_format) for card_format in CARD_FORMATS},
        "photo_url": photo_url,
        "prepared": None,
        "pet_box": None,
        "likenesses": [],
        "seed": None,
        "marks": None,
        **job.result,
        "source_job_id": job.source_job_id or None,
        "variation": job.variation.get("asked"),
        "choices": OPEN.record() | job.choices,
        "shared": job.shared,
        "created_at": job.created_at,
        "completed_at": job.completed_at,
        "expires_at": timestamp(job.ttl),
        "urls": urls_of(job.job_id, base),
    }
