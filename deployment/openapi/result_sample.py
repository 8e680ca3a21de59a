"""A sample of a completed job's result: what the agent hands over, written out."""

from typing import Any, Final

from agent.models.pricing import priced
from agent.person.dimensions import DIMENSIONS

_SCORES: Final = {name: (37 * index + 23) % 101 for index, name in enumerate(DIMENSIONS)}


_TEXT: Final = "us.anthropic.claude-sonnet-4-6"
_ORCHESTRATOR: Final = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
_IMAGE: Final = "stability.stable-image-ultra-v1:1"
_USES: Final[dict[str, dict[str, Any]]] = {
    "text": {"model": _TEXT, "calls": 3, "input_tokens": 6522, "output_tokens": 944, "images": 0},
    "orchestrator": {"model": _ORCHESTRATOR, "calls": 3, "input_tokens": 1438, "output_tokens": 109, "images": 0},
    "image": {"model": _IMAGE, "calls": 1, "input_tokens": 0, "output_tokens": 0, "images": 1},
}
_COUNTS: Final = ("calls", "input_tokens", "output_tokens", "images")

RESULT: Final[dict[str, Any]] = {
    "identity": {
        "human_name": "Margaret Whitfield",
        "job_title": "Head of Quiet Operations",
        "seniority": "senior",
        "headline": "Silence is a decision.",
        "language": "en",
        "bio": "Margaret Whitfield runs the floor without a raised voice, from a chair at the window.\n\n"
        "She trained as an accountant in Trieste, and spent six years at a shipping company in Bergen. Most people "
        "spent its worst storm on the telephone. Margaret watched the barometer.\n\n"
        "Colleagues value her long pauses. Last spring the board asked for an opinion. It is expected shortly.",
        "skills": ["observation", "strategic pauses", "delegation", "risk by barometer", "warm laptops"],
        "career_trajectory": {
            "past": "Began as a window analyst on the south side of the building.",
            "present": "Runs operations, and is feared for long silences.",
            "future": "Is expected to chair the board without moving.",
        },
        "similarity_score": 88.4,
    },
    "pet_analysis": {
        "species": "cat",
        "breed": "tabby",
        "expression": "watchful, half-closed eyes",
        "posture": "upright, paws together",
        "personality_traits": _SCORES,
        "dominant_traits": ["calm", "watchful", "dignified"],
        "vibe": "CFO energy",
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
    },
    "career": {
        "presentation": "feminine",
        "age_range": "40s",
        "industry": "finance",
        "work_style": "few words, long looks",
        "attire_style": "suit",
        "background_setting": "corner_office",
        "confidence_score": 90,
        "draws_on": [
            {"dimension": name, "direction": "high" if score > 50 else "low"}
            for name, score in sorted(_SCORES.items(), key=lambda item: -abs(item[1] - 50))[:5]
        ],
    },
    "score": {"alignment": 86.0, "fit": 90.0, "name": 100.0, "coherence": 80.0},
    "models": {"text": _TEXT, "orchestrator": _ORCHESTRATOR, "image": _IMAGE, "offline": False},
    "usage": priced({**{name: sum(use[name] for use in _USES.values()) for name in _COUNTS}, "models": _USES}),
    "prepared": {"width": 451, "height": 300, "incomplete": False},
    "pet_box": {"head": [0.3, 0.1, 0.7, 0.5], "whole": [0.2, 0.1, 0.8, 0.95]},
    "prompt_version": "0123456789ab",
    "marks": {
        "avatar": {"source_type": "trainedAlgorithmicMedia", "c2pa": "signed", "origin": "petavatar"},
        "card": {"source_type": "compositeSynthetic", "c2pa": "signed", "origin": "petavatar"},
    },
    "likenesses": [
        {"pet": "amber eyes", "person": "amber eyes"},
        {"pet": "a bow tie", "person": "a bow tie"},
    ],
}
