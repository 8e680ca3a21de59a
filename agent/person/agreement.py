"""Whether the facts of a person agree: age, grade, years and pronouns. The texts must be English."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from agent.schemas import AgeRange, Career, Identity, Presentation, Seniority

_FIRST_WORK: Final = 16
_ONES: Final = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
    """.split()
_TENS: Final = "twenty thirty forty fifty".split()
_NUMBER_WORDS: Final = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
}
_NUMBER_WORD: Final = re.compile("|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)))
_YEARS: Final = re.compile(
    rf"\b(\d{{1,2}}|(?:(?:{'|'.join(_NUMBER_WORDS)})-?)+)(?: \w+)? years?\b(?![- ](?:old|ago))", re.IGNORECASE
)
_AGES: Final[Mapping[Seniority, frozenset[AgeRange]]] = MappingProxyType(
    {
        "entry-level": frozenset({"20s", "30s", "40s"}),
        "mid-level": frozenset({"20s", "30s", "40s", "50s", "60s"}),
        "senior": frozenset({"30s", "40s", "50s", "60s"}),
        "executive": frozenset({"30s", "40s", "50s", "60s"}),
    }
)
_PRONOUNS: Final[Mapping[Presentation, str]] = MappingProxyType(
    {"feminine": "she her hers herself", "masculine": "he him his himself", "androgynous": "they them their themselves"}
)


def age_fits(career: Career) -> bool:
    """Whether people of that age have that grade."""
    return career.age_range in _AGES[career.seniority]


def years_fit(identity: Identity, age_range: AgeRange) -> bool:
    """Whether every number of years in the texts is one that somebody of that age can have worked."""
    most = int(age_range.removesuffix("s")) + 9 - _FIRST_WORK
    return all(_number(said) <= most for said in _YEARS.findall(_texts(identity)))


def pronouns_fit(identity: Identity, presentation: Presentation) -> bool:
    """Whether the first pronoun of a single person in the biography is that of this one.

    Later ones may be somebody else's, and `they` may be several people: a person who is `they` has no `he` or `she`
    before the first `they`.
    """
    said = re.findall(r"[a-z]+", identity.bio.casefold())
    pronouns = {word: who for who, words in _PRONOUNS.items() for word in words.split()}
    single = [pronouns[word] for word in said if word in pronouns]
    if presentation != "androgynous":
        single = [who for who in single if who != "androgynous"]
    return not single or single[0] == presentation


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    return sum(_NUMBER_WORDS[word] for word in _NUMBER_WORD.findall(said.casefold()))


def _texts(identity: Identity) -> str:
    trajectory = identity.career_trajectory
    return "\n".join((identity.bio, trajectory.past, trajectory.present, trajectory.future))
