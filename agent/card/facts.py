"""What stands on a card: names, one good line, three traits and what pet and person have in common."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Self

from agent.card.crop import NOWHERE, PetPlace
from petavatar.pet_kinds import kind_of_pet

_MIDDLE: Final = 50
_TELLING: Final = 20
"""A trait says something from this distance to the middle on."""
_TRAITS: Final = 3
_LINE_CHARS: Final = 90
_COMIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "would_steal_lunch": "Would steal your lunch",
        "sends_passive_aggressive_emails": "Passive-aggressive emails",
        "replies_all": "Replies to all",
        "meeting_endurance": "Stays awake in meetings",
        "snack_motivation": "Works for snacks",
        "territorial_about_desk": "Guards the desk",
        "attention_seeking": "Needs to be looked at",
        "vocal_expressiveness": "Heard from afar",
        "camera_awareness": "Knows the camera is on",
        "stubbornness": "Stubbornness",
        "mystery": "Air of mystery",
        "dignity": "Dignity",
        "rule_following": "Follows the rules",
        "impulsiveness": "Acts first, thinks later",
    }
)
"""The traits that make people laugh, as the card calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts on the card.

    Attributes:
        pet_name: the pet's name, if it is known.
        pet: the pet's breed and species, such as `tabby cat`.
        human_name: the person's name.
        job_title: the person's job.
        line: the one line that people would quote.
        traits: three traits, each with its score, 0-100.
        likenesses: what the person has of the pet, the most telling first.
        score: the similarity score, 0-100.
        number: the number on the badge: eight hexadecimal digits.
        offline: whether the portrait is an illustration.
        place: where in the photo the pet is.
    """

    pet_name: str
    pet: str
    human_name: str
    job_title: str
    line: str = ""
    traits: tuple[tuple[str, int], ...] = ()
    likenesses: tuple[str, ...] = ()
    score: float
    number: str = "00000000"
    offline: bool
    place: PetPlace = NOWHERE

    @classmethod
    def of(cls, result: Mapping[str, Any], job_id: str, pet_name: str) -> Self:
        """The facts in a result, which may be of an earlier version."""
        identity, pet = result["identity"], result["pet_analysis"]
        species, breed = pet["species"], pet["breed"]
        return cls(
            pet_name=pet_name,
            pet=kind_of_pet(species, breed),
            human_name=identity["human_name"],
            job_title=identity["job_title"],
            line=best_line(identity, pet["vibe"]),
            traits=telling_traits(pet["personality_traits"]),
            likenesses=tuple(map(_likeness, result.get("likenesses") or ())),
            score=identity["similarity_score"],
            number=job_id[:8],
            offline=result["models"]["image"].startswith("offline/"),
            place=PetPlace.of(result.get("pet_box")),
        )


def best_line(identity: Mapping[str, Any], vibe: str) -> str:
    """The headline; where there is none, the first short sentence of the biography, else the vibe."""
    if identity.get("headline"):
        return str(identity["headline"])
    sentences = re.split(r"(?<=[.!?])\s+", identity["bio"])
    return next((sentence for sentence in sentences if len(sentence) <= _LINE_CHARS), _capital(vibe))


def telling_traits(scores: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The three traits that say most about a pet, by the card's names: comic ones first, far from the middle."""
    ranked = sorted(scores, key=lambda name: abs(scores[name] - _MIDDLE), reverse=True)
    comic = [name for name in ranked if name in _COMIC and abs(scores[name] - _MIDDLE) >= _TELLING]
    chosen = [*comic, *(name for name in ranked if name not in comic)][:_TRAITS]
    return tuple((_COMIC.get(name) or _capital(name.replace("_", " ")), scores[name]) for name in chosen)


def _likeness(likeness: Mapping[str, str]) -> str:
    """A likeness in a line; what both have is said once."""
    pet, person = likeness["pet"], likeness["person"]
    return person if pet.casefold() == person.casefold() else f"{pet} → {person}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
