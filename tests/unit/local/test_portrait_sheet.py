"""The sheet of portraits shows many kinds of people, each in its place."""

from typing import get_args

from agent.person.casting import SKIN_TONES
from agent.schemas import AgeRange, Presentation
from local.bedrock.portrait.prompt_reader import read_prompt
from local.portrait_sheet import PEOPLE, prompts, sheet


def test_all_kinds_of_people_are_on_it() -> None:
    people = [read_prompt(prompt) for prompt in prompts()]

    assert len(people) == PEOPLE
    assert {person.presentation for person in people} == set(get_args(Presentation))
    assert {person.age_range for person in people} == set(get_args(AgeRange))
    assert {person.skin_tone for person in people} == set(SKIN_TONES)
    assert len({person.hair_color for person in people}) >= 7
    assert len({person.details.place for person in people}) > 8
    assert len({person.details.garment for person in people}) > 8


def test_the_same_people_are_on_it_each_time() -> None:
    assert prompts(3) == prompts()[:3]


def test_portraits_stand_side_by_side() -> None:
    one, two = sheet(prompts(1)), sheet(prompts(2))

    assert one.height == two.height
    assert two.width == 2 * one.width - 6
    assert one.crop((6, 6, 182, 182)).tobytes() == two.crop((6, 6, 182, 182)).tobytes()
