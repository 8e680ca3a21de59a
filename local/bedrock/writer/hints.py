"""The parts of an analysis besides its scores that a profile uses: the breed, the look, the vibe and the three traits.

They are free text and may name the animal. A profile must not, so unsuitable texts are left out.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from agent.person.name_table import SPECIES_WORDS
from agent.person.names import species_group
from agent.schemas import PetAnalysis
from local.bedrock.writer import tables

_ANIMAL_WORDS: Final = frozenset(
    """
    pet animal paw tail fur furry fluff fluffy floof whisker snout muzzle bark woof meow purr purring feather beak wing
    hoof mane fin scale claw cub pup pupper doggo pooch mutt critter creature beast leash breed tabby lap
    """.split()
)
_QUOTABLE: Final = re.compile(r"[A-Za-z][A-Za-z' -]{2,50}")


@cache
def _names_of_animals() -> frozenset[str]:
    return _ANIMAL_WORDS | {word for listed in SPECIES_WORDS.values() for word in listed.replace("_", " ").split()}


def names_an_animal(text: str) -> bool:
    """Whether a text names a species or a part of an animal."""
    words = re.findall(r"[a-z]+", text.casefold())
    return any(form in _names_of_animals() for word in words for form in (word, word.removesuffix("s")))


def quotable_vibe(analysis: PetAnalysis) -> str | None:
    """The vibe up to its first comma, if it also suits a person."""
    vibe = analysis.vibe.split(",")[0]
    return vibe if _QUOTABLE.fullmatch(vibe) and not names_an_animal(vibe) else None


def quotable_traits(analysis: PetAnalysis) -> str | None:
    """The three dominant traits as a phrase, if all suit a person."""
    traits = [trait.replace("_", " ").lower() for trait in analysis.dominant_traits]
    if all(_QUOTABLE.fullmatch(trait) and not names_an_animal(trait) for trait in traits):
        return f"{traits[0]}, {traits[1]}, {traits[2]}"
    return None


def looks(analysis: PetAnalysis) -> Sequence[str]:
    """Sentences about the person's look, chosen by known words in expression and posture; may be empty."""
    description = f"{analysis.expression}, {analysis.posture}".casefold()
    return [
        sentence
        for look in tables.frames().looks.values()
        if any(re.search(rf"\b{re.escape(word)}", description) for word in look.words)
        for sentence in look.says
    ]


def breed_habits(analysis: PetAnalysis) -> Sequence[str]:
    """Sentences for the kind of breed; empty for a mix or an unknown breed."""
    group, breed = species_group(analysis.species), analysis.breed.casefold().replace("_", " ")
    kinds = (kind for kind in tables.breeds().kind if kind.species == group)
    return next((kind.says for kind in kinds if any(word in breed for word in kind.words)), ())


def homes(analysis: PetAnalysis) -> Sequence[str]:
    """Places where the person may have grown up."""
    breed = analysis.breed.casefold().replace("_", " ")
    known = (home.place for home in tables.breeds().home if any(word in breed for word in home.words))
    return next(known, tables.frames().trajectory.homes)
