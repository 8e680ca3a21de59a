"""The similarity score of pet and person, computed from the results and never by a model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from agent.person.agreement import age_fits, pronouns_fit, years_fit
from agent.person.dimensions import DIMENSIONS
from agent.person.names import follows_presentation, follows_species
from agent.schemas import Attire, Career, DrawnOn, Identity, PetAnalysis, Seniority
from petavatar.choices import OPEN, Choices

_EXTREMES: Final = 8
_MIDDLE: Final = 50
# By how many of two the given name follows: species pattern and presentation.
_NAME_SCORES: Final = (20.0, 60.0, 100.0)
_CORNER_OFFICE_LEVELS: Final[frozenset[Seniority]] = frozenset({"senior", "executive"})

# The levels that words of a title stand for; the first matching pattern decides.
_TITLE_LEVELS: Final[tuple[tuple[str, frozenset[Seniority]], ...]] = (
    (r"^(?:junior|jr|graduate|student|entry level)|trainee|intern|apprentice", frozenset({"entry-level"})),
    (r"^assistant|assistant to", frozenset({"entry-level", "mid-level"})),
    (r"chief|c[a-z]o|ciso|chro|[se]?vp|president|managing director", frozenset({"executive"})),
    (r"senior|sr", frozenset({"senior"})),
    (
        r"executive (?:assistant|secretary|recruiter|coach)|(?:account|sales) executive|(?:business|resources) partner",
        frozenset({"entry-level", "mid-level", "senior"}),
    ),
    (r"assistant|associate", frozenset({"entry-level", "mid-level"})),
    (
        r"director|partner|dean|head|principal|founder|owner|executive|general (?:manager|counsel)",
        frozenset({"senior", "executive"}),
    ),
    (r"lead|staff", frozenset({"mid-level", "senior"})),
)
_UNMARKED_TITLE: Final[frozenset[Seniority]] = frozenset({"entry-level", "mid-level", "senior"})
RANK_WORDS: Final = frozenset(
    """
    junior jr trainee intern apprentice graduate student assistant associate senior sr lead principal staff chief
    officer vp svp evp vice president director managing head executive manager of the and for in a an to
    """.split()
)

# First letters of words in an industry or title that go with these clothes.
_ATTIRE_WORDS: Final[Mapping[Attire, tuple[str, ...]]] = MappingProxyType(
    {
        "scrubs": tuple(
            """
            health medic hospital clinic nurs dent pharm physio therap surg doctor veterin midwi paramed radiol radiog
            anaesth anesth pediatr paediatr emergency care patholog
            """.split()
        ),
        "suit": tuple(
            """
            law legal litig attorney notar judg complian financ bank invest account audit tax insur actuar underwrit
            wealth equity trading consult strateg govern diplom protocol public polic real propert estate hotel
            hospitality auction execut security orchestra concert
            """.split()
        ),
        "creative": tuple(
            """
            design media art film tele music theat dance fashion advert market publish writ book game photog architect
            craft museum galler entertain broadcast radio journal animat culin food pastry restaurant flor beauty perfum
            fragran toy interior illustrat content brand creativ educat tech software textile
            """.split()
        ),
    }
)


@dataclass(frozen=True)
class Similarity:
    """The score and its four parts, each 0 to 100 with one decimal."""

    alignment: float
    fit: float
    name: float
    coherence: float
    score: float


def similarity(analysis: PetAnalysis, career: Career, identity: Identity, choices: Choices = OPEN) -> Similarity:
    """Scores the similarity of pet and person.

    The score is 0.40 alignment + 0.30 fit + 0.15 name + 0.15 coherence, of the rounded parts.
    """
    alignment = round(_alignment(analysis, career.draws_on), 1)
    fit = round(_fit(analysis, career.draws_on), 1)
    name = _name(analysis, career)
    coherence = round(_coherence(career, identity, choices), 1)
    score = round(0.40 * alignment + 0.30 * fit + 0.15 * name + 0.15 * coherence, 1)
    return Similarity(alignment, fit, name, coherence, score)


def suitability(analysis: PetAnalysis, draws_on: Sequence[DrawnOn]) -> float:
    """How well a career that draws on these dimensions suits the pet: the parts of the score that say so, 0 to 70."""
    return 0.40 * _alignment(analysis, draws_on) + 0.30 * _fit(analysis, draws_on)


def _alignment(analysis: PetAnalysis, draws_on: Sequence[DrawnOn]) -> float:
    """The mean score of the dimensions that the career draws on; for direction `low`, 100 minus the score counts."""
    scores = analysis.personality_dimensions.scores()
    ends = [scores[d.dimension] if d.direction == "high" else 100 - scores[d.dimension] for d in draws_on]
    return sum(ends) / len(ends)


def _fit(analysis: PetAnalysis, draws_on: Sequence[DrawnOn]) -> float:
    """How many of the pet's most extreme dimensions the career draws on, in percent of the possible number."""
    scores = analysis.personality_dimensions.scores()
    extremes = sorted(DIMENSIONS, key=lambda name: -abs(scores[name] - _MIDDLE))[:_EXTREMES]
    drawn = {d.dimension for d in draws_on}
    return 100 * len(drawn & set(extremes)) / min(len(drawn), _EXTREMES)


def _name(analysis: PetAnalysis, career: Career) -> float:
    followed = follows_species(career.human_name, analysis.species) + follows_presentation(
        career.human_name, career.presentation
    )
    return _NAME_SCORES[followed]


def _coherence(career: Career, identity: Identity, choices: Choices) -> float:
    """The share of passed checks, in percent. The user's choices say nothing about the result and are not checked."""
    checks = [
        _names_person(identity.bio, career)
        and _names_work(identity.bio, career)
        and _facts_agree(career, identity, choices),
        career.seniority in _levels_of(career.job_title) and (choices.age_range is not None or age_fits(career)),
        _names_work(identity.career_trajectory.present, career),
        len({skill.casefold() for skill in identity.skills}) == len(identity.skills),
    ]
    if choices.style is None:
        checks.append(_attire_fits(career))
    if choices.background == "auto":
        checks.append(career.background_setting != "corner_office" or career.seniority in _CORNER_OFFICE_LEVELS)
    return 100 * sum(checks) / len(checks)


def _facts_agree(career: Career, identity: Identity, choices: Choices) -> bool:
    if choices.language is not None and not choices.language.startswith("en"):
        return True
    return years_fit(identity, career.age_range) and pronouns_fit(identity, career.presentation)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _names_person(text: str, career: Career) -> bool:
    return f" {' '.join(_words(career.human_name))} " in f" {' '.join(_words(text))} "


def _names_work(text: str, career: Career) -> bool:
    """Whether the text contains the title, or all of its words except those of rank, in any order."""
    title, words = _words(career.job_title), _words(text)
    core = set(title) - RANK_WORDS
    return f" {' '.join(title)} " in f" {' '.join(words)} " or (bool(core) and core <= set(words))


def _levels_of(job_title: str) -> frozenset[Seniority]:
    """The levels that a title can stand for; without a word of rank, it is no executive's."""
    title = " ".join(_words(job_title.replace("-", " ")))
    marks = (levels for pattern, levels in _TITLE_LEVELS if re.search(rf"\b(?:{pattern})\b", title))
    return next(marks, _UNMARKED_TITLE)


def _attire_fits(career: Career) -> bool:
    """Whether the attire fits. Scrubs need health care; a suit or creative clothes fit unless others are expected."""
    attire = career.attire_style
    if attire == "business_casual" or (attire == "suit" and career.seniority == "executive"):
        return True
    expected = _expected_attires(f"{career.industry} {career.job_title}")
    return attire in expected or (attire != "scrubs" and not expected)


def _expected_attires(text: str) -> set[Attire]:
    words = _words(text)
    return {attire for attire, beginnings in _ATTIRE_WORDS.items() if any(w.startswith(beginnings) for w in words)}
