"""The last part of a run: draws and stores the card in its formats. A job does not fail if this fails."""

from typing import Any, Final

from agent import COMPONENT
from agent.card.drawing import draw_card
from agent.card.facts import Facts
from agent.card.pictures import Pictures
from agent.context import JobContext
from agent.portrait.check import checked_portrait
from petavatar.errors import Problem
from petavatar.jobs import CARD_FORMATS, CardFormat
from petavatar.telemetry import log_error

_FAILURES: Final = (Problem, OSError, ValueError, SyntaxError)


def share_cards(
    job: JobContext, result: dict[str, Any], photo: bytes | None, avatar: bytes | None
) -> dict[CardFormat, str]:
    """Draws the cards of a finished result.

    Args:
        job: the job.
        result: its result, as `result_of` makes it.
        photo: the prepared photo; None if it is lost.
        avatar: the portrait in the size for the card; None if this attempt reused a stored one and has not read it.

    Returns:
        The key of each format's card; without those that could not be drawn or stored. The result is still useful
        without them.
    """
    if photo is None:
        return {}
    try:
        facts = Facts.of(result, job.job_id, job.choices.pet_name or "")
        avatar = avatar or checked_portrait(job.workspace.avatar, _time_left(job)).on_card
        pictures = Pictures(photo, avatar, facts.place)
    except _FAILURES as error:
        log_error(COMPONENT, "draw the card", error, job_id=job.job_id)
        return {}
    keys = {card_format: _shared(job, card_format, pictures, facts) for card_format in CARD_FORMATS}
    return {card_format: key for card_format, key in keys.items() if key}


def _shared(job: JobContext, card_format: CardFormat, pictures: Pictures, facts: Facts) -> str:
    """Draws and stores one card; returns its key, or an empty text if that fails."""
    try:
        return job.workspace.store_card(draw_card(card_format, pictures, facts), card_format)
    except _FAILURES as error:
        log_error(COMPONENT, f"draw the {card_format} card", error, job_id=job.job_id)
        return ""


def _time_left(job: JobContext) -> float:
    return min(job.settings.photo_decode_timeout_s, job.control.remaining())
