"""The texts themselves: complete, distinct, and fit to be said of anyone."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from agent.person.dimensions import DIMENSIONS
from agent.person.name_table import SpeciesGroup
from agent.schemas import Attire, Presentation, Seniority
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import tables
from local.bedrock.writer.grammar import Writer, plural

PET_WORDS = re.compile(
    r"\b(?:dogs?|cats?|pupp(?:y|ies)|kittens?|pets?|paws?|tails?|bark(?:s|ed|ing)?|purr\w*|meow\w*|woof|whiskers?|fur"
    r"|leash|kennel|kibble|litter|canine|feline)\b",
    re.IGNORECASE,
)
ENDS = [(name, end) for name in DIMENSIONS for end in ("high", "low")]


def sentences() -> Iterator[str]:
    """Every template that can end up in a biography or a trajectory."""
    for entry in tables.careers():
        yield from (*entry.orgs, *entry.mission, *entry.tasks, *entry.stories, *entry.past, *entry.future)
    for ends in tables.traits().values():
        for end in ends.values():
            yield from end.says
    for species in tables.species().values():
        yield from (*species.habits, *species.closings, *species.codas, *species.wishes)
    for kind in tables.breeds().kind:
        yield from kind.says
    for home in tables.breeds().home:
        yield from home.place
    frames = tables.frames()
    for look in frames.looks.values():
        yield from look.says
    for said in frames.seniority.values():
        yield from said
    yield from (*frames.openings, *frames.said.vibe, *frames.said.traits)
    yield from (*frames.trajectory.origins, *frames.trajectory.homes, *frames.trajectory.present)


def test_there_are_careers_enough_in_every_attire() -> None:
    attires = Counter(entry.attire for entry in tables.careers())

    assert sum(attires.values()) >= 60
    assert all(attires[attire] >= 8 for attire in get_args(Attire))


def test_no_title_belongs_to_two_careers_or_levels() -> None:
    titles = Counter(title for entry in tables.careers() for title in entry.titles)

    assert [title for title, times in titles.items() if times > 1] == []


def test_a_title_leads_to_its_own_craft_and_an_unknown_one_to_a_general_one() -> None:
    entry = tables.careers()[0]

    assert all(tables.craft_of(title) is entry for title in entry.titles)
    assert tables.craft_of("Keeper of the Third Key") not in tables.careers()


def test_every_career_draws_on_enough_dimensions_and_on_none_at_both_ends() -> None:
    for entry in tables.careers():
        assert len(entry.draws()) >= 8
        assert not set(entry.high) & set(entry.low)


@pytest.mark.parametrize(("dimension", "end"), ENDS)
def test_each_end_of_each_dimension_has_its_texts_and_its_careers(dimension: str, end: tables.Direction) -> None:
    texts = tables.traits()[dimension][end]

    assert len(set(texts.says)) >= 3
    assert all(re.search(r"\{(?:[Ww]ho(?:se)?|[Ff]irst)\}", sentence) for sentence in texts.says)
    assert sum(entry.draws().get(dimension) == end for entry in tables.careers()) >= 3


def test_the_texts_cover_every_species_and_level() -> None:
    assert set(tables.species()) == set(get_args(SpeciesGroup))
    assert set(tables.frames().seniority) == set(get_args(Seniority))


def test_no_sentence_is_written_twice() -> None:
    written = Counter(sentence for sentence in sentences() if len(sentence) > 40)

    assert [sentence for sentence, times in written.items() if times > 1] == []


def test_no_text_lets_on_that_the_person_is_a_pet() -> None:
    skills = [skill for entry in tables.careers() for skill in entry.skills]
    own = [text for ends in tables.traits().values() for end in ends.values() for text in (end.style, end.skill)]

    assert [text for text in (*sentences(), *skills, *own) if PET_WORDS.search(text)] == []


@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_every_template_can_be_written_out_about_anyone(presentation: Presentation) -> None:
    craft = tables.careers()[0]
    facts = dict.fromkeys(("name", "first", "title", "town", "org", "vibe", "traits"), "Robin")
    decks = {
        **tables.words().decks,
        **tables.decks_of(craft),
        "works": [plural(work) for work in craft.work],
        "home": ["a house"],
        "birthplace": ["Riga"],
    }

    for template in sentences():
        sentence = Writer(SequentialDraws(template), presentation, facts, decks).sentence(template)

        assert not re.search(r"[{}\[\]|]|  |([,.;:!?])\1| [,.;:]", sentence), sentence
        assert not re.search(r"\b[Tt]hey (?:is|has|was|does)\b|\b(?:[Ss]?he) (?:are|have|were|do)\b", sentence), (
            sentence
        )
        assert not re.search(r"\ba (?!one|uni|us[aeiu]|eu)[aeiou]|\ban [bcdfgjklmnpqrstvwxyz]", sentence), sentence
