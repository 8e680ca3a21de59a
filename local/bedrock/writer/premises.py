"""Chooses the premise of a life story among those of the tables."""

import re
from collections.abc import Sequence
from typing import Final

from agent.person.facts import Premise as Idea
from agent.person.names import species_group
from agent.schemas import PetAnalysis
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import tables
from local.bedrock.writer.tables import Pastimes, Premise

# How many pastimes of its whole kind a pet may have.
_PASTIMES: Final = 8


def premise_for(idea: Idea, analysis: PetAnalysis, draws: SequentialDraws) -> Premise:
    """The premise for an idea; where no text has it, one of the pet's kind."""
    fitting = _of_photo(idea) if idea.source == "photo" else _of_trait(idea) if idea.source == "trait" else []
    return draws.pick(fitting or _of_kind(tables.premises(), analysis))


def pastimes_for(analysis: PetAnalysis, draws: SequentialDraws) -> Sequence[str]:
    """What the pet's kind does outside work: all that its breed does, some of what the others do, no verb twice."""
    kinds = _of_kind(tables.pastimes(), analysis)
    of_breed = [does for kind in kinds if kind.breeds for does in kind.does]
    of_others = [does for kind in kinds if not kind.breeds for does in kind.does]
    listed = [*of_breed, *draws.shuffled(of_others)[:_PASTIMES]]
    return list({does.partition("{")[0]: does for does in reversed(listed)}.values())


def _of_photo(idea: Idea) -> list[Premise]:
    about = idea.about.lower()
    return [
        premise
        for premise in tables.premises()
        if about in premise.faces or any(re.search(rf"\b{word}s?\b", about) for word in premise.props)
    ]


def _of_trait(idea: Idea) -> list[Premise]:
    return [premise for premise in tables.premises() if (premise.trait or "").replace("_", " ") == idea.about]


def _of_kind[K: (Premise, Pastimes)](kinds: Sequence[K], analysis: PetAnalysis) -> list[K]:
    group, breed = species_group(analysis.species), f"{analysis.breed} {analysis.species}".casefold().replace("_", " ")
    of_group = [kind for kind in kinds if kind.species == group]
    of_breed = [kind for kind in of_group if any(word in breed for word in kind.breeds)]
    return [kind for kind in of_group if not kind.breeds] + 4 * of_breed
