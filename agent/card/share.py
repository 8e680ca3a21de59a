"""The last thing that a run does: draw the card and store it. No job fails for its card."""

from typing import Any, Final

from agent.card.drawing import Facts, draw_card
from agent.context import JobContext
from agent.photo.prepare import prepare_photo
from petavatar.errors import Problem
from petavatar.telemetry import log_error

COMPONENT: Final = "agent"


def share_card(job: JobContext, result: dict[str, Any]) -> str:
    """Draws the card of a finished result.

    Returns:
        The key under which it is stored, or nothing if it could not be drawn or stored: person, texts and
        portrait are worth having without it.
    """
    try:
        return job.workspace.store_card(
            draw_card(_photo(job), _avatar(job), _facts(result, job.choices.pet_name or ""))
        )
    except (Problem, OSError, ValueError, SyntaxError) as error:
        log_error(COMPONENT, "draw the card", error, job_id=job.job_id)
        return ""


def _photo(job: JobContext) -> bytes:
    """The prepared photo; an attempt that found its analysis done has not looked at it yet."""
    if job.pictures.photo:
        return job.pictures.photo
    time_left = min(job.settings.photo_decode_timeout_s, job.control.remaining())
    return prepare_photo(lambda: job.workspace.photo(job.image_key, job.etag), time_left)


def _avatar(job: JobContext) -> bytes:
    """The avatar; an attempt that found it stored does not have it yet."""
    return job.pictures.avatar or job.workspace.avatar()


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
