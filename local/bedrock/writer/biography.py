"""The written part of an identity: three paragraphs, the skills and the career trajectory."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from agent.person.dimensions import GROUPS
from agent.person.names import species_group
from agent.schemas import Career, CareerTrajectory, Identity, PetAnalysis
from local.bedrock.writer import hints, tables
from local.bedrock.writer.dice import Dice
from local.bedrock.writer.grammar import Writer, plural
from local.bedrock.writer.profile import Profile
from local.bedrock.writer.tables import Craft, TraitEnd
from petavatar.choices import Style

_TRAITS_TOLD: Final = 3
_TRAITS_CONSIDERED: Final = 10
_OFFICE: Final = "office_life"
_NOTABLE: Final = 8
# How many of each one profile is told with: the same few colleagues and corners come up again.
_CAST: Final[Mapping[str, int]] = MappingProxyType(
    {"colleague": 2, "city": 2, "room": 2, "device": 2, "snack": 2, "seat": 1}
)
_HELD: Final = frozenset({"colleague", "room", "device", "snack", "seat", "people", "work", "event", "tool", "weekday"})


def identity(analysis: PetAnalysis, career: Career, variation: int, style: Style | None = None) -> Identity:
    """The profile of the person that this pet would be: always the same for the same arguments."""
    dice = Dice("identity", analysis.model_dump_json(), career.model_dump_json(), str(variation))
    profile, craft = Profile(analysis), tables.craft_of(career.job_title)
    writer = _writer(dice, analysis, career, craft)
    ends = _ends_to_tell(dice, profile)
    return Identity(
        bio_paragraphs=_paragraphs(dice, writer, analysis, career, craft, ends, style),
        skills=_skills(dice, craft, ends, style),
        career_trajectory=_trajectory(dice, writer, analysis, craft),
    )


def _writer(dice: Dice, analysis: PetAnalysis, career: Career, craft: Craft) -> Writer:
    first = career.human_name.split()[0]
    words = tables.words().decks
    facts = {
        "town": dice.pick(craft.towns or words["city"]),
        "name": career.human_name,
        "first": first,
        "title": career.job_title,
        "vibe": hints.quotable_vibe(analysis) or "",
        "traits": hints.quotable_traits(analysis) or "",
    }
    taken = {first, facts["town"]}
    cast = {
        deck: [word for word in dice.shuffled(words[deck]) if taken.isdisjoint({word, word.split()[0]})][:size]
        for deck, size in _CAST.items()
    }
    decks = {
        **words,
        **cast,
        **tables.decks_of(craft),
        "works": [plural(work) for work in craft.work],
        "home": hints.homes(analysis),
        "birthplace": words["city"],
    }
    writer = Writer(dice, career.presentation, facts, decks, held=_HELD)
    writer.settle("org", craft.orgs)
    return writer


def _ends_to_tell(dice: Dice, profile: Profile) -> list[TraitEnd]:
    """Three of the pet's most extreme traits, each from another group; the habit of office life, if any, comes last."""
    group_of = {name: group for group, names in GROUPS.items() for name in names}
    office_life = [name for name in GROUPS[_OFFICE] if profile.distance(name) >= _NOTABLE]
    told = {_OFFICE: dice.pick(office_life)} if office_life else {}
    for name in dice.shuffled(profile.extremes[:_TRAITS_CONSIDERED]) + profile.extremes[_TRAITS_CONSIDERED:]:
        if len(told) < _TRAITS_TOLD and group_of[name] not in told:
            told = {group_of[name]: name, **told}
    return [tables.traits()[name][profile.direction(name)] for name in told.values()]


def _paragraphs(
    dice: Dice,
    writer: Writer,
    analysis: PetAnalysis,
    career: Career,
    craft: Craft,
    ends: Sequence[TraitEnd],
    style: Style | None,
) -> list[str]:
    species = tables.species()[species_group(analysis.species)]
    habits = [*species.habits, *2 * list(hints.breed_habits(analysis))]
    first, second, last = (dice.pick(end.says) for end in ends)
    closing = f"{dice.pick(species.closings)}, and {dice.pick(species.codas)}."
    aside = dice.pick(tables.frames().styles[style].says) if style else _aside(dice, analysis, career)
    return [
        writer.paragraph([dice.pick(tables.frames().openings), aside, first]),
        writer.paragraph([dice.pick(craft.tasks), second, dice.pick(habits)]),
        writer.paragraph([dice.pick(craft.stories), last, closing]),
    ]


def _aside(dice: Dice, analysis: PetAnalysis, career: Career) -> str:
    """What is said of the person: by their standing, their look, or in the words of the analysis."""
    frames = tables.frames()
    said = [
        *frames.seniority[career.seniority],
        *hints.looks(analysis),
        *(frames.said.vibe if hints.quotable_vibe(analysis) else ()),
        *(frames.said.traits if hints.quotable_traits(analysis) else ()),
    ]
    return dice.pick(said)


def _skills(dice: Dice, craft: Craft, ends: Sequence[TraitEnd], style: Style | None) -> list[str]:
    """Five to ten skills; the craft's last one and the traits' honest one close the list."""
    *plain, honest = craft.skills
    skills = [*dice.shuffled(plain)[:4], *(end.skill for end in ends[:2]), honest, dice.pick(ends).honest]
    if style:
        skills.insert(2, dice.pick(tables.frames().styles[style].skills))
    return list({skill.casefold(): skill for skill in skills}.values())


def _trajectory(dice: Dice, writer: Writer, analysis: PetAnalysis, craft: Craft) -> CareerTrajectory:
    frames = tables.frames().trajectory
    wishes = tables.species()[species_group(analysis.species)].wishes
    return CareerTrajectory(
        past=writer.paragraph([dice.pick(frames.origins), dice.pick(craft.past)]),
        present=writer.paragraph([dice.pick(frames.present)]),
        future=writer.paragraph([dice.pick(craft.future), dice.pick(wishes)]),
    )
