"""The facts of a person: they fit age, grade and each other, and a job always gets the same ones."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from agent.person.fact_table import CITIES, COLLEAGUES
from agent.person.facts import facts_of
from agent.schemas import AgeRange, Seniority
from testing.replies import career, pet_analysis

LEAST_YEARS = {"entry-level": 2, "mid-level": 4, "senior": 9, "executive": 14}
USUAL_AGES = {"entry-level": "20s", "mid-level": "30s", "senior": "40s", "executive": "50s"}


@given(st.integers(0, 2**32), st.sampled_from(get_args(AgeRange)), st.sampled_from(get_args(Seniority)))
def test_age_years_and_grade_agree(seed: int, age_range: AgeRange, seniority: Seniority) -> None:
    facts = facts_of(pet_analysis(), career(age_range=age_range, seniority=seniority), seed)

    assert facts.age // 10 == int(age_range[0])
    assert facts.years_before >= 1
    assert facts.years_here >= 1
    assert facts.years <= facts.age - 20
    if USUAL_AGES[seniority] <= age_range:
        assert facts.years >= LEAST_YEARS[seniority]
    if seniority == "entry-level":
        assert facts.years <= 3


@given(st.integers(0, 2**32))
def test_two_cities_and_a_colleague_who_is_somebody_else(seed: int) -> None:
    facts = facts_of(pet_analysis(), career(human_name=f"{COLLEAGUES[0]} Whitfield"), seed)

    assert {facts.city, facts.earlier_city} <= set(CITIES)
    assert facts.city != facts.earlier_city
    assert facts.colleague in COLLEAGUES[1:]


def test_a_job_always_gets_the_same_facts_and_another_job_others() -> None:
    first, again, other = (facts_of(pet_analysis(), career(), seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_the_premise_comes_from_photo_kind_or_trait_and_from_nothing_that_is_not_there() -> None:
    ideas = [facts_of(pet_analysis(), career(), seed).premise for seed in range(100)]
    plain = [facts_of(pet_analysis(looks={}), career(), seed).premise for seed in range(100)]

    assert {idea.about for idea in ideas if idea.source == "photo"} == {"bow tie"}
    assert {idea.about for idea in ideas if idea.source == "kind"} == {"tabby (cat)"}
    assert {idea.source for idea in plain} == {"kind", "trait"}
    # The scores of the sample rise along the list of dimensions, so its ends are the most telling.
    assert "confidence: low" in {idea.about for idea in plain}


def test_a_calm_face_is_no_joke_and_a_yawn_may_be_one() -> None:
    def sources(face: str) -> set[str]:
        pet = pet_analysis(looks={"face": face})
        return {facts_of(pet, career(), seed).premise.source for seed in range(100)}

    assert "photo" not in sources("calm")
    assert "photo" in sources("yawning")
