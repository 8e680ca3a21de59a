"""What the choices that came with the upload settle, and what of them the models read.

Style and background are words from fixed lists. The pet's name is free text, so no model ever gets to read it.
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
    """The fields of a `Career` that the choices settle; they override what a model says."""
    settled: dict[str, Any] = {}
    if choices.style is not None:
        settled["attire_style"] = STYLE_ATTIRE[choices.style]
    if choices.background != "auto":
        settled["background_setting"] = choices.background
    return settled


def with_choices(career: Career, choices: Choices) -> Career:
    """The career, dressed and placed as chosen."""
    return career.model_copy(update=settled_by(choices))


def choices_part(choices: Choices) -> str:
    """The part of a prompt that states the choices; empty if all was left open."""
    settled = settled_by(choices)
    if choices.style is not None:
        settled["style"] = choices.style
    return f"<choices>{json.dumps(settled)}</choices>\n" if settled else ""
