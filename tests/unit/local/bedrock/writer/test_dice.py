"""Draws: from their seed alone, over all of the options."""

from collections import Counter

from local.bedrock.writer.dice import Dice


def test_the_same_seed_draws_the_same_and_another_seed_does_not() -> None:
    first, again, other = (Dice(*seed) for seed in (("a", "b"), ("a", "b"), ("ab", "")))

    drawn = [[dice.below(1000) for _ in range(20)] for dice in (first, again, other)]

    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_a_known_seed_draws_known_numbers_on_every_machine() -> None:
    dice = Dice("pen")

    assert [dice.below(100) for _ in range(6)] == [98, 49, 46, 13, 14, 78]


def test_every_option_is_picked_about_equally_often() -> None:
    dice = Dice("even")

    picked = Counter(dice.pick("abcd") for _ in range(4000))

    assert set(picked) == set("abcd")
    assert all(850 < times < 1150 for times in picked.values())


def test_shuffling_keeps_every_option_and_leaves_the_original_alone() -> None:
    options = tuple(range(30))

    shuffled = Dice("deck").shuffled(options)

    assert sorted(shuffled) == list(options)
    assert shuffled != list(options)
