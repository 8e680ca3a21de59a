"""Real cards, each format drawn once for all jobs whose cards nobody looks at."""

from functools import cache
from typing import Any

from agent.card.drawing import draw_card
from agent.card.facts import Facts
from agent.card.pictures import Pictures
from petavatar.jobs import CardFormat
from testing import photos
from testing.bedrock import PORTRAIT
from testing.jobs import A_JOB_ID, a_result


def a_card(card_format: CardFormat, *_: Any) -> bytes:
    """A card in this format, of a job of its own."""
    return _drawn(card_format)


@cache
def _drawn(card_format: CardFormat) -> bytes:
    facts = Facts.of(a_result(A_JOB_ID), A_JOB_ID, "")
    return draw_card(card_format, Pictures(photos.jpeg(), PORTRAIT, facts.place), facts)
