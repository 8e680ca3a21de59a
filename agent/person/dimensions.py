"""The 47 personality dimensions, in groups.

Every pet has a score from 0 to 100 for each dimension. The groups only order a profile for its readers; nothing is
computed per group.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "drive": (
            "confidence",
            "energy_level",
            "assertiveness",
            "ambition",
            "persistence",
            "competitiveness",
            "decisiveness",
        ),
        "people": (
            "sociability",
            "warmth",
            "empathy",
            "loyalty",
            "charm",
            "cooperation",
            "trust",
            "diplomacy",
        ),
        "mind": (
            "curiosity",
            "focus",
            "attention_to_detail",
            "creativity",
            "problem_solving",
            "adaptability",
            "strategic_thinking",
        ),
        "temperament": (
            "calmness",
            "patience",
            "playfulness",
            "independence",
            "stubbornness",
            "sensitivity",
            "optimism",
            "impulsiveness",
        ),
        "presence": (
            "dignity",
            "elegance",
            "attention_seeking",
            "vocal_expressiveness",
            "mystery",
            "camera_awareness",
        ),
        "habits": (
            "work_ethic",
            "punctuality",
            "reliability",
            "risk_tolerance",
            "rule_following",
        ),
        "office_life": (
            "would_steal_lunch",
            "sends_passive_aggressive_emails",
            "replies_all",
            "meeting_endurance",
            "snack_motivation",
            "territorial_about_desk",
        ),
    }
)

DIMENSIONS: Final[tuple[str, ...]] = tuple(name for group in GROUPS.values() for name in group)
