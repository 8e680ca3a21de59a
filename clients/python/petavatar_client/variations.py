"""What may be changed of a completed job, as arguments of the method that makes a variation of it."""

from collections.abc import Mapping
from typing import Any, Literal

from typing_extensions import TypedDict

from petavatar_client.choices import require_valid
from petavatar_client.errors import InvalidInput
from petavatar_client.models import AgeRange, Change, Pronouns, Style

Place = Literal["corner_office", "open_office", "linkedin_blue", "creative_space"]
"""Where the portrait is taken."""


class VariationArguments(TypedDict, total=False):
    """Each may be left out, or None; one must be there beside `max_wait_s` and `webhook_url`.

    Attributes:
        change: `portrait` for another portrait with the same texts, `career` for another career.
        style: other clothes, with the same texts.
        background: another place, with the same texts.
        pet_name: another name on the cards, in 1-40 characters.
        pronouns: the same career for a person who presents so; new texts and portrait.
        age_range: the same career at that age; new texts and portrait.
        dimensions: new scores of the pet, 0-100 by dimension, and a career that suits them.
        seed: the seed of the portrait, such as that of earlier results.
        max_wait_s: in how many seconds the job must have begun; it fails otherwise, without a model called.
        webhook_url: where the end of the job is posted to.
    """

    change: Change | None
    style: Style | None
    background: Place | None
    pet_name: str | None
    pronouns: Pronouns | None
    age_range: AgeRange | None
    dimensions: Mapping[str, int] | None
    seed: int | None
    max_wait_s: int | None
    webhook_url: str | None


def variation_body(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a request for a variation.

    Raises:
        TypeError: if something can't be changed.
        InvalidInput: if the server would refuse a value, or nothing is to change.
    """
    if unknown := changes.keys() - VariationArguments.__annotations__.keys():
        raise TypeError(f"There is no change {min(unknown)!r}")
    require_valid(changes)
    body = {name: value for name, value in changes.items() if value is not None}
    if not body.keys() - {"max_wait_s", "webhook_url"}:
        raise InvalidInput("Say what to change, such as change='portrait'.")
    return body
