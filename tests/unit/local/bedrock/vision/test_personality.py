"""Scores come from the breed, the photo and the pet itself, and say which."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.factors import group_factors, signal_names
from local.bedrock.vision.personality import Personality, personality

ORDINARY = dict.fromkeys(signal_names(), 0.0)
PUG, BEAGLE = 254, 162

Probabilities = Callable[[dict[int, float]], np.ndarray]


def distance(first: Personality, second: Personality) -> float:
    return float(np.mean([abs(first.scores[name] - second.scores[name]) for name in DIMENSIONS]))


@given(
    group=st.sampled_from(sorted(group_factors())),
    signals=st.fixed_dictionaries({name: st.floats(-1, 1) for name in signal_names()}),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_pet_has_47_scores_on_the_scale(group: str, signals: dict[str, float], seed: int) -> None:
    probabilities = np.random.default_rng(seed).dirichlet(np.full(1000, 0.1))
    scores = personality({group: 1.0}, signals, probabilities).scores
    assert tuple(scores) == DIMENSIONS
    assert all(isinstance(score, int) and 0 <= score <= 100 for score in scores.values())


def test_a_score_is_the_sum_of_its_terms_on_a_curve(probabilities: Probabilities) -> None:
    pug = personality({"companion": 1.0}, ORDINARY | {"ball": 1.0}, probabilities({PUG: 0.9}))
    for name, terms in pug.terms.items():
        assert set(terms) == {"breed", "character", *signal_names()}
        assert pug.scores[name] == round(50 + 50 * np.tanh(sum(terms.values())))


def test_a_score_names_its_weightiest_source_first(probabilities: Probabilities) -> None:
    terrier = personality({"terrier": 1.0}, ORDINARY | {"ball": 1.0}, probabilities({BEAGLE: 0.9}))
    sources = terrier.sources("playfulness")
    assert [name for name, _ in sources[:2]] == ["breed", "ball"]
    assert terrier.terms["playfulness"]["brightness"] == 0


def test_a_ball_makes_a_pet_more_playful(probabilities: Probabilities) -> None:
    without, with_ball = (
        personality({"companion": 1.0}, ORDINARY | {"ball": ball}, probabilities({PUG: 0.9})) for ball in (0.0, 1.0)
    )
    assert with_ball.scores["playfulness"] > without.scores["playfulness"] + 5


def test_breeds_are_further_apart_than_two_photos_of_one(probabilities: Probabilities) -> None:
    # given two photos of a pug and one of a beagle
    indoors, outdoors = ORDINARY | {"brightness": -0.5}, ORDINARY | {"greenery": 0.8, "brightness": 0.5}
    pug = personality({"companion": 1.0}, indoors, probabilities({PUG: 0.9}))
    same_breed = personality({"companion": 1.0}, outdoors, probabilities({PUG: 0.8}))
    beagle = personality({"scenthound": 1.0}, indoors, probabilities({BEAGLE: 0.9}))
    # then the two pugs differ, and the beagle differs more
    assert 1 < distance(pug, same_breed) < distance(pug, beagle)


def test_a_mix_lies_between_its_breeds(probabilities: Probabilities) -> None:
    seen = probabilities({PUG: 0.4, BEAGLE: 0.4})
    pug, beagle, mix = (
        personality(groups, ORDINARY, seen)
        for groups in ({"companion": 1.0}, {"scenthound": 1.0}, {"companion": 0.5, "scenthound": 0.5})
    )
    for name in DIMENSIONS:
        ends = sorted((pug.scores[name], beagle.scores[name]))
        assert ends[0] <= mix.scores[name] <= ends[1]


def test_a_slightly_different_look_makes_a_slightly_different_character(probabilities: Probabilities) -> None:
    first, second = (
        personality({"companion": 1.0}, ORDINARY, probabilities({PUG: 0.6, BEAGLE: share})) for share in (0.10, 0.11)
    )
    assert distance(first, second) < 1


def test_the_projection_is_the_same_on_every_machine() -> None:
    probabilities = np.concatenate([np.linspace(0, 0.001, 398), np.full(602, 0.001)])
    terms = personality({"companion": 1.0}, ORDINARY, probabilities).terms
    characters = [terms[name]["character"] for name in ("confidence", "warmth", "mystery")]
    assert characters == pytest.approx([0.002597, -0.065362, 0.163134], abs=1e-6)
