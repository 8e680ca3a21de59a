"""How much the person is like the pet: computed here, never taken from a model's say-so.

similarity = 0.40 alignment + 0.30 fit + 0.15 name + 0.15 coherence        each 0-100, one decimal
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent.names import follows_presentation, follows_species
from agent.schemas import Attire, Background, Career, Identity, PetAnalysis, Seniority

EXTREMES: Final = 8
"""How many of the pet's most extreme dimensions a fitting career should draw on."""

_WEIGHTS: Final = {"alignment": 0.40, "fit": 0.30, "name": 0.15, "coherence": 0.15}
_NAME_SCORES: Final = (20.0, 60.0, 100.0)

_RANK_WORDS: Final[Mapping[Seniority, re.Pattern[str]]] = {
    "entry-level": re.compile(r"\b(junior|trainee|assistant|apprentice|intern|associate|graduate|entry)\b", re.I),
    "senior": re.compile(r"\b(senior|lead|principal|head|manager|master)\b", re.I),
    "executive": re.compile(
        r"\b(chief|director|president|vp|partner|executive|officer|founder|head|ceo|cfo|coo|cto)\b", re.I
    ),
}
_HEALTH: Final = re.compile(r"health|medic|dental|nurs|clinic|hospital|veterin|pharma|care\b|therap|surg|optic", re.I)
_FORMAL: Final = re.compile(
    r"financ|bank|law|legal|insur|consult|account|audit|invest|government|diplom|politic|real estate|hospitality"
    r"|management|business|sales|executive|protocol|auction|funeral|public",
    re.I,
)
_CREATIVE: Final = re.compile(
    r"design|media|art|craft|music|film|theat|fashion|advert|market|entertain|publish|architect|photo|game|brand"
    r"|culinary|food|education|technolog|software|event",
    re.I,
)
_BACKGROUNDS: Final[Mapping[Background, frozenset[Seniority]]] = {
    "corner_office": frozenset({"senior", "executive"}),
    "open_office": frozenset({"entry-level", "mid-level", "senior"}),
    "linkedin_blue": frozenset({"entry-level", "mid-level", "senior", "executive"}),
    "creative_space": frozenset({"entry-level", "mid-level", "senior", "executive"}),
}


@dataclass(frozen=True, slots=True)
class Similarity:
    """The score and its four parts, each 0-100 with one decimal."""

    score: float
    alignment: float
    fit: float
    name: float
    coherence: float


def similarity(analysis: PetAnalysis, career: Career, identity: Identity) -> Similarity:
    """The similarity of a person to the pet they are made from."""
    scores = analysis.personality_dimensions.scores()
    parts = {
        "alignment": alignment(scores, career),
        "fit": fit(scores, career),
        "name": name_score(analysis.species, career),
        "coherence": coherence(career, identity),
    }
    total = sum(_WEIGHTS[part] * value for part, value in parts.items())
    return Similarity(score=round(total, 1), **{part: round(value, 1) for part, value in parts.items()})


def alignment(scores: Mapping[str, int], career: Career) -> float:
    """Whether the pet is what the career draws on: the mean score, or 100 minus it for the low end."""
    values = [
        scores[drawn.dimension] if drawn.direction == "high" else 100 - scores[drawn.dimension]
        for drawn in career.draws_on
    ]
    return sum(values) / len(values)


def fit(scores: Mapping[str, int], career: Career) -> float:
    """Whether the career draws on what makes the pet special: its most extreme dimensions, farthest from 50."""
    by_extremity = sorted(scores, key=lambda dimension: abs(scores[dimension] - 50), reverse=True)
    drawn_on = {drawn.dimension for drawn in career.draws_on}
    return 100 * len(drawn_on.intersection(by_extremity[:EXTREMES])) / min(EXTREMES, len(drawn_on))


def name_score(species: str, career: Career) -> float:
    """100 if the given name suits species and presentation, 60 if one of the two, 20 if neither."""
    suits = follows_species(career.human_name, species), follows_presentation(career.human_name, career.presentation)
    return _NAME_SCORES[sum(suits)]


def coherence(career: Career, identity: Identity) -> float:
    """The share of checks that hold between the career and what was written about it."""
    skills = [skill.casefold() for skill in identity.skills]
    checks = (
        career.human_name.casefold() in identity.bio.casefold(),
        career.job_title.casefold() in identity.bio.casefold(),
        _title_agrees(career),
        _names_the_work(career, identity.career_trajectory.present),
        len(set(skills)) == len(skills),
        _attire_fits(career.attire_style, f"{career.industry} {career.job_title}"),
        career.seniority in _BACKGROUNDS[career.background_setting],
    )
    return 100 * sum(checks) / len(checks)


def _title_agrees(career: Career) -> bool:
    """A title that names a rank must name this one; a title without a rank fits the ranks between."""
    named = {rank for rank, words in _RANK_WORDS.items() if words.search(career.job_title)}
    return career.seniority in named or (not named and career.seniority in ("mid-level", "senior"))


def _names_the_work(career: Career, present: str) -> bool:
    """Whether the present speaks of the title, of its main word, or of the industry."""
    words = [career.job_title, career.job_title.split()[-1], career.industry.split()[0]]
    return any(word.casefold() in present.casefold() for word in words)


def _attire_fits(attire: Attire, field: str) -> bool:
    match attire:
        case "scrubs":
            return bool(_HEALTH.search(field))
        case "suit":
            return bool(_FORMAL.search(field)) or not (_HEALTH.search(field) or _CREATIVE.search(field))
        case "creative":
            return bool(_CREATIVE.search(field)) or not (_HEALTH.search(field) or _FORMAL.search(field))
        case "business_casual":
            return True
