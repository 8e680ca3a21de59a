"""Draws depend on the seed and their own label only."""

from collections import Counter

from local.bedrock.portrait.dice import Dice


def test_the_same_seed_and_label_give_the_same_draw() -> None:
    assert Dice(7).fraction("hair") == Dice(7).fraction("hair")


def test_a_draw_does_not_depend_on_other_draws() -> None:
    dice = Dice(7)
    dice.fraction("hair")

    assert dice.fraction("nose") == Dice(7).fraction("nose")


def test_other_seeds_and_other_labels_give_other_draws() -> None:
    draws = {Dice(seed).fraction(label) for seed in range(20) for label in ("hair", "nose")}

    assert len(draws) == 40


def test_every_option_comes_up_about_as_often() -> None:
    counts = Counter(Dice(seed).pick("colour", "abcd") for seed in range(2000))

    assert set(counts) == set("abcd")
    assert min(counts.values()) > 400


def test_numbers_keep_to_their_range() -> None:
    numbers = [Dice(seed).between("size", 2, 3) for seed in range(500)]

    assert min(numbers) >= 2
    assert max(numbers) < 3
    assert max(numbers) - min(numbers) > 0.9


def test_a_chance_comes_true_as_often_as_it_says() -> None:
    hits = sum(Dice(seed).chance("rain", 0.25) for seed in range(2000))

    assert 400 < hits < 600


def test_what_is_wanted_is_not_drawn() -> None:
    dice = Dice(7)

    assert dice.settle("hair", "red", ("black", "brown")) == "red"
    assert dice.settle("hair", None, ("black", "brown")) == dice.pick("hair", ("black", "brown"))
