"""Chooses the career that suits a pet, and the person."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from agent.person.choices import STYLE_ATTIRE
from agent.person.names import favourites, given_names
from agent.schemas import AgeRange, Attire, Background, Career, DrawnOn, PetAnalysis, Presentation, Seniority
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import tables
from local.bedrock.writer.grammar import capitalised
from local.bedrock.writer.profile import FEWEST_DRAWN, MIDDLE, Profile
from local.bedrock.writer.tables import CareerEntry
from petavatar.choices import Style

_CANDIDATES: Final = 5
_MOST_DRAWN: Final = 8
_EXTREMES: Final = 8
# The weights of three scores in a pet's standing, and the standing from which each level begins.
_STANDING: Final[Mapping[str, float]] = MappingProxyType({"confidence": 0.4, "dignity": 0.35, "patience": 0.25})
_LEVELS: Final[tuple[tuple[float, Seniority], ...]] = ((66, "executive"), (54, "senior"), (40, "mid-level"))
_ORDER: Final[tuple[Seniority, ...]] = ("entry-level", "mid-level", "senior", "executive")
_AGES: Final[Mapping[Seniority, tuple[AgeRange, ...]]] = MappingProxyType(
    {
        "entry-level": ("20s", "20s", "30s"),
        "mid-level": ("30s", "30s", "40s"),
        "senior": ("40s", "40s", "50s"),
        "executive": ("40s", "50s", "60s"),
    }
)
_BACKGROUNDS: Final[Mapping[Seniority, tuple[Background, ...]]] = MappingProxyType(
    {
        "entry-level": ("open_office", "linkedin_blue"),
        "mid-level": ("open_office", "linkedin_blue"),
        "senior": ("corner_office", "linkedin_blue"),
        "executive": ("corner_office",),
    }
)
# The attires of the careers that suit a style.
_STYLES: Final[Mapping[Style, frozenset[Attire]]] = MappingProxyType(
    {
        "corporate": frozenset({"suit", "business_casual"}),
        "creative": frozenset({"creative"}),
        "casual": frozenset({"business_casual", "creative"}),
    }
)


def career(analysis: PetAnalysis, presentation: Presentation, variation: int, style: Style | None = None) -> Career:
    """The career of the person that this pet would be. The same arguments always give the same career."""
    draws = SequentialDraws("career", analysis.model_dump_json(), presentation, str(variation))
    profile = Profile(analysis)
    entry = draws.pick(_candidates(profile, style))
    seniority = _seniority(profile)
    attire = STYLE_ATTIRE[style] if style else _attire(entry, seniority)
    draws_on = _draws_on(profile, entry)
    alignment = sum(MIDDLE + profile.agreement(drawn.dimension, drawn.direction) for drawn in draws_on) / len(draws_on)
    given, family = _given_name(draws, analysis, presentation), draws.pick(tables.words().family_names)
    return Career(
        human_name=f"{given} {family}",
        presentation=presentation,
        age_range=draws.pick(_AGES[seniority]),
        job_title=entry.titles[_ORDER.index(seniority)],
        seniority=seniority,
        industry=entry.industry,
        work_style=_work_style(profile),
        attire_style=attire,
        background_setting=draws.pick(_backgrounds(attire, seniority)),
        confidence_score=round(alignment),
        draws_on=draws_on,
    )


def _given_name(draws: SequentialDraws, analysis: PetAnalysis, presentation: Presentation) -> str:
    """A name of the species' pattern; every other time one that the product is known for, if this kind has any."""
    known = favourites(analysis.species, analysis.breed, presentation)
    listed = given_names(analysis.species, presentation)
    return draws.pick(known if known and draws.below(2) else listed)


def _candidates(profile: Profile, style: Style | None) -> list[CareerEntry]:
    """The best careers that suit the style. They are close, so the draw decides among them."""
    careers = [entry for entry in tables.careers() if style is None or entry.attire in _STYLES[style]]
    return sorted(careers, key=profile.suitability, reverse=True)[:_CANDIDATES]


def _seniority(profile: Profile) -> Seniority:
    standing = sum(share * profile.scores[name] for name, share in _STANDING.items())
    return next((level for minimum, level in _LEVELS if standing >= minimum), "entry-level")


def _attire(entry: CareerEntry, seniority: Seniority) -> Attire:
    return "suit" if seniority == "executive" and entry.attire == "business_casual" else entry.attire


def _backgrounds(attire: Attire, seniority: Seniority) -> tuple[Background, ...]:
    return ("creative_space", *_BACKGROUNDS[seniority]) if attire == "creative" else _BACKGROUNDS[seniority]


def _draws_on(profile: Profile, entry: CareerEntry) -> list[DrawnOn]:
    """The dimensions that the career draws on: its own ones that suit the pet, then the pet's extremes."""
    agreeing = [name for name, end in entry.draws().items() if profile.agreement(name, end) > 0]
    agreeing.sort(key=lambda name: (-profile.distance(name), profile.extremes.index(name)))
    others = [name for name in profile.extremes if name not in agreeing]
    among_extremes = len(set(agreeing) & set(profile.extremes[:_EXTREMES]))
    number = min(_MOST_DRAWN, max(FEWEST_DRAWN, among_extremes))
    return [DrawnOn(dimension=name, direction=profile.direction(name)) for name in [*agreeing, *others][:number]]


def _work_style(profile: Profile) -> str:
    first, second, third = (tables.traits()[name][profile.direction(name)].style for name in profile.extremes[:3])
    return capitalised(f"{first}, {second} and {third}")
