"""What may be chosen for a photo, as arguments of the methods that send one."""

from collections.abc import Mapping

from typing_extensions import TypedDict

from petavatar_client.models import AgeRange, Background, Pronouns, Style


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


def parameters(content_type: str, choices: Mapping[str, object]) -> dict[str, str]:
    """The parameters of a request for an upload.

    Raises:
        TypeError: if there is no such choice.
    """
    if unknown := choices.keys() - ChoiceArguments.__annotations__.keys():
        raise TypeError(f"There is no choice {min(unknown)!r}")
    return {"content_type": content_type} | {name: str(value) for name, value in choices.items() if value is not None}
