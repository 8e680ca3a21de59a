"""Careers that follow an earlier one, offline: another one, one that suits changed scores, the same one."""

import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.person.dimensions import DIMENSIONS
from agent.person.earlier import Earlier
from agent.person.similarity import suitability
from agent.schemas import Career, PetAnalysis
from local.bedrock import writer
from testing.replies import an_analysis
from tests.support.sampling import fewer

profiles = st.lists(st.integers(0, 100), min_size=len(DIMENSIONS), max_size=len(DIMENSIONS))
numbers = st.integers(1, 999_999)
changes = st.dictionaries(st.sampled_from(DIMENSIONS), st.integers(0, 100), min_size=1, max_size=6)


def pet(scores: list[int], changed: dict[str, int] | None = None) -> PetAnalysis:
    named = dict(zip(DIMENSIONS, scores, strict=True)) | (changed or {})
    return PetAnalysis.model_validate(an_analysis(personality_dimensions=named))


def career(analysis: PetAnalysis, number: int, earlier: Earlier | None = None, **choices: Any) -> Career:
    return writer.career(analysis, "feminine", number, choices.get("style"), choices.get("age_range"), earlier)


def settled(earlier: Earlier, analysis: PetAnalysis, reply: Career) -> Career:
    """What the agent makes of a reply."""
    return earlier.career if earlier.suits_better(analysis, reply) else earlier.continued(reply)


@fewer(6)
@given(scores=profiles, number=numbers, other=numbers)
def test_another_career_is_another_profession(scores: list[int], number: int, other: int) -> None:
    first = career(pet(scores), number)
    earlier = Earlier.of(first, {"change": "career"})

    assert earlier.faults(pet(scores), career(pet(scores), other, earlier)) == []


def test_another_career_is_none_whose_last_grade_has_the_same_title() -> None:
    analysis = pet([50] * len(DIMENSIONS))
    director = career(analysis, 1).model_copy(update={"job_title": "Creative Director"})
    earlier = Earlier.of(director, {"change": "career"})

    assert {career(analysis, number, earlier).job_title for number in range(1, 60)}.isdisjoint(
        {"Creative Director", "Executive Creative Director"}
    )
    for number in range(1, 60):
        assert earlier.faults(analysis, career(analysis, number, earlier)) == []


@fewer(6)
@given(scores=profiles, changed=changes, number=numbers)
def test_a_career_for_changed_scores_never_suits_them_worse_than_the_one_before(
    scores: list[int], changed: dict[str, int], number: int
) -> None:
    before, after = pet(scores), pet(scores, changed)
    earlier = Earlier.of(career(before, number), {"dimensions": changed})

    now = settled(earlier, after, career(after, number, earlier))

    assert suitability(after, now.draws_on) >= suitability(after, earlier.career.draws_on)


def test_a_score_at_an_end_of_its_scale_leads_to_careers_that_draw_on_that_end_and_score_better() -> None:
    gains, drawn = [], {"before": 0, "after": 0}
    for number, dimension in enumerate(DIMENSIONS[::3], 1):
        scores = [(37 * number + 13 * index) % 101 for index in range(len(DIMENSIONS))]
        score, end = (100, "high") if number % 2 else (0, "low")
        after = pet(scores, {dimension: score})
        earlier = Earlier.of(career(pet(scores), number), {"dimensions": {dimension: score}})
        now = settled(earlier, after, career(after, number, earlier))
        gains.append(suitability(after, now.draws_on) - suitability(after, earlier.career.draws_on))
        for when, one in (("before", earlier.career), ("after", now)):
            drawn[when] += any((on.dimension, on.direction) == (dimension, end) for on in one.draws_on)

    assert min(gains) >= 0
    assert statistics.mean(gains) > 3
    assert drawn["after"] > 2 * drawn["before"]


@pytest.mark.parametrize("age", ["20s", "60s"])
def test_the_same_career_at_another_age_is_the_same_profession_at_its_grade(age: str) -> None:
    analysis = pet([50 + index for index in range(len(DIMENSIONS))])
    first = career(analysis, 5)
    (entry,) = [entry for entry in writer.tables.careers() if first.job_title in entry.titles]

    now = career(analysis, 5, Earlier.of(first, {"age_range": age}), age_range=age)

    assert now.job_title in entry.titles
    assert (now.industry, now.age_range) == (first.industry, age)
