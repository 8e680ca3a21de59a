"""Chooses the career that suits a pet, and the person."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from agent.person.choices import STYLE_ATTIRE
from agent.person.earlier import Earlier
from agent.person.names import favourites, given_names
from agent.person.similarity import suitability
from agent.schemas import AgeRange, Attire, Background, Career, DrawnOn, PetAnalysis, Presentation, Seniority
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import tables
from local.bedrock.writer.grammar import capitalised
from local.bedrock.writer.profile import FEWEST_DRAWN, MIDDLE, Profile
from local.bedrock.writer.tables import CareerEntry
from petavatar.choices import Style

# Among how many of the best careers the draw decides; which of these numbers counts is drawn too. So most pets do what
# suits them, and not all of one kind do the same.
_CANDIDATES: Final = (3, 10, 40)
# One in so many has a name that their parents liked, whatever the pattern of the species.
_OTHER_NAMES: Final = 5
_KINDS: Final = ("dog", "cat", "rabbit", "bird", "lizard", "fish", "horse", "spider")
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
_LEVELS_AT: Final[Mapping[AgeRange, tuple[Seniority, Seniority]]] = MappingProxyType(
    {
        "20s": ("entry-level", "mid-level"),
        "30s": ("entry-level", "senior"),
        "50s": ("mid-level", "executive"),
        "60s": ("mid-level", "executive"),
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


def career(
    analysis: PetAnalysis,
    presentation: Presentation,
    variation: int,
    style: Style | None = None,
    age_range: AgeRange | None = None,
    earlier: Earlier | None = None,
) -> Career:
    """The career of the person that this pet would be. The same arguments always give the same career.

    Args:
        analysis: the pet.
        presentation: how the person presents.
        variation: a number that makes two persons of one pet differ.
        style: how the person dresses, if that was chosen.
        age_range: the person's age, if that was chosen.
        earlier: the career that this one follows, if there is one.
    """
    draws = SequentialDraws("career", analysis.model_dump_json(), presentation, str(variation))
    profile = Profile(analysis)
    entry = draws.pick(_following(earlier, profile, _candidates(profile, style))[: draws.pick(_CANDIDATES)])
    seniority = _seniority(profile, age_range)
    attire = STYLE_ATTIRE[style] if style else _attire(entry, seniority)
    draws_on = _draws_on(profile, entry)
    alignment = sum(MIDDLE + profile.agreement(drawn.dimension, drawn.direction) for drawn in draws_on) / len(draws_on)
    given, family = _given_name(draws, analysis, presentation), draws.pick(tables.words().family_names)
    return Career(
        human_name=f"{given} {family}",
        presentation=presentation,
        age_range=draws.pick((age_range,) if age_range else _AGES[seniority]),
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
    """A name of the species' pattern; every other time one that the product is known for, if this kind has any.

    One in five is of any pattern.
    """
    if draws.below(_OTHER_NAMES) == 0:
        return draws.pick(given_names(draws.pick(_KINDS), presentation))
    known = favourites(analysis.species, analysis.breed, presentation)
    listed = given_names(analysis.species, presentation)
    return draws.pick(known if known and draws.below(2) else listed)


def _candidates(profile: Profile, style: Style | None) -> list[CareerEntry]:
    """The careers that suit the style, the best for the pet first, and none that suits it less than half as well."""
    careers = [entry for entry in tables.careers() if style is None or entry.attire in _STYLES[style]]
    suitability = {entry.titles: profile.suitability(entry) for entry in careers}
    least = max(suitability.values()) / 2
    ranked = sorted(careers, key=lambda entry: -suitability[entry.titles])
    return [entry for entry in ranked if suitability[entry.titles] >= least] or ranked[:1]


def _following(earlier: Earlier | None, profile: Profile, candidates: list[CareerEntry]) -> list[CareerEntry]:
    """Those of the candidates that may follow an earlier career."""
    if earlier is None:
        return candidates
    title = earlier.career.job_title
    if earlier.wish == "the same":
        return [entry for entry in tables.careers() if title in entry.titles] or candidates
    if earlier.wish == "another":
        # Two professions may lead to the same title in the end.
        others = [entry for entry in candidates if not any(map(earlier.is_same_work, entry.titles))]
        return others or [entry for entry in tables.careers() if not any(map(earlier.is_same_work, entry.titles))]

    def standing(entry: CareerEntry) -> tuple[bool, float]:
        draws_on = _draws_on(profile, entry)
        draws_on_changed = any(drawn.dimension in earlier.changed for drawn in draws_on)
        return draws_on_changed, suitability(profile.analysis, draws_on)

    return [max(candidates, key=standing)]


def _seniority(profile: Profile, age_range: AgeRange | None) -> Seniority:
    """The level of the pet's standing, or the nearest one that people of the chosen age have."""
    level = _standing(profile)
    least, most = _LEVELS_AT.get(age_range, ("entry-level", "executive")) if age_range else (level, level)
    return _ORDER[min(max(_ORDER.index(level), _ORDER.index(least)), _ORDER.index(most))]


def _standing(profile: Profile) -> Seniority:
    standing = sum(share * profile.scores[name] for name, share in _STANDING.items())
    return next((level for minimum, level in _LEVELS if standing >= minimum), "entry-level")


def _attire(entry: CareerEntry, seniority: Seniority) -> Attire:
    return "suit" if seniority == "executive" and entry.attire == "business_casual" else entry.attire


def _backgrounds(attire: Attire, seniority: Seniority) -> tuple[Background, ...]:
    return ("creative_space", *_BACKGROUNDS[seniority]) if attire == "creative" else _BACKGROUNDS[seniority]


def _draws_on(profile: Profile, entry: CareerEntry) -> list[DrawnOn]:
    """The dimensions that the career draws on: its own ones, those first that suit the pet best."""
    ends = entry.draws()
    suiting = sorted(ends, key=lambda name: (-profile.agreement(name, ends[name]), profile.extremes.index(name)))
    among_extremes = sum(
        profile.agreement(name, ends[name]) > 0 for name in profile.extremes[:_EXTREMES] if name in ends
    )
    number = min(_MOST_DRAWN, max(FEWEST_DRAWN, among_extremes))
    return [DrawnOn(dimension=name, direction=ends[name]) for name in suiting[:number]]


def _work_style(profile: Profile) -> str:
    first, second, third = (tables.traits()[name][profile.direction(name)].style for name in profile.extremes[:3])
    return capitalised(f"{first}, {second} and {third}")
