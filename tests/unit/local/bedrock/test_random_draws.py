"""Draws: from their seed alone, over all of the options."""

from collections import Counter

from local.bedrock.random_draws import LabelledDraws, SequentialDraws


class TestLabelledDraws:
    def test_the_same_seed_and_label_give_the_same_draw(self) -> None:
        assert LabelledDraws(7).fraction("hair") == LabelledDraws(7).fraction("hair")

    def test_a_draw_does_not_depend_on_other_draws(self) -> None:
        draws = LabelledDraws(7)
        draws.fraction("hair")

        assert draws.fraction("nose") == LabelledDraws(7).fraction("nose")

    def test_other_seeds_and_other_labels_give_other_draws(self) -> None:
        draws = {LabelledDraws(seed).fraction(label) for seed in range(20) for label in ("hair", "nose")}

        assert len(draws) == 40

    def test_every_option_comes_up_about_as_often(self) -> None:
        counts = Counter(LabelledDraws(seed).pick("colour", "abcd") for seed in range(2000))

        assert set(counts) == set("abcd")
        assert min(counts.values()) > 400

    def test_numbers_keep_to_their_range(self) -> None:
        numbers = [LabelledDraws(seed).between("size", 2, 3) for seed in range(500)]

        assert min(numbers) >= 2
        assert max(numbers) < 3
        assert max(numbers) - min(numbers) > 0.9

    def test_a_chance_comes_true_as_often_as_it_says(self) -> None:
        hits = sum(LabelledDraws(seed).chance("rain", 0.25) for seed in range(2000))

        assert 400 < hits < 600

    def test_what_is_wanted_is_not_drawn(self) -> None:
        draws = LabelledDraws(7)

        assert draws.settle("hair", "red", ("black", "brown")) == "red"
        assert draws.settle("hair", None, ("black", "brown")) == draws.pick("hair", ("black", "brown"))


class TestSequentialDraws:
    def test_the_same_seed_draws_the_same_and_another_seed_does_not(self) -> None:
        first, again, other = (SequentialDraws(*seed) for seed in (("a", "b"), ("a", "b"), ("ab", "")))

        drawn = [[draws.below(1000) for _ in range(20)] for draws in (first, again, other)]

        assert drawn[0] == drawn[1]
        assert drawn[0] != drawn[2]

    def test_a_known_seed_draws_known_numbers_on_every_machine(self) -> None:
        draws = SequentialDraws("pen")

        assert [draws.below(100) for _ in range(6)] == [98, 49, 46, 13, 14, 78]

    def test_every_option_is_picked_about_equally_often(self) -> None:
        draws = SequentialDraws("even")

        picked = Counter(draws.pick("abcd") for _ in range(4000))

        assert set(picked) == set("abcd")
        assert all(850 < times < 1150 for times in picked.values())

    def test_shuffling_keeps_every_option_and_leaves_the_original_alone(self) -> None:
        options = tuple(range(30))

        shuffled = SequentialDraws("deck").shuffled(options)

        assert sorted(shuffled) == list(options)
        assert shuffled != list(options)
