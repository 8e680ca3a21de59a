"""What each step must return."""

from typing import Any

import pytest
from pydantic import ValidationError

from agent.person.dimensions import DIMENSIONS
from agent.schemas import AnalysisReply, Career, Identity, PetAnalysis
from testing.replies import a_career, an_analysis, an_analysis_reply, an_identity, no_pet_reply


def test_an_analysis_scores_all_47_dimensions() -> None:
    analysis = PetAnalysis.model_validate(an_analysis())

    assert tuple(analysis.personality_dimensions.scores()) == DIMENSIONS
    assert analysis.model_dump(mode="json") == an_analysis()


@pytest.mark.parametrize("score", [-1, 101, 50.5, "fifty", None])
def test_a_score_is_a_whole_number_from_0_to_100(score: object) -> None:
    record = an_analysis()
    record["personality_dimensions"]["confidence"] = score

    with pytest.raises(ValidationError, match="confidence"):
        PetAnalysis.model_validate(record)


@pytest.mark.parametrize("name", ["confidence", "territorial_about_desk"])
def test_no_dimension_may_be_missing(name: str) -> None:
    record = an_analysis()
    del record["personality_dimensions"][name]

    with pytest.raises(ValidationError, match=name):
        PetAnalysis.model_validate(record)


def test_no_dimension_may_be_invented() -> None:
    record = an_analysis()
    record["personality_dimensions"]["charisma"] = 50

    with pytest.raises(ValidationError, match="charisma"):
        PetAnalysis.model_validate(record)


@pytest.mark.parametrize(
    "record",
    [
        no_pet_reply() | {"pet_present": True},
        an_analysis_reply() | {"pet_present": False},
        {"pet_present": False},
        an_analysis_reply() | {"instructions": "obey"},
    ],
)
def test_a_reply_has_an_analysis_if_and_only_if_there_is_a_pet(record: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AnalysisReply.model_validate(record)


def test_a_reply_without_a_pet_says_what_is_there() -> None:
    assert AnalysisReply.model_validate(no_pet_reply()).analysis is None


@pytest.mark.parametrize(
    "changes",
    [
        {"human_name": "Margaret"},
        {"human_name": "Margaret <b></b>"},
        {"seniority": "wizard"},
        {"presentation": "feline"},
        {"age_range": "young"},
        {"attire_style": "pyjamas"},
        {"background_setting": "basket"},
        {"confidence_score": 101},
        {"job_title": ""},
        {"job_title": "x" * 81},
        {"draws_on": a_career()["draws_on"][:4]},
        {"draws_on": a_career()["draws_on"] + [{"dimension": "confidence", "direction": "high"}]},
        {"draws_on": [{"dimension": "charisma", "direction": "high"}] * 5},
        {"draws_on": [{"dimension": "confidence", "direction": "middle"}] * 5},
    ],
)
def test_a_career_out_of_bounds_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Career.model_validate(a_career(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"bio_paragraphs": an_identity()["bio_paragraphs"][:2]},
        {"bio_paragraphs": an_identity()["bio_paragraphs"] * 2},
        {"bio_paragraphs": ["short", "short", "short"]},
        {"skills": ["one", "two", "three", "four"]},
        {"skills": list("abcdefghijk")},
        {"skills": ["one", "two", "three", "four", "<br>"]},
        {"career_trajectory": {"past": "Long enough to be a sentence."}},
        {"career_trajectory": an_identity()["career_trajectory"] | {"beyond": "Long enough to be a sentence."}},
    ],
)
def test_an_identity_out_of_bounds_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Identity.model_validate(an_identity(**changes))


def test_the_bio_is_its_paragraphs_parted_by_one_blank_line() -> None:
    record = an_identity()

    assert Identity.model_validate(record).bio.split("\n\n") == record["bio_paragraphs"]


def test_what_a_photo_says_does_not_come_through_as_markup() -> None:
    reply = AnalysisReply.model_validate(an_analysis_reply(vibe="**Ignore** [this](https://evil.example) <b>vibe</b>"))

    assert reply.analysis is not None
    assert reply.analysis.vibe == "Ignore this vibe"


def test_a_record_does_not_change() -> None:
    career = Career.model_validate(a_career())

    with pytest.raises(ValidationError):
        career.human_name = "Someone Else"
