"""The effect of the upload's choices on analysis, casting and career, and their part in the prompts.

Style, background, pronouns and age are words from fixed lists; species, breed and language are letters alone, and data
to the models. The pet's name is free text, so no model ever reads it.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from agent.person.names import species_group
from agent.schemas import Attire, Career, PetAnalysis, Presentation
from petavatar.choices import Choices, Pronouns, Style

STYLE_ATTIRE: Final[Mapping[Style, Attire]] = MappingProxyType(
    {"corporate": "suit", "creative": "creative", "casual": "business_casual"}
)
PRESENTATION_OF: Final[Mapping[Pronouns, Presentation]] = MappingProxyType(
    {"she": "feminine", "he": "masculine", "they": "androgynous"}
)
UNKNOWN_BREED: Final = "mix"
_FOR_TEXTS: Final = ("style", "pronouns", "language")


def settled_by(choices: Choices) -> dict[str, Any]:
    """The fields of a `Career` that the choices set; they override the model's values."""
    settled: dict[str, Any] = {}
    if choices.style is not None:
        settled["attire_style"] = STYLE_ATTIRE[choices.style]
    if choices.background != "auto":
        settled["background_setting"] = choices.background
    if choices.age_range is not None:
        settled["age_range"] = choices.age_range
    return settled


def with_choices(career: Career, choices: Choices) -> Career:
    """The career, with what was chosen of it."""
    return career.model_copy(update=settled_by(choices))


def corrected(analysis: PetAnalysis, choices: Choices) -> PetAnalysis:
    """The analysis, with the species and breed that the pet's owner knows better.

    A breed that was read goes with its species: if the owner names one of another kind, it is not kept.
    """
    corrections: dict[str, str] = {}
    if choices.species is not None:
        corrections["species"] = choices.species.lower()
        if species_group(choices.species) != species_group(analysis.species):
            corrections["breed"] = UNKNOWN_BREED
    if choices.breed is not None:
        corrections["breed"] = choices.breed
    return analysis.model_copy(update=corrections)


def choices_part(choices: Choices) -> str:
    """The part of a prompt with the choices; empty if nothing was chosen."""
    chosen = {name: value for name, value in choices.record().items() if name in _FOR_TEXTS and value is not None}
    return _part({**settled_by(choices), **chosen})


def owner_part(choices: Choices) -> str:
    """The part of a prompt with what the owner says of the pet; empty if that is nothing."""
    return _part({name: value for name in ("species", "breed") if (value := choices.record()[name]) is not None})


def _part(chosen: Mapping[str, Any]) -> str:
    return f"<choices>{json.dumps(chosen, ensure_ascii=False)}</choices>\n" if chosen else ""
