"""The similarity score: its formula, and checks that a model's free words can meet."""

from typing import Any

import pytest
from hypothesis import given

from agent.person.dimensions import DIMENSIONS
from agent.person.similarity import Similarity, similarity
from agent.schemas import Attire, Background, Career, Identity, PetAnalysis, Seniority
from testing.replies import career, identity, pet_analysis
from tests.support.sampling import fewer
from tests.support.strategies import analyses, careers, identities

DRAWN = ("focus", "patience", "dignity", "calmness", "warmth")
EXTREME = dict(zip(DRAWN, (100, 0, 95, 5, 90), strict=True)) | {"charm": 88, "trust": 13, "mystery": 85}


def drawing_on(*ends: tuple[str, str]) -> list[dict[str, str]]:
    return [{"dimension": dimension, "direction": direction} for dimension, direction in ends]


def pet(scores: dict[str, int]) -> PetAnalysis:
    return pet_analysis(personality_dimensions=dict.fromkeys(DIMENSIONS, 50) | scores)


def score(analysis: PetAnalysis | None = None, **changes: Any) -> Similarity:
    """The score of the usual person, with changes to the career, and an identity that fits them."""
    settled = career(**changes)
    title = f"{settled.human_name} is {settled.job_title} and runs the floor without ever raising a voice at anybody."
    text = identity()
    return similarity(
        analysis or pet_analysis(),
        settled,
        text.model_copy(
            update={
                "bio_paragraphs": [title, *text.bio_paragraphs[1:]],
                "career_trajectory": text.career_trajectory.model_copy(
                    update={"present": f"Today {settled.job_title}, and glad of it."}
                ),
            }
        ),
    )


def test_the_score_is_the_weighted_sum_of_its_published_parts() -> None:
    """Given: ends at 100, 100, 95, 95 and 40 of 100; two of five among the extremes; a name of neither kind."""
    ends = [("focus", "high"), ("patience", "low"), ("dignity", "high"), ("calmness", "low"), ("warmth", "low")]
    rest = dict(zip(DIMENSIONS[:10], (1, 99, 2, 98, 3, 97, 4, 96, 5, 95), strict=True))
    analysis = pet(rest | {"focus": 100, "patience": 0, "dignity": 95, "calmness": 5, "warmth": 60})

    result = score(
        analysis,
        draws_on=drawing_on(*ends),
        human_name="Doug Lee",
        presentation="feminine",
        job_title="Junior Accountant",
    )

    assert result == Similarity(
        alignment=86.0, fit=40.0, name=20.0, coherence=83.3, score=round(34.4 + 12.0 + 3.0 + 12.495, 1)
    )


@fewer(4)
@given(
    analyses().map(PetAnalysis.model_validate),
    careers().map(Career.model_validate),
    identities().map(Identity.model_validate),
)
def test_whatever_a_model_replies_the_parts_stay_in_range_and_add_up(
    analysis: PetAnalysis, settled: Career, text: Identity
) -> None:
    result = similarity(analysis, settled, text)
    parts = (result.alignment, result.fit, result.name, result.coherence)

    assert all(0 <= part <= 100 and round(part, 1) == part for part in (*parts, result.score))
    assert result.score == pytest.approx(
        sum(w * p for w, p in zip((0.4, 0.3, 0.15, 0.15), parts, strict=True)), abs=0.051
    )


@pytest.mark.parametrize(("direction", "alignment"), [("high", 70.0), ("low", 30.0)])
def test_alignment_counts_each_dimension_from_the_end_drawn_on(direction: str, alignment: float) -> None:
    analysis = pet(dict.fromkeys(DRAWN, 70))

    assert score(analysis, draws_on=drawing_on(*((name, direction) for name in DRAWN))).alignment == alignment


@pytest.mark.parametrize(
    ("drawn", "fit"),
    [
        (DRAWN, 100.0),
        ((*DRAWN, "charm", "trust", "mystery"), 100.0),
        ((*DRAWN[:4], "ambition"), 80.0),
        ((*DRAWN, "charm", "trust", "ambition"), 87.5),
        (("ambition", "elegance", "reliability", "curiosity", "optimism"), 0.0),
    ],
)
def test_fit_is_the_share_among_the_eight_most_extreme_over_the_most_that_could_be(
    drawn: tuple[str, ...], fit: float
) -> None:
    assert score(pet(EXTREME), draws_on=drawing_on(*((name, "high") for name in drawn))).fit == fit


@pytest.mark.parametrize(
    ("human_name", "presentation", "expected"),
    [
        ("Margaret Chen", "feminine", 100.0),
        ("Margaret Chen", "masculine", 60.0),
        ("Becky Chen", "feminine", 60.0),
        ("Becky Chen", "masculine", 20.0),
        ("Qwertilliana Chen", "masculine", 100.0),
    ],
)
def test_the_name_counts_by_species_and_presentation(human_name: str, presentation: str, expected: float) -> None:
    assert score(pet_analysis(species="cat"), human_name=human_name, presentation=presentation).name == expected


def test_a_coherent_person_passes_every_check() -> None:
    assert score().coherence == 100.0


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Junior Analyst", "entry-level"),
        ("Trainee Nurse", "entry-level"),
        ("Associate Designer", "mid-level"),
        ("Executive Assistant", "mid-level"),
        ("Account Executive", "mid-level"),
        ("HR Business Partner", "mid-level"),
        ("Florist", "entry-level"),
        ("Software Engineer", "mid-level"),
        ("Judge", "senior"),
        ("Sr. Data Analyst", "senior"),
        ("Lead Engineer", "senior"),
        ("Creative Director", "senior"),
        ("Creative Director", "executive"),
        ("Head of Naps", "executive"),
        ("VP of Sales", "executive"),
        ("SVP, Operations", "executive"),
        ("Vice-President of Sales", "executive"),
        ("Chief Happiness Officer", "executive"),
        ("CFO", "executive"),
        ("General Counsel", "executive"),
        ("Managing Director of Executive Search", "executive"),
    ],
)
def test_titles_that_agree_with_a_seniority(title: str, seniority: Seniority) -> None:
    assert score(job_title=title, seniority=seniority, background_setting="linkedin_blue").coherence == 100.0


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Junior Analyst", "senior"),
        ("Assistant Curator", "executive"),
        ("Chief Happiness Officer", "entry-level"),
        ("CFO", "mid-level"),
        ("Senior Planner", "entry-level"),
        ("Director of Claims", "mid-level"),
        ("Florist", "executive"),
        ("Software Engineer", "executive"),
    ],
)
def test_titles_that_contradict_a_seniority(title: str, seniority: Seniority) -> None:
    assert score(job_title=title, seniority=seniority, background_setting="linkedin_blue").coherence == 83.3


@pytest.mark.parametrize(
    ("attire", "industry", "fits"),
    [
        ("scrubs", "Healthcare", True),
        ("scrubs", "Veterinary services", True),
        ("scrubs", "Law", False),
        ("scrubs", "Artisanal cheese", False),
        ("suit", "Investment Banking", True),
        ("suit", "Legal Services", True),
        ("suit", "Interior Design", False),
        ("suit", "Hospitals & Health Care", False),
        ("suit", "Shipping", True),
        ("creative", "Film & Television", True),
        ("creative", "Graphic design", True),
        ("creative", "Insurance", False),
        ("creative", "Shipping", True),
        ("business_casual", "Healthcare", True),
        ("business_casual", "Law", True),
    ],
)
def test_attire_fits_the_industry_in_whatever_words(attire: Attire, industry: str, *, fits: bool) -> None:
    result = score(attire_style=attire, industry=industry, job_title="Senior Coordinator", seniority="senior")

    assert result.coherence == (100.0 if fits else 83.3)


def test_the_executive_floor_wears_suits_in_any_industry() -> None:
    result = score(attire_style="suit", industry="Games", job_title="Chief Play Officer", seniority="executive")

    assert result.coherence == 100.0


@pytest.mark.parametrize(
    ("background", "title", "seniority", "fits"),
    [
        ("corner_office", "Senior Auditor", "senior", True),
        ("corner_office", "Chief Auditor", "executive", True),
        ("corner_office", "Auditor", "mid-level", False),
        ("corner_office", "Junior Auditor", "entry-level", False),
        ("open_office", "Auditor", "mid-level", True),
        ("creative_space", "Junior Auditor", "entry-level", True),
    ],
)
def test_a_corner_office_is_for_seniors_and_executives(
    background: Background, title: str, seniority: Seniority, *, fits: bool
) -> None:
    result = score(background_setting=background, job_title=title, seniority=seniority)

    assert result.coherence == (100.0 if fits else 83.3)


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("Margaret Whitfield is Head of Quiet Operations, and has been since anyone can remember it.", True),
        ("MARGARET WHITFIELD, head of quiet operations, has been so since anyone can remember it.", True),
        ("Margaret Whitfield heads the operations, by preference quiet ones, of a house in the city.", True),
        ("Margaret Whitfield runs a house in the city, and has done so since anyone can remember it.", False),
        ("She is Head of Quiet Operations at a house in the city, and has been as long as one knows.", False),
        ("Margaret Whitfieldson is Head of Quiet Operations, and has been since anyone can remember.", False),
    ],
)
def test_the_biography_names_the_person_and_the_work(said: str, *, holds: bool) -> None:
    filler = "There is nothing more to say of this person than what has been said of them already, twice."
    text = identity(bio_paragraphs=[said, filler, filler])

    assert similarity(pet_analysis(), career(), text).coherence == (100.0 if holds else 83.3)


@pytest.mark.parametrize(
    ("present", "holds"),
    [
        ("Head of Quiet Operations since the spring, and content.", True),
        ("Now in charge of quiet operations on two floors.", True),
        ("Now in charge of something rather important.", False),
    ],
)
def test_the_present_names_the_work(present: str, *, holds: bool) -> None:
    trajectory = identity().career_trajectory.model_dump() | {"present": present}

    result = similarity(pet_analysis(), career(), identity(career_trajectory=trajectory))

    assert result.coherence == (100.0 if holds else 83.3)


def test_a_skill_named_twice_counts_against_the_whole() -> None:
    skills = ["Listening", "Sorting", "listening", "Waiting", "Reading"]

    assert similarity(pet_analysis(), career(), identity(skills=skills)).coherence == 83.3
