"""Sensible replies of a model, as plain data for the agent's schemas."""

from typing import Any, Final

from agent.person.dimensions import DIMENSIONS
from agent.schemas import Career, Identity, PetAnalysis

Json = dict[str, Any]

USAGE: Final = {"inputTokens": 100, "outputTokens": 20, "totalTokens": 120}


def an_analysis(**changes: Any) -> Json:
    """A `PetAnalysis` of a composed tabby."""
    scores = {name: 30 + index for index, name in enumerate(DIMENSIONS)}
    return {
        "species": "cat",
        "breed": "tabby",
        "expression": "watchful, half-closed eyes",
        "posture": "upright, paws together",
        "coat_color": "brown",
        "personality_dimensions": scores,
        "dominant_traits": ["calm", "watchful", "dignified"],
        "vibe": "CFO energy",
        "pet_box": {"head": [0.3, 0.1, 0.7, 0.5], "whole": [0.2, 0.1, 0.8, 0.95]},
        "looks": {
            "coat_pattern": "tabby",
            "coat_length": "short",
            "coat_texture": "smooth",
            "eye_color": "amber",
            "ears": "upright",
            "build": "sturdy",
            "face": "calm",
            "pose": "facing the camera",
            "props": ["bow tie"],
        },
    } | changes


def an_analysis_reply(**changes: Any) -> Json:
    """An `AnalysisReply` with a pet in it."""
    return {"pet_present": True, "seen": "a tabby on a sofa", "analysis": an_analysis(**changes)}


def no_pet_reply(seen: str = "a cup of coffee") -> Json:
    """An `AnalysisReply` without a pet."""
    return {"pet_present": False, "seen": seen}


def a_career(**changes: Any) -> Json:
    """A `Career` of a person in finance."""
    return {
        "human_name": "Margaret Whitfield",
        "presentation": "feminine",
        "age_range": "40s",
        "job_title": "Head of Quiet Operations",
        "seniority": "senior",
        "industry": "finance",
        "work_style": "few words, long looks",
        "attire_style": "suit",
        "background_setting": "corner_office",
        "confidence_score": 90,
        "draws_on": [
            {"dimension": "confidence", "direction": "low"},
            {"dimension": "energy_level", "direction": "low"},
            {"dimension": "replies_all", "direction": "high"},
            {"dimension": "snack_motivation", "direction": "high"},
            {"dimension": "rule_following", "direction": "high"},
        ],
    } | changes


def an_identity(**changes: Any) -> Json:
    """An `Identity` of the same person, without a pronoun, so that it suits every casting."""
    return {
        "headline": "Head of Quiet Operations. Silence is a decision.",
        "bio_paragraphs": [
            "Margaret Whitfield is Head of Quiet Operations and runs the floor without a raised voice. Margaret reads "
            "every paper twice, signs nothing in haste, and looks up only when it matters.",
            "Training as an accountant was followed by a shipping company, where the storm of the season was spent by "
            "most people on the telephone. Margaret watched the barometer. When the silence ended, the ships were "
            "already in the harbour, and losses had fallen by a third.",
            "Colleagues value the long pauses, which end exactly when everybody else has begun to doubt. Margaret "
            "keeps a chair at the window for visitors, and has never said how long visits last. Last spring the board "
            "asked for an opinion. It is expected shortly.",
        ],
        "skills": ["observation", "strategic pauses", "delegation", "silence", "warm laptops"],
        "career_trajectory": {
            "past": "Began as a window analyst on the south side of the building.",
            "present": "Head of Quiet Operations, feared for long silences.",
            "future": "Is expected to chair the board without moving.",
        },
    } | changes


def pet_analysis(**changes: Any) -> PetAnalysis:
    """The same analysis, as the steps pass it on."""
    return PetAnalysis.model_validate(an_analysis(**changes))


def career(**changes: Any) -> Career:
    """The same career, as the steps pass it on."""
    return Career.model_validate(a_career(**changes))


def identity(**changes: Any) -> Identity:
    """The same identity, as the steps pass it on."""
    return Identity.model_validate(an_identity(**changes))
