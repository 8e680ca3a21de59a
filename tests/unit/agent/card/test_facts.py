"""What stands on the card."""

from typing import Any

import pytest

from agent.card.facts import Facts, best_line, kind_of_pet, telling_traits
from agent.person.dimensions import DIMENSIONS
from testing.jobs import A_JOB_ID, a_result

LIKENESSES = [{"pet": "amber eyes", "person": "Amber eyes"}, {"pet": "tabby coat", "person": "hair in three browns"}]


def test_a_result_of_version_1_has_all_that_a_card_needs() -> None:
    result = a_result(A_JOB_ID)
    del result["pet_box"], result["likenesses"], result["identity"]["headline"]
    facts = Facts.of(result, A_JOB_ID, "Mochi")

    assert (facts.pet_name, facts.pet, facts.human_name) == ("Mochi", "tabby cat", "Margaret Whitfield")
    assert (facts.line, facts.likenesses, facts.place.box) == ("Margaret runs the floor.", (), None)
    assert facts.number == A_JOB_ID[:8]


@pytest.mark.parametrize(
    ("species", "breed", "called"),
    [
        ("dog", "Afghan hound", "Afghan hound"),
        ("dog", "mixed breed", "mixed breed dog"),
        ("dog", "mix", "mixed breed dog"),
        ("chicken", "rooster", "rooster"),
        ("cat", "tabby", "tabby cat"),
        ("cat", "black shorthair cat", "black shorthair cat"),
        ("rabbit", "lionhead", "lionhead rabbit"),
    ],
)
def test_a_pet_is_called_as_a_person_would_call_it(species: str, breed: str, called: str) -> None:
    assert kind_of_pet(species, breed) == called


def test_likenesses_name_both_sides_where_they_differ() -> None:
    facts = Facts.of(a_result(A_JOB_ID, likenesses=LIKENESSES), A_JOB_ID, "")

    assert facts.likenesses == ("Amber eyes", "tabby coat → hair in three browns")


@pytest.mark.parametrize(
    ("identity", "line"),
    [
        ({"headline": "Never late for lunch.", "bio": "A. B."}, "Never late for lunch."),
        ({"headline": None, "bio": "W" * 91 + ". She knows! And more.\n\nMore."}, "She knows!"),
        ({"bio": "W" * 91}, "Quiet energy"),
    ],
)
def test_the_best_line_is_the_headline_else_a_short_sentence_else_the_vibe(identity: dict[str, Any], line: str) -> None:
    assert best_line(identity, "quiet energy") == line


def test_the_traits_are_comic_ones_far_from_the_middle() -> None:
    scores = dict.fromkeys(DIMENSIONS, 50) | {"replies_all": 3, "dignity": 90, "would_steal_lunch": 96, "focus": 100}

    assert telling_traits(scores) == (("Replies to all", 3), ("Would steal your lunch", 96), ("Dignity", 90))


def test_where_nothing_is_comic_the_most_extreme_traits_do() -> None:
    scores = dict.fromkeys(DIMENSIONS, 50) | {"work_ethic": 2, "focus": 90, "replies_all": 95}

    assert telling_traits(scores) == (("Replies to all", 95), ("Work ethic", 2), ("Focus", 90))


def test_every_comic_trait_is_a_dimension() -> None:
    for name in DIMENSIONS:
        (first, *_) = telling_traits(dict.fromkeys(DIMENSIONS, 50) | {name: 100})
        assert first[1] == 100
