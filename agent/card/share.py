"""The last thing that a run does: draw the card and store it. No job fails for its card."""

from typing import Any

from agent import COMPONENT
from agent.card.drawing import Facts, draw_card
from agent.context import JobContext
from agent.photo.prepare import prepare_photo
from petavatar.errors import Problem
from petavatar.telemetry import log_error


def share_card(job: JobContext, result: dict[str, Any], photo: bytes | None, avatar: bytes | None) -> str:
    """Draws the card of a finished result.

    Args:
        job: the job.
        result: its result, as `result_of` makes it.
        photo: the prepared photo; None if this attempt found its analysis kept and has not read the photo yet.
        avatar: the portrait as PNG; None if this attempt found it stored and has not read it yet.

    Returns:
        The key under which it is stored, or nothing if it could not be drawn or stored: person, texts and
        portrait are worth having without it.
    """
    try:
        photo = photo or _prepared_photo(job)
        avatar = avatar or job.workspace.avatar()
        return job.workspace.store_card(draw_card(photo, avatar, _facts(result, job.choices.pet_name or "")))
    except (Problem, OSError, ValueError, SyntaxError) as error:
        log_error(COMPONENT, "draw the card", error, job_id=job.job_id)
        return ""


def _prepared_photo(job: JobContext) -> bytes:
    # The steps have ended, which cancels whatever else is under way: the decoder must not heed that.
    time_left = min(job.settings.photo_decode_timeout_s, job.control.remaining())
    return prepare_photo(lambda: job.workspace.photo(job.image_key, job.etag), time_left)


def _facts(result: dict[str, Any], pet_name: str) -> Facts:
    identity, pet = result["identity"], result["pet_analysis"]
    species, breed = pet["species"], pet["breed"]
    return Facts(
        pet_name=pet_name,
        pet=breed if species.casefold() in breed.casefold() else f"{breed} {species}",
        human_name=identity["human_name"],
        job_title=identity["job_title"],
        score=identity["similarity_score"],
        offline=result["models"]["offline"],
    )
