"""Facts at odds are found, and cost coherence."""

import pytest

from agent.person.agreement import age_fits, pronouns_fit, years_fit
from agent.person.similarity import similarity
from agent.schemas import AgeRange, Identity, Presentation, Seniority
from petavatar.choices import Choices
from testing.replies import career, identity, pet_analysis

LINE = "Margaret Whitfield is Head of Quiet Operations and runs the floor. {} Nobody has seen a hurry there."


def written(words: str) -> Identity:
    first, *others = "x" * 80, "y" * 80, "z" * 80
    return identity(bio_paragraphs=[LINE.format(words), first, *others[:1]])


@pytest.mark.parametrize(
    ("age", "seniority", "fits"),
    [
        ("20s", "entry-level", True),
        ("20s", "executive", False),
        ("20s", "senior", False),
        ("60s", "entry-level", False),
        ("60s", "mid-level", True),
    ],
)
def test_a_grade_has_its_ages(age: AgeRange, seniority: Seniority, fits: bool) -> None:
    assert age_fits(career(age_range=age, seniority=seniority)) is fits


@pytest.mark.parametrize(
    ("words", "age", "fits"),
    [
        ("For 19 years she stayed.", "20s", False),
        ("For nineteen years she stayed.", "20s", False),
        ("For twenty-five long years she stayed.", "30s", False),
        ("For 13 years she stayed.", "20s", True),
        ("For eleven years she stayed.", "30s", True),
        ("In her 20s, 40 years ago, she began.", "20s", True),
        ("It took years.", "20s", True),
    ],
)
def test_nobody_has_worked_longer_than_their_age_allows(words: str, age: AgeRange, fits: bool) -> None:
    assert years_fit(written(words), age) is fits


@pytest.mark.parametrize(
    ("words", "presentation", "fits"),
    [
        ("She signs nothing.", "feminine", True),
        ("He signs nothing.", "feminine", False),
        ("They asked her.", "feminine", True),
        ("They sign nothing.", "androgynous", True),
        ("She signs nothing, and they sign all.", "androgynous", False),
        ("Nothing is signed.", "masculine", True),
    ],
)
def test_the_texts_keep_to_the_persons_pronouns(words: str, presentation: Presentation, fits: bool) -> None:
    assert pronouns_fit(written(words), presentation) is fits


@pytest.mark.parametrize(
    ("changes", "words", "choices", "coherence"),
    [
        ({}, "She signs nothing.", Choices(), 100.0),
        ({}, "He signs nothing.", Choices(), 83.3),
        ({"age_range": "30s"}, "For 30 years she has signed nothing.", Choices(), 83.3),
        ({"age_range": "20s"}, "She signs nothing.", Choices(), 83.3),
        ({"age_range": "20s"}, "She signs nothing.", Choices(age_range="20s"), 100.0),
        ({}, "He signs nothing.", Choices(language="de"), 100.0),
    ],
)
def test_facts_at_odds_cost_coherence(changes: dict[str, str], words: str, choices: Choices, coherence: float) -> None:
    assert similarity(pet_analysis(), career(**changes), written(words), choices).coherence == coherence
