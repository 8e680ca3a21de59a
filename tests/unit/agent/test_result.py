"""What a run hands over is what the worker takes."""

from collections.abc import Callable
from typing import Any

import pytest

from agent.context import JobContext
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.pricing import AS_OF
from agent.person.similarity import similarity
from agent.photo.prepare import PreparedPhoto
from agent.result import result_of
from agent.tools.analyze_pet_image import AnalyzedPhoto
from agent.tools.generate_avatar_image import Avatar
from petavatar.results import outcome_of
from testing.jobs import A_JOB_ID, MARK
from testing.replies import a_career, an_analysis, an_identity, career, identity, pet_analysis
from tests.support.job_context import a_context

MakeJob = Callable[..., JobContext]


@pytest.fixture
def result(bedrock: Bedrock, control: RunControl) -> dict[str, Any]:
    control.usage.add_answer("text", {"inputTokens": 5, "outputTokens": 3})
    avatar = Avatar(avatar_key=f"generated/{A_JOB_ID}/avatar.png", mark=MARK)
    analyzed = AnalyzedPhoto(pet_analysis(), PreparedPhoto(b"JPEG", 451, 300))
    return result_of(a_context(bedrock, control), analyzed, career(), avatar, identity())


def test_the_worker_takes_it(result: dict[str, Any]) -> None:
    assert outcome_of(result, A_JOB_ID)["s3_avatar_key"] == f"generated/{A_JOB_ID}/avatar.png"


def test_the_identity_is_of_the_person_that_the_career_settled(result: dict[str, Any]) -> None:
    score = similarity(pet_analysis(), career(), identity()).score

    assert result["identity"] == {
        "human_name": "Margaret Whitfield",
        "job_title": "Head of Quiet Operations",
        "seniority": "senior",
        "headline": an_identity()["headline"],
        "language": "en",
        "bio": "\n\n".join(an_identity()["bio_paragraphs"]),
        "skills": an_identity()["skills"],
        "career_trajectory": an_identity()["career_trajectory"],
        "similarity_score": score,
    }


def test_the_analysis_holds_the_47_dimensions_by_name(result: dict[str, Any]) -> None:
    analysis = an_analysis()
    assert result["pet_analysis"] == {
        "species": "cat",
        "breed": "tabby",
        "expression": analysis["expression"],
        "posture": analysis["posture"],
        "personality_traits": analysis["personality_dimensions"],
        "dominant_traits": analysis["dominant_traits"],
        "vibe": "CFO energy",
        "looks": analysis["looks"],
    }


def test_nothing_of_the_career_is_said_twice(result: dict[str, Any]) -> None:
    said_elsewhere = {"human_name", "job_title", "seniority"}

    assert result["career"] == {name: value for name, value in a_career().items() if name not in said_elsewhere}


def test_it_holds_the_four_parts_of_the_score(result: dict[str, Any]) -> None:
    score = similarity(pet_analysis(), career(), identity())

    assert result["score"] == {
        "alignment": score.alignment,
        "fit": score.fit,
        "name": score.name,
        "coherence": score.coherence,
    }


def test_it_holds_the_usage(result: dict[str, Any]) -> None:
    used = {"calls": 1, "input_tokens": 5, "output_tokens": 3, "images": 0}
    idle = dict.fromkeys(used, 0)

    # Five tokens in at 3.3 and three out at 16.5 dollars for a million.
    spent, nothing = {"cost_usd": 0.000066}, {"cost_usd": 0}
    assert result["usage"] == {
        **used,
        **spent,
        "prices_as_of": AS_OF,
        "models": {
            "text": {"model": result["models"]["text"], **used, **spent},
            "orchestrator": {"model": result["models"]["orchestrator"], **idle, **nothing},
            "image": {"model": result["models"]["image"], **idle, **nothing},
        },
    }


def test_the_box_and_the_likenesses_stand_beside_the_person(result: dict[str, Any]) -> None:
    assert result["pet_box"] == an_analysis()["pet_box"]
    assert result["likenesses"][0] == {"pet": "a bow tie", "person": "a bow tie"}
    assert len(result["likenesses"]) == 5
