"""The last part of a run: draws, marks and stores the card in its formats. A job does not fail if this fails."""

from typing import Any, Final, NamedTuple

from agent import COMPONENT
from agent.card.drawing import draw_card
from agent.card.facts import Facts
from agent.card.pictures import Pictures
from agent.context import JobContext
from agent.marks.mark import Mark
from agent.portrait.check import checked_portrait
from agent.threads import threads
from agent.tools.generate_avatar_image import Avatar
from petavatar.errors import Problem
from petavatar.jobs import CARD_FORMATS, CardFormat
from petavatar.telemetry import log_error

_FAILURES: Final = (Problem, OSError, ValueError, SyntaxError)


class Cards(NamedTuple):
    """The cards that are stored: the key of each, by format, and what their marks say; None if there are none."""

    keys: dict[CardFormat, str]
    mark: Mark | None


NO_CARDS: Final = Cards({}, None)


def share_cards(job: JobContext, result: dict[str, Any], photo: bytes | None, avatar: Avatar) -> Cards:
    """Draws the cards of a finished result.

    Args:
        job: the job.
        result: its result, as `result_of` makes it.
        photo: the prepared photo; None if it is lost.
        avatar: the portrait, which is read if it is not there in the size for the card.

    Returns:
        The cards, without those that could not be drawn or stored. The result is still useful without them.
    """
    if photo is None:
        return NO_CARDS
    try:
        facts = Facts.of(result, job.job_id, job.choices.pet_name or "")
        on_card = avatar.on_card or checked_portrait(job.workspace.avatar, _time_left(job)).on_card
        pictures = Pictures(photo, on_card, facts.place)
    except _FAILURES as error:
        log_error(COMPONENT, "draw the card", error, job_id=job.job_id)
        return NO_CARDS
    # Pillow lets other threads run while it scales and encodes, which is most of the work.
    with threads(len(CARD_FORMATS)) as executor:
        cards = executor.map(lambda each: _shared(job, each, pictures, facts, avatar.mark), CARD_FORMATS)
    stored = {card_format: card for card_format, card in zip(CARD_FORMATS, cards, strict=True) if card}
    # Should one of them not be signed, none is said to be.
    mark = min((mark for _, mark in stored.values()), key=lambda mark: mark.c2pa == "signed", default=None)
    return Cards({card_format: key for card_format, (key, _) in stored.items()}, mark)


def _shared(
    job: JobContext, card_format: CardFormat, pictures: Pictures, facts: Facts, portrait: Mark
) -> tuple[str, Mark] | None:
    """Draws, marks and stores one card; returns its key and its marks, or None if that fails."""
    try:
        png, mark = job.marking.card(draw_card(card_format, pictures, facts), portrait)
        return job.workspace.store_card(png, card_format), mark
    except _FAILURES as error:
        log_error(COMPONENT, f"draw the {card_format} card", error, job_id=job.job_id)
        return None


def _time_left(job: JobContext) -> float:
    return min(job.settings.photo_decode_timeout_s, job.control.remaining())
