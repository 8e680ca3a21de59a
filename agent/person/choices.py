"""The effect of the upload's choices on the career, and their part in the prompts.

Style and background are words from fixed lists. The pet's name is free text, so no model ever reads it.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from agent.schemas import Attire, Career
from petavatar.choices import Choices, Style

STYLE_ATTIRE: Final[Mapping[Style, Attire]] = MappingProxyType(
    {"corporate": "suit", "creative": "creative", "casual": "business_casual"}
)


def settled_by(choices: Choices) -> dict[str, Any]:
    """The fields of a `Career` that the choices set; they override the model's values."""
    settled: dict[str, Any] = {}
    if choices.style is not None:
        settled["attire_style"] = STYLE_ATTIRE[choices.style]
    if choices.background != "auto":
        settled["background_setting"] = choices.background
    return settled


def with_choices(career: Career, choices: Choices) -> Career:
    """The career, with the chosen attire and background."""
    return career.model_copy(update=settled_by(choices))


def choices_part(choices: Choices) -> str:
    """The part of a prompt with the choices; empty if nothing was chosen."""
    settled = settled_by(choices)
    if choices.style is not None:
        settled["style"] = choices.style
    return f"<choices>{json.dumps(settled)}</choices>\n" if settled else ""
