"""The written part of an identity: three paragraphs, the skills and the career trajectory."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from agent.person.dimensions import GROUPS
from agent.person.names import species_group
from agent.schemas import Career, CareerTrajectory, Identity, PetAnalysis
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import hints, tables
from local.bedrock.writer.grammar import Writer, plural
from local.bedrock.writer.profile import Profile
from local.bedrock.writer.tables import Craft, TraitEnd
from petavatar.choices import Style

_TRAITS_NAMED: Final = 3
_TRAITS_CONSIDERED: Final = 10
_OFFICE: Final = "office_life"
_NOTABLE: Final = 8
# How many words of these decks one profile uses, so that the same colleagues and places come up again.
_DECK_SIZES: Final[Mapping[str, int]] = MappingProxyType(
    {"colleague": 2, "city": 2, "room": 2, "device": 2, "snack": 2, "seat": 1}
)
_ONCE_PER_SENTENCE: Final = frozenset(
    {"colleague", "room", "device", "snack", "seat", "people", "work", "event", "tool", "weekday"}
)


def identity(analysis: PetAnalysis, career: Career, variation: int, style: Style | None = None) -> Identity:
    """The texts about the person that this pet would be. The same arguments always give the same texts."""
    draws = SequentialDraws("identity", analysis.model_dump_json(), career.model_dump_json(), str(variation))
    profile, craft = Profile(analysis), tables.craft_of(career.job_title)
    writer = _writer(draws, analysis, career, craft)
    ends = _ends_to_name(draws, profile)
    return Identity(
        bio_paragraphs=_paragraphs(draws, writer, analysis, career, craft, ends, style),
        skills=_skills(draws, craft, ends, style),
        career_trajectory=_trajectory(draws, writer, analysis, craft),
    )


def _writer(draws: SequentialDraws, analysis: PetAnalysis, career: Career, craft: Craft) -> Writer:
    first = career.human_name.split()[0]
    words = tables.words().decks
    facts = {
        "town": draws.pick(craft.towns or words["city"]),
        "name": career.human_name,
        "first": first,
        "title": career.job_title,
        "vibe": hints.quotable_vibe(analysis) or "",
        "traits": hints.quotable_traits(analysis) or "",
    }
    used = {first, facts["town"]}
    small_decks = {
        deck: [word for word in draws.shuffled(words[deck]) if used.isdisjoint({word, word.split()[0]})][:size]
        for deck, size in _DECK_SIZES.items()
    }
    decks = {
        **words,
        **small_decks,
        **tables.decks_of(craft),
        "works": [plural(work) for work in craft.work],
        "home": hints.homes(analysis),
        "birthplace": words["city"],
    }
    writer = Writer(draws, career.presentation, facts, decks, once_per_sentence=_ONCE_PER_SENTENCE)
    writer.settle("org", craft.orgs)
    return writer


def _ends_to_name(draws: SequentialDraws, profile: Profile) -> list[TraitEnd]:
    """Three of the pet's most extreme traits, each from a different group; a trait of office life comes last."""
    group_of = {name: group for group, names in GROUPS.items() for name in names}
    office_life = [name for name in GROUPS[_OFFICE] if profile.distance(name) >= _NOTABLE]
    named = {_OFFICE: draws.pick(office_life)} if office_life else {}
    for name in draws.shuffled(profile.extremes[:_TRAITS_CONSIDERED]) + profile.extremes[_TRAITS_CONSIDERED:]:
        if len(named) < _TRAITS_NAMED and group_of[name] not in named:
            named = {group_of[name]: name, **named}
    return [tables.traits()[name][profile.direction(name)] for name in named.values()]


def _paragraphs(
    draws: SequentialDraws,
    writer: Writer,
    analysis: PetAnalysis,
    career: Career,
    craft: Craft,
    ends: Sequence[TraitEnd],
    style: Style | None,
) -> list[str]:
    species = tables.species()[species_group(analysis.species)]
    habits = [*species.habits, *2 * list(hints.breed_habits(analysis))]
    first, second, last = (draws.pick(end.says) for end in ends)
    closing = f"{draws.pick(species.closings)}, and {draws.pick(species.codas)}."
    aside = draws.pick(tables.frames().styles[style].says) if style else _aside(draws, analysis, career)
    return [
        writer.paragraph([draws.pick(tables.frames().openings), aside, first]),
        writer.paragraph([draws.pick(craft.tasks), second, draws.pick(habits)]),
        writer.paragraph([draws.pick(craft.stories), last, closing]),
    ]


def _aside(draws: SequentialDraws, analysis: PetAnalysis, career: Career) -> str:
    """A remark about the person, based on their seniority, their look, or words of the analysis."""
    frames = tables.frames()
    remarks = [
        *frames.seniority[career.seniority],
        *hints.looks(analysis),
        *(frames.said.vibe if hints.quotable_vibe(analysis) else ()),
        *(frames.said.traits if hints.quotable_traits(analysis) else ()),
    ]
    return draws.pick(remarks)


def _skills(draws: SequentialDraws, craft: Craft, ends: Sequence[TraitEnd], style: Style | None) -> list[str]:
    """Five to ten skills; the craft's last skill and an honest one of a trait end the list."""
    *plain, honest = craft.skills
    skills = [*draws.shuffled(plain)[:4], *(end.skill for end in ends[:2]), honest, draws.pick(ends).honest]
    if style:
        skills.insert(2, draws.pick(tables.frames().styles[style].skills))
    return list({skill.casefold(): skill for skill in skills}.values())


def _trajectory(draws: SequentialDraws, writer: Writer, analysis: PetAnalysis, craft: Craft) -> CareerTrajectory:
    frames = tables.frames().trajectory
    wishes = tables.species()[species_group(analysis.species)].wishes
    return CareerTrajectory(
        past=writer.paragraph([draws.pick(frames.origins), draws.pick(craft.past)]),
        present=writer.paragraph([draws.pick(frames.present)]),
        future=writer.paragraph([draws.pick(craft.future), draws.pick(wishes)]),
    )
