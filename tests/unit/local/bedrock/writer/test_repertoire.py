"""The lines that were used: none comes back before the others have had their turn."""

from dataclasses import replace

import pytest

from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer import career, identity
from local.bedrock.writer.pen import Pen
from local.bedrock.writer.repertoire import Repertoire
from local.texts import make, shared_frames
from testing.replies import pet_analysis

LINES = ("It rained.", "It snowed.", "It thawed.")


def test_every_line_comes_once_before_any_comes_again() -> None:
    repertoire, draws = Repertoire(), SequentialDraws("weather")

    drawn = [repertoire.pick(draws, LINES) for _ in range(9)]

    assert all(set(drawn[turn : turn + 3]) == set(LINES) for turn in (0, 3, 6))
    assert len({tuple(drawn[turn : turn + 3]) for turn in (0, 3, 6)}) > 1


def test_stories_of_one_premise_share_no_sentence_as_long_as_there_are_others() -> None:
    made, repertoire = make(1), Repertoire()

    stories = [identity(made.pet, made.career, seed, None, made.facts, repertoire) for seed in range(4)]

    shared, sentences = shared_frames([replace(made, identity=story) for story in stories])
    assert (shared, sentences > 25) == (0, True)


def test_a_pen_writes_other_lines_for_the_next_request_and_the_same_again_for_the_same_one() -> None:
    pen, analysis = Pen(), pet_analysis()
    settled = career(analysis, "feminine", 1)

    first, other, again = (pen.identity(analysis, settled, variation, None, None) for variation in (1, 2, 1))

    assert again == first
    assert not set(first.bio.split(". ")) & set(other.bio.split(". "))


def test_a_pen_forgets_the_oldest_request_when_it_remembers_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.bedrock.writer.pen._REMEMBERED", 2)
    pen, analysis = Pen(), pet_analysis()
    settled = career(analysis, "feminine", 1)

    first, second, _ = (pen.identity(analysis, settled, variation, None, None) for variation in (1, 2, 3))

    assert pen.identity(analysis, settled, 2, None, None) == second
    assert pen.identity(analysis, settled, 1, None, None) != first
