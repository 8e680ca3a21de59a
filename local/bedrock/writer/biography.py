"""The written part of an identity: headline, three paragraphs, skills and career trajectory.

The facts are settled before (`agent.person.facts`), then one premise; every text is written out from these two.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from agent.person.facts import Facts, facts_of
from agent.replies.clashes import words
from agent.schemas import Career, CareerTrajectory, Identity, PetAnalysis
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import tables
from local.bedrock.writer.grammar import Writer, plural, with_article
from local.bedrock.writer.premises import pastimes_for, premise_for
from local.bedrock.writer.profile import Profile
from local.bedrock.writer.repertoire import Repertoire
from local.bedrock.writer.tables import Craft, Premise, TraitEnd
from petavatar.choices import Style

_LONGEST_HEADLINE: Final = 90
_FEWEST_WORDS: Final = 112
# The share of a headline's words, of which some are in any story, that the story may have as well.
_MOST_TOLD: Final = 0.6
# Titles of which a firm has one: "is Director of Sound", but "is a Sound Designer".
_ONE_OF_A_KIND: Final = re.compile(r"(?:Director|Head|Chief|Vice President|Managing|Dean|Art Director) |.* Director$")
_PLAIN_SKILLS: Final = 4
_ONCE_PER_SENTENCE: Final = frozenset({"people", "work", "works", "event", "tool"})


def identity(
    analysis: PetAnalysis,
    career: Career,
    variation: int,
    style: Style | None = None,
    facts: Facts | None = None,
    repertoire: Repertoire | None = None,
) -> Identity:
    """The texts about the person that this pet would be. The same arguments always give the same texts.

    Args:
        analysis: the pet.
        career: the person.
        variation: a number; another one gives other texts.
        style: the tone, if one was chosen.
        facts: what every text agrees with; by default those of the variation.
        repertoire: the lines of the stories before, which are avoided; by default there are none.
    """
    repertoire = repertoire or Repertoire()
    facts = facts or facts_of(analysis, career, variation)
    draws = SequentialDraws("identity", analysis.model_dump_json(), career.model_dump_json(), str(variation))
    craft = tables.craft_of(career.job_title)
    premise = premise_for(facts.premise, analysis, draws)
    writer = _writer(draws, analysis, career, craft, facts)
    story = _paragraphs(draws, writer, premise, style, repertoire)
    return Identity(
        headline=_headline(draws, writer, premise, " ".join(story), repertoire),
        bio_paragraphs=story,
        skills=_skills(draws, analysis, craft, premise, style),
        career_trajectory=_trajectory(draws, writer, premise),
    )


def _writer(draws: SequentialDraws, analysis: PetAnalysis, career: Career, craft: Craft, facts: Facts) -> Writer:
    known, decks = words_of(draws, analysis, career, craft, facts)
    writer = Writer(draws, career.presentation, known, decks, once_per_sentence=_ONCE_PER_SENTENCE)
    present, earlier = draws.shuffled(craft.orgs)[:2]
    writer.settle("org", [present.replace("{town}", facts.city)])
    writer.settle("earlier", [earlier.replace("{town}", facts.earlier_city)])
    writer.settle("training", craft.training)
    return writer


def words_of(
    draws: SequentialDraws, analysis: PetAnalysis, career: Career, craft: Craft, facts: Facts
) -> tuple[dict[str, str], dict[str, Sequence[str]]]:
    """The facts that templates may name, and the decks that they may draw from."""
    title = career.job_title
    known = {
        "name": career.human_name,
        "first": career.human_name.split()[0],
        "title": title,
        "a_title": title if _ONE_OF_A_KIND.match(title) else with_article(title),
        "colleague": facts.colleague,
        "snack": facts.snack,
        "rests": facts.rests,
        "number": str(facts.result_number),
        "before": _years(facts.years_before),
        "city": facts.city,
        "earlier_city": facts.earlier_city,
        "field": craft.field,
    }
    decks = {
        **tables.decks_of(craft),
        "works": [plural(work) for work in craft.work],
        "duty": craft.duties,
        "result": craft.results,
        "pastime": pastimes_for(analysis, draws),
        "season": tables.shells().seasons,
    }
    return known, decks


def _years(number: int) -> str:
    words = "zero a two three four five six seven eight nine ten eleven twelve".split()
    return f"{words[number] if number < len(words) else number} year{'s' if number > 1 else ''}"


def _headline(draws: SequentialDraws, writer: Writer, premise: Premise, story: str, repertoire: Repertoire) -> str:
    """A line that is short enough and, if there is one, does not give away a joke of the story."""
    written = {line: writer.paragraph([line]) for line in premise.headline}
    fitting = [line for line, text in written.items() if len(text) <= _LONGEST_HEADLINE]
    told = set(words(story.lower()))
    fresh = [line for line in fitting if _share_of(told, words(written[line].lower())) <= _MOST_TOLD]
    return written[repertoire.pick(draws, fresh or fitting or premise.headline)][:_LONGEST_HEADLINE]


def _share_of(told: Collection[str], said: Collection[str]) -> float:
    return sum(word in told for word in said) / len(said)


def _paragraphs(
    draws: SequentialDraws, writer: Writer, premise: Premise, style: Style | None, repertoire: Repertoire
) -> list[str]:
    """The profile with the premise planted, the career in which it does the work, and the pay-off."""

    def one(lines: Sequence[str]) -> str:
        return repertoire.pick(draws, lines)

    shells = tables.shells()
    result = one(shells.result).replace("{cause}", draws.pick(premise.cause))
    first = writer.paragraph([one(shells.styles[style] if style else shells.profile), one(premise.plant)])
    second = writer.paragraph([one(shells.background), one(premise.play), result])
    third = writer.paragraph([one(premise.manner), one(shells.outside), one(premise.payoff)])
    if len(words(f"{first} {second} {third}")) < _FEWEST_WORDS:
        first = f"{first} {writer.sentence(one(premise.plant))}"
    return [first, second, third]


def _skills(
    draws: SequentialDraws, analysis: PetAnalysis, craft: Craft, premise: Premise, style: Style | None
) -> list[str]:
    """Five to ten skills: the trade's, two of the pet's traits, at last what is a little too honest."""
    telling = _telling_ends(analysis)
    *plain, own = craft.skills
    skills = [*draws.shuffled(plain)[:_PLAIN_SKILLS], *(end.skill for end in telling), own]
    if style:
        skills.insert(2, draws.pick(tables.shells().style_skills[style]))
    skills.append(premise.honest or _end(premise.trait or "").honest)
    return list({skill.casefold(): skill for skill in skills}.values())


def _telling_ends(analysis: PetAnalysis) -> Sequence[TraitEnd]:
    profile = Profile(analysis)
    return [tables.traits()[name][profile.direction(name)] for name in profile.extremes[:2]]


def _end(trait: str) -> TraitEnd:
    name, _, end = trait.partition(": ")
    return tables.traits()[name]["high" if end == "high" else "low"]


def _trajectory(draws: SequentialDraws, writer: Writer, premise: Premise) -> CareerTrajectory:
    shells = tables.shells()
    return CareerTrajectory(
        past=writer.paragraph([draws.pick(shells.past)]),
        present=writer.paragraph([draws.pick(shells.present)]),
        future=writer.paragraph([draws.pick(premise.hope)]),
    )
