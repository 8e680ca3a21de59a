"""The texts themselves: complete, distinct, and fit to be said of anyone."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from agent.person import fact_table
from agent.person.dimensions import DIMENSIONS
from agent.person.facts import facts_of
from agent.person.name_table import SpeciesGroup
from agent.replies import wordlists
from agent.replies.clashes import numbers
from agent.replies.prompt_leak import reject_prompt_leak
from agent.schemas import Attire, Presentation
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import tables
from local.bedrock.writer.biography import words_of
from local.bedrock.writer.grammar import Writer
from testing.replies import career, pet_analysis

ENDS = [(name, end) for name in DIMENSIONS for end in ("high", "low")]
ANIMALS = re.compile(rf"\b(?:{'|'.join(wordlists.ANIMAL)})\b", re.IGNORECASE)


def premise_texts() -> Iterator[str]:
    """Every text of every premise but the parts of sentences."""
    for premise in tables.premises():
        yield from (*premise.plant, *premise.play, *premise.manner, *premise.payoff, *premise.hope, *premise.headline)


def texts() -> Iterator[str]:
    """Every text that can end up in an identity."""
    yield from premise_texts()
    for premise in tables.premises():
        yield from (*premise.cause, premise.honest or "")
    for entry in tables.careers():
        yield from (*entry.titles, *entry.orgs, *entry.duties, *entry.training, *entry.results, *entry.work)
        yield from (*entry.people, *entry.event, *entry.tool, *entry.skills)
    for kind in tables.pastimes():
        yield from kind.does
    shells = tables.shells()
    yield from (*shells.profile, *shells.background, *shells.result, *shells.outside, *shells.past, *shells.present)


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
def test_each_end_of_each_dimension_has_its_words_premise_and_careers(dimension: str, end: tables.Direction) -> None:
    assert tables.traits()[dimension][end].honest
    assert any(premise.trait == f"{dimension}: {end}" for premise in tables.premises())
    assert sum(entry.draws().get(dimension) == end for entry in tables.careers()) >= 3


def test_every_kind_of_pet_has_premises_and_pastimes() -> None:
    kinds = set(get_args(SpeciesGroup))

    assert {premise.species for premise in tables.premises() if not premise.breeds} >= kinds
    assert {kind.species for kind in tables.pastimes() if not kind.breeds} == kinds


def test_every_premise_comes_from_one_thing_and_all_its_parts_come_in_several_wordings() -> None:
    for premise in tables.premises():
        assert sum(map(bool, (premise.trait, premise.species, premise.props or premise.faces))) == 1
        assert premise.honest or premise.trait
        assert min(map(len, (premise.plant, premise.play, premise.cause, premise.payoff))) >= 3, premise.plant[0]
        assert min(len(premise.manner), len(premise.headline)) >= 2, premise.plant[0]
        assert all(len(cause.split()) <= 7 for cause in premise.cause), premise.cause


def test_no_sentence_is_written_twice() -> None:
    written = Counter(
        text
        for premise in tables.premises()
        for text in (*premise.plant, *premise.play, *premise.manner, *premise.payoff, *premise.headline)
    )

    assert [text for text, times in written.items() if times > 1] == []


def test_no_text_mentions_a_pet_or_says_what_is_said_of_everybody() -> None:
    worn = re.compile(rf"\b(?:{'|'.join(wordlists.WORN)})\b", re.IGNORECASE)

    assert [text for text in texts() if ANIMALS.search(text) or worn.search(text)] == []


def test_numbers_come_from_the_facts_alone() -> None:
    assert [text for text in texts() if numbers(re.sub(r"\{[^{}]*\}", "", text))] == []


def test_food_comes_from_the_facts_alone() -> None:
    snacks = {snack for listed in fact_table.SNACKS.values() for snack in listed}

    assert [text for text in premise_texts() if any(re.search(rf"\b{snack}\b", text) for snack in snacks)] == []


def test_every_result_of_a_career_has_the_number() -> None:
    for entry in tables.careers():
        assert all(result.count("{number}") <= 1 for result in entry.results)
        assert sum("{number}" in result for result in entry.results) >= 2


@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_every_text_can_be_written_out_about_anyone(presentation: Presentation) -> None:
    person = career(presentation=presentation)
    known, decks = words_of(
        SequentialDraws("words"), pet_analysis(), person, tables.careers()[0], facts_of(pet_analysis(), person, 1)
    )
    facts = {**known, "org": "a bank in Porto", "earlier": "a mill in Oslo", "training": "studied law"}

    for template in texts():
        filled = template.replace("{cause}", "a nap").replace("{town}", "Oslo")
        sentence = Writer(SequentialDraws(template), presentation, facts, decks).sentence(filled)

        assert reject_prompt_leak(sentence) == sentence
        assert not re.search(r"[{}\[\]|]|  |([,.;:!?])\1| [,.;:]", sentence), sentence
        assert not re.search(r"\b[Tt]hey (?:is|was|does)\b|\b(?:[Ss]?he) (?:are|have|were|do)\b", sentence), sentence
        assert not re.search(r"\ba (?!one|uni|us[aeiu]|eu)[aeiou]|\ban [bcdfgjklmnpqrstvwxyz]", sentence), sentence
