"""The career of a pet: it follows from the scores, and it is one person's."""

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.person.dimensions import DIMENSIONS
from agent.person.names import follows_presentation, follows_species
from agent.schemas import Career, PetAnalysis, Presentation
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
def test_the_career_draws_on_the_ends_where_this_pet_is(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    pet = analysis.personality_dimensions.scores()

    for drawn in career(analysis, presentation, variation).draws_on:
        assert pet[drawn.dimension] >= 50 if drawn.direction == "high" else pet[drawn.dimension] < 50


@fewer(4)
@given(pets, presentations, variations)
def test_the_name_follows_species_and_presentation(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    settled = career(analysis, presentation, variation)

    assert settled.presentation == presentation
    assert follows_species(settled.human_name, analysis.species)
    assert follows_presentation(settled.human_name, presentation)


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


def test_the_variation_decides_among_the_careers_that_suit_best_and_no_others() -> None:
    analysis = pet_analysis()

    titles = Counter(career(analysis, "masculine", variation).job_title for variation in range(200))

    assert len(titles) == 5
    assert min(titles.values()) >= 20
