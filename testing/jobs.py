"""Sample jobs and results."""

from typing import Any
from uuid import uuid4

from agent.marks.mark import Mark
from agent.person.dimensions import DIMENSIONS
from petavatar.jobs import CARD_FORMATS, RESULT_PARTS, CardFormat, Job, timestamp
from petavatar.keys import avatar_key, card_key, photo_key
from petavatar.table.leases import Claim

NOW = 1_795_348_800.0
"""22 November 2026, noon, UTC."""

A_JOB_ID = "0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11"

MARK = Mark(source_type="trainedAlgorithmicMedia", c2pa="none", origin="petavatar")
"""The marks of a portrait that is not signed."""


def a_job(**values: Any) -> Job:
    """A queued job that was accepted at `NOW`, with these values."""
    job_id = values.pop("job_id", None) or str(uuid4())
    defaults: dict[str, Any] = {
        "status": "queued",
        "s3_upload_key": f"uploads/{job_id}/original.jpg",
        "etag": "900150983cd24fb0d6963f7d28e17f72",
        "created_at": timestamp(NOW),
        "updated_at": timestamp(NOW),
        "deadline": NOW + 3600,
        "ttl": int(NOW) + 7 * 86_400,
    }
    return Job(job_id=job_id, **(defaults | values))


def a_result(job_id: str, **changes: Any) -> dict[str, Any]:
    """A result as the agent returns it, without a card."""
    result: dict[str, Any] = {
        "avatar_key": avatar_key(job_id),
        "card_key": "",
        "card_keys": {},
        "photo_key": photo_key(job_id),
        "identity": {
            "human_name": "Margaret Whitfield",
            "language": "en",
            "headline": "Head of Quiet Operations. Silence is a decision.",
            "job_title": "Head of Quiet Operations",
            "seniority": "senior",
            "bio": "Margaret runs the floor.\n\nShe sees all.\n\nShe signs nothing unread.",
            "skills": ["observation", "strategic pauses", "delegation", "silence", "warm laptops"],
            "career_trajectory": {"past": "Window analyst.", "present": "Head of it all.", "future": "Chair."},
            "similarity_score": 87.5,
        },
        "pet_analysis": {
            "species": "cat",
            "breed": "tabby",
            "expression": "watchful",
            "posture": "upright",
            "personality_traits": {name: index * 2 for index, name in enumerate(DIMENSIONS)},
            "dominant_traits": ["calm", "watchful", "dignified"],
            "vibe": "CFO energy",
        },
        "career": {"industry": "finance", "confidence_score": 90, "draws_on": []},
        "score": {"alignment": 90.0, "fit": 87.5, "name": 100.0, "coherence": 66.7},
        "models": {"text": "claude", "orchestrator": "haiku", "image": "core", "offline": False},
        "usage": a_usage(),
        "prepared": {"width": 451, "height": 300, "incomplete": False},
        "pet_box": {"head": [0.3, 0.1, 0.7, 0.5], "whole": None},
        "prompt_version": "0123456789ab",
        "seed": 4711,
        "marks": {"avatar": MARK.model_dump(), "card": MARK.model_dump() | {"source_type": "compositeSynthetic"}},
        "likenesses": [{"pet": "amber eyes", "person": "amber eyes"}],
    }
    return result | changes


def a_usage() -> dict[str, Any]:
    """The usage of a run, in total and for each model."""
    return {
        "calls": 5,
        "input_tokens": 100,
        "output_tokens": 50,
        "images": 1,
        "models": {
            "text": {"model": "claude", "calls": 3, "input_tokens": 90, "output_tokens": 45, "images": 0},
            "orchestrator": {"model": "haiku", "calls": 1, "input_tokens": 10, "output_tokens": 5, "images": 0},
            "image": {"model": "core", "calls": 1, "input_tokens": 0, "output_tokens": 0, "images": 1},
        },
    }


def a_completed_job(**values: Any) -> Job:
    """A completed job with a complete result."""
    job_id = values.pop("job_id", None) or str(uuid4())
    result = a_result(job_id)
    return a_job(
        job_id=job_id,
        **{
            "status": "completed",
            "progress": 100,
            "completed_at": timestamp(NOW + 60),
            "s3_avatar_key": result["avatar_key"],
            "s3_card_key": card_key(job_id),
            "s3_card_keys": card_keys(job_id),
            "s3_photo_key": photo_key(job_id),
            "result": {part: result[part] for part in RESULT_PARTS},
        }
        | values,
    )


def card_keys(job_id: str) -> dict[CardFormat, str]:
    """Where a job's cards lie, by format."""
    return {card_format: card_key(job_id, card_format) for card_format in CARD_FORMATS}


def a_claim(job: Job, **values: Any) -> Claim:
    """A claim of a job by its message at `NOW`, but for what is given."""
    defaults: dict[str, Any] = {"token": "mine", "message_id": "m-1", "lease_until": NOW + 180}
    return Claim(job_id=job.job_id, **(defaults | values))
