"""The facts of a person, settled before a word of the biography is written.

Every sentence must agree with them, whoever writes it: the writer gets them as data, and `agent.replies.clashes` holds
the finished texts to them. They depend on the job, the pet and the career alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from agent.person import fact_table
from agent.person.dimensions import DIMENSIONS
from agent.person.names import species_group
from agent.schemas import Career, Face, PetAnalysis, Phrase, Schema, Seniority, Word

PremiseSource = Literal["photo", "kind", "trait"]

_TELLING_TRAITS: Final = 16
_MIDDLE: Final = 50
# The least and the most years in the trade, by grade.
_YEARS: Final[Mapping[Seniority, tuple[int, int]]] = MappingProxyType(
    {"entry-level": (2, 3), "mid-level": (4, 9), "senior": (9, 18), "executive": (14, 30)}
)
_YOUNGEST_BEGINNER: Final = 20
_RESULTS: Final = (12, 48)
# A calm, alert or stern face is no joke of a photo.
_FUNNY_FACES: Final[frozenset[Face]] = frozenset(
    {"mouth open", "tongue out", "yawning", "eyes shut", "one eye shut", "smiling"}
)
# Of 20 draws, how many let a thing in the photo be the premise, or a face, or what the kind of pet is known for.
_PROP_DRAWS: Final = 10
_FACE_DRAWS: Final = 2
_KIND_DRAWS: Final = 5


class Premise(Schema):
    """The one idea of a life story: from the photo's own joke, from the kind of pet, or from a trait."""

    source: PremiseSource
    about: Phrase


class Facts(Schema):
    """What is true of the person."""

    age: int
    years_before: int
    years_here: int
    city: Word
    earlier_city: Word
    colleague: Word
    snack: Word
    rests: Phrase
    result_number: int
    premise: Premise

    @property
    def years(self) -> int:
        """The years in the trade."""
        return self.years_before + self.years_here


def facts_of(analysis: PetAnalysis, career: Career, seed: int) -> Facts:
    """The facts of a person. The same arguments always give the same facts."""
    draws = _Draws(f"{seed}:{career.human_name}:{career.job_title}")
    group = species_group(analysis.species)
    age = int(career.age_range[:2]) + draws.below("age", 10)
    age = max(age, _YOUNGEST_BEGINNER + 3)
    least, most = _YEARS[career.seniority]
    most = max(2, min(most, age - _YOUNGEST_BEGINNER - 1))
    years = min(least, most) + draws.below("years", most - min(least, most) + 1)
    before = 1 + draws.below("before", years - 1)
    city, earlier_city = draws.two("cities", fact_table.CITIES)
    given = career.human_name.split()
    low, high = _RESULTS
    return Facts(
        age=age,
        years_before=before,
        years_here=years - before,
        city=city,
        earlier_city=earlier_city,
        colleague=draws.pick("colleague", [name for name in fact_table.COLLEAGUES if name not in given]),
        snack=draws.pick("snack", fact_table.SNACKS[group]),
        rests=draws.pick("rests", fact_table.NAPS[group]),
        result_number=low + draws.below("result", high - low + 1),
        premise=_premise(analysis, draws),
    )


def _premise(analysis: PetAnalysis, draws: "_Draws") -> Premise:
    looks = analysis.looks
    if looks.props and draws.below("prop", 20) < _PROP_DRAWS:
        return Premise(source="photo", about=looks.props[0])
    if looks.face in _FUNNY_FACES and draws.below("face", 20) < _FACE_DRAWS:
        return Premise(source="photo", about=str(looks.face))
    if draws.below("kind", 20) < _KIND_DRAWS:
        return Premise(source="kind", about=f"{analysis.breed} ({analysis.species})"[:160])
    scores = analysis.personality_dimensions.scores()
    telling = sorted(DIMENSIONS, key=lambda name: -abs(scores[name] - _MIDDLE))[:_TELLING_TRAITS]
    trait = draws.pick("trait", telling)
    return Premise(source="trait", about=f"{trait.replace('_', ' ')}: {'high' if scores[trait] >= _MIDDLE else 'low'}")


class _Draws:
    """Draws by label, which depend on the seed alone."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def below(self, label: str, n: int) -> int:
        digest = hashlib.sha256(f"facts:{self._seed}:{label}".encode()).digest()
        return int.from_bytes(digest[:8]) % n

    def pick(self, label: str, options: Sequence[str]) -> str:
        return options[self.below(label, len(options))]

    def two(self, label: str, options: Sequence[str]) -> tuple[str, str]:
        """Two different options."""
        first = self.below(label, len(options))
        second = (first + 1 + self.below(f"{label}:second", len(options) - 1)) % len(options)
        return options[first], options[second]
