"""The career of a pet: it follows from the scores, and it is one person's."""

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.person.agreement import age_fits
from agent.person.dimensions import DIMENSIONS
from agent.person.names import follows_presentation, follows_species
from agent.schemas import AgeRange, Career, PetAnalysis, Presentation
from local.bedrock.writer import career, tables
from testing.replies import pet_analysis
from tests.support.sampling import fewer
from tests.support.strategies import analyses

LEVELS = ("entry-level", "mid-level", "senior", "executive")

pets = analyses().map(PetAnalysis.model_validate)
presentations = st.sampled_from(get_args(Presentation))
variations = st.integers(0, 2**63)


def scores(**changes: int) -> dict[str, Any]:
    return {"personality_dimensions": dict.fromkeys(DIMENSIONS, 50) | changes}


def entry_of(settled: Career) -> tables.CareerEntry:
    return next(entry for entry in tables.careers() if settled.job_title in entry.titles)


@fewer(4)
@given(pets, presentations, variations)
def test_any_pet_gets_a_valid_career_and_the_same_one_again(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    settled = career(analysis, presentation, variation)

    assert Career.model_validate(settled.model_dump()) == settled
    assert career(analysis, presentation, variation) == settled


@fewer(4)
@given(pets, presentations, variations)
def test_the_career_draws_on_its_own_dimensions_those_first_that_suit_this_pet(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    pet = analysis.personality_dimensions.scores()
    settled = career(analysis, presentation, variation)
    agreement = [
        pet[drawn.dimension] if drawn.direction == "high" else 100 - pet[drawn.dimension] for drawn in settled.draws_on
    ]

    assert {drawn.dimension: drawn.direction for drawn in settled.draws_on}.items() <= entry_of(settled).draws().items()
    assert agreement == sorted(agreement, reverse=True)


@fewer(4)
@given(pets, presentations, variations)
def test_the_name_follows_the_presentation(analysis: PetAnalysis, presentation: Presentation, variation: int) -> None:
    settled = career(analysis, presentation, variation)

    assert settled.presentation == presentation
    assert follows_presentation(settled.human_name, presentation)


@pytest.mark.parametrize("species", ["dog", "cat", "rabbit"])
def test_most_names_follow_the_species_but_not_all(species: str) -> None:
    names = [career(pet_analysis(species=species), "feminine", variation).human_name for variation in range(100)]

    assert 75 <= sum(follows_species(name, species) for name in names) < 100


@fewer(4)
@given(pets, presentations, variations, st.sampled_from(get_args(AgeRange)))
def test_a_chosen_age_has_its_grade(
    analysis: PetAnalysis, presentation: Presentation, variation: int, age: AgeRange
) -> None:
    settled = career(analysis, presentation, variation, age_range=age)

    assert settled.age_range == age
    assert age_fits(settled)


@fewer(4)
@given(pets, presentations, variations)
def test_title_attire_and_background_belong_together(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    settled = career(analysis, presentation, variation)
    entry = entry_of(settled)

    assert settled.job_title == entry.titles[LEVELS.index(settled.seniority)]
    assert settled.industry == entry.industry
    assert settled.attire_style == entry.attire or (settled.attire_style, settled.seniority) == ("suit", "executive")
    assert settled.background_setting != "corner_office" or settled.seniority in ("senior", "executive")
    assert settled.background_setting != "creative_space" or settled.attire_style == "creative"


@pytest.mark.parametrize(
    ("standing", "seniority"), [(20, "entry-level"), (45, "mid-level"), (60, "senior"), (90, "executive")]
)
def test_seniority_follows_confidence_dignity_and_patience(standing: int, seniority: str) -> None:
    analysis = pet_analysis(**scores(confidence=standing, dignity=standing, patience=standing))

    assert career(analysis, "feminine", 1).seniority == seniority


def test_opposite_pets_get_different_careers() -> None:
    quiet = pet_analysis(**scores(sociability=2, vocal_expressiveness=3, focus=98, patience=97, attention_seeking=4))
    loud = pet_analysis(**scores(sociability=98, vocal_expressiveness=97, focus=2, patience=3, attention_seeking=96))

    quiet_titles, loud_titles = (
        {entry_of(career(analysis, "feminine", variation)).industry for variation in range(30)}
        for analysis in (quiet, loud)
    )

    assert not quiet_titles & loud_titles


def test_the_variation_decides_among_forty_careers_and_mostly_among_the_best_three() -> None:
    analysis = pet_analysis()

    titles = Counter(career(analysis, "masculine", variation).job_title for variation in range(300))

    assert 25 <= len(titles) <= 40
    assert 110 <= sum(count for _, count in titles.most_common(3)) <= 180
