"""A colleague would mention the three things that stand out most."""

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.traits import TRAITS, dominant_traits

EVEN = dict.fromkeys(DIMENSIONS, 50)


def test_every_dimension_has_a_word_for_each_end() -> None:
    assert set(TRAITS) == set(DIMENSIONS)
    words = [word for ends in TRAITS.values() for word in ends]
    assert len(set(words)) == 2 * len(DIMENSIONS)
    assert max(map(len, words)) <= 60


def test_the_most_extreme_scores_are_named_strongest_first() -> None:
    scores = EVEN | {"warmth": 90, "energy_level": 3, "elegance": 80, "curiosity": 60}
    assert dominant_traits(scores) == ["economical with effort", "warm-hearted", "elegant"]


def test_one_side_of_a_character_is_mentioned_once() -> None:
    scores = EVEN | {"warmth": 95, "sociability": 94, "loyalty": 93, "energy_level": 70, "elegance": 30}
    assert dominant_traits(scores) == ["warm-hearted", "tireless", "practical rather than elegant"]


def test_an_even_character_still_has_three_traits() -> None:
    assert len(set(dominant_traits(EVEN))) == 3
