"""The last part of a run: draws and stores the card. A job does not fail if this fails."""

from typing import Any

from agent import COMPONENT
from agent.card.drawing import Facts, draw_card
from agent.context import JobContext
from agent.portrait.check import checked_portrait
from petavatar.errors import Problem
from petavatar.telemetry import log_error


def share_card(job: JobContext, result: dict[str, Any], photo: bytes | None, avatar: bytes | None) -> str:
    """Draws the card of a finished result.

    Args:
        job: the job.
        result: its result, as `result_of` makes it.
        photo: the prepared photo; None if it is lost.
        avatar: the portrait as the card shows it; None if this attempt reused a stored one and has not read it.

    Returns:
        The card's key; empty if it could not be drawn or stored. The result is still useful without it.
    """
    if photo is None:
        return ""
    try:
        avatar = avatar or checked_portrait(job.workspace.avatar, _time_left(job)).on_card
        return job.workspace.store_card(draw_card(photo, avatar, _facts(result, job.choices.pet_name or "")))
    except (Problem, OSError, ValueError, SyntaxError) as error:
        log_error(COMPONENT, "draw the card", error, job_id=job.job_id)
        return ""


def _time_left(job: JobContext) -> float:
    return min(job.settings.photo_decode_timeout_s, job.control.remaining())


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
