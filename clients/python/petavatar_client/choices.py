"""What may be chosen for a photo, as arguments of the methods that send one."""

import re
from collections.abc import Mapping
from typing import Final

from typing_extensions import TypedDict

from petavatar_client.errors import InvalidInput
from petavatar_client.models import AgeRange, Background, Pronouns, Style

MAX_CHARS: Final = 40
"""The most characters of a pet's name, a species or a breed."""
MAX_WAIT_S: Final = 3600
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class ChoiceArguments(TypedDict, total=False):
    """Each may be left out, or None.

    Attributes:
        style: how the person is dressed; left to the career if left out.
        background: where the portrait is taken; left to the career if left out.
        pet_name: what the pet is called, in 1-40 characters.
        pronouns: how the texts speak of the person; drawn by lot if left out.
        age_range: the person's age; left to the career if left out.
        species: what the pet is, for when the photo is read wrongly, in 1-40 letters, spaces and hyphens.
        breed: its breed, likewise.
        language: the language of the texts, as a BCP 47 tag; English if left out.
        max_wait_s: in how many seconds the job must have begun; it fails otherwise, without a model called.
        webhook_url: where the end of the job is posted to, an https address (see `petavatar_client.webhooks`).
    """

    style: Style | None
    background: Background | None
    pet_name: str | None
    pronouns: Pronouns | None
    age_range: AgeRange | None
    species: str | None
    breed: str | None
    language: str | None
    max_wait_s: int | None
    webhook_url: str | None


def parameters(content_type: str, choices: Mapping[str, object]) -> dict[str, str]:
    """The parameters of a request for an upload.

    Raises:
        TypeError: if there is no such choice.
        InvalidInput: if the server would refuse one.
    """
    if unknown := choices.keys() - ChoiceArguments.__annotations__.keys():
        raise TypeError(f"There is no choice {min(unknown)!r}")
    require_valid(choices)
    return {"content_type": content_type} | {name: str(value) for name, value in choices.items() if value is not None}


def require_valid(choices: Mapping[str, object]) -> None:
    """Makes sure of what can be known without the server; what is on offer is for the server to say.

    Raises:
        InvalidInput: if the server would refuse one.
    """
    for name in ("pet_name", "species", "breed"):
        text = choices.get(name)
        if text is not None and not 1 <= len(str(text).strip()) <= MAX_CHARS:
            raise InvalidInput(f"{name} has 1 to {MAX_CHARS} characters.")
    for name in ("species", "breed"):
        text = choices.get(name)
        if text is not None and any(c.isascii() and not (c.isalpha() or c in " -") for c in str(text)):
            raise InvalidInput(f"{name} has letters, spaces and hyphens alone.")
    language = choices.get("language")
    if language is not None and not _TAG.fullmatch(str(language)):
        raise InvalidInput("language is a BCP 47 tag, such as fr or pt-BR.")
    wait = choices.get("max_wait_s")
    if wait is not None and not (isinstance(wait, int) and 1 <= wait <= MAX_WAIT_S):
        raise InvalidInput(f"max_wait_s is a whole number of seconds from 1 to {MAX_WAIT_S}.")
