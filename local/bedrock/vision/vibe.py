"""A short, kind, funny label in office language: an archetype and a habit."""

from collections.abc import Mapping
from functools import cache
from statistics import mean, pstdev
from typing import Final

from local.bedrock.vision.personality import group_scores

_HIGH: Final = 1
_LOW: Final = -1

type Profile = Mapping[str, int]

ARCHETYPES: Final[Mapping[str, Profile]] = {
    "CFO energy": {"attention_to_detail": _HIGH, "calmness": _HIGH, "playfulness": _LOW},
    "CEO on a good day": {"confidence": _HIGH, "ambition": _HIGH, "charm": _HIGH},
    "founder on the third coffee": {"energy_level": _HIGH, "risk_tolerance": _HIGH, "impulsiveness": _HIGH},
    "head of people energy": {"empathy": _HIGH, "warmth": _HIGH, "reliability": _HIGH},
    "friendly helper": {"cooperation": _HIGH, "trust": _HIGH, "warmth": _HIGH},
    "employee of the month": {"work_ethic": _HIGH, "rule_following": _HIGH, "loyalty": _HIGH},
    "chairman emeritus": {"dignity": _HIGH, "energy_level": _LOW, "calmness": _HIGH},
    "board member who speaks once a year": {"mystery": _HIGH, "dignity": _HIGH, "vocal_expressiveness": _LOW},
    "creative director between ideas": {"creativity": _HIGH, "elegance": _HIGH, "independence": _HIGH},
    "brand ambassador": {"camera_awareness": _HIGH, "charm": _HIGH, "attention_seeking": _HIGH},
    "closer of deals": {"competitiveness": _HIGH, "confidence": _HIGH, "risk_tolerance": _HIGH},
    "head of security": {"territorial_about_desk": _HIGH, "loyalty": _HIGH, "trust": _LOW},
    "night shift supervisor": {"assertiveness": _HIGH, "patience": _HIGH, "sociability": _LOW},
    "project manager with a colour-coded calendar": {"punctuality": _HIGH, "focus": _HIGH, "energy_level": _HIGH},
    "senior engineer who has seen things": {"problem_solving": _HIGH, "sociability": _LOW, "optimism": _LOW},
    "consultant, billed by the hour": {"independence": _HIGH, "confidence": _HIGH, "cooperation": _LOW},
    "intern with a five-year plan": {"optimism": _HIGH, "ambition": _HIGH, "curiosity": _HIGH},
    "morale officer": {"playfulness": _HIGH, "sociability": _HIGH, "optimism": _HIGH},
    "office comedian": {"playfulness": _HIGH, "dignity": _LOW, "vocal_expressiveness": _HIGH},
    "union representative": {"stubbornness": _HIGH, "assertiveness": _HIGH, "vocal_expressiveness": _HIGH},
    "auditor at the door": {"attention_to_detail": _HIGH, "trust": _LOW, "rule_following": _HIGH},
    "librarian in the quiet zone": {"vocal_expressiveness": _LOW, "calmness": _HIGH, "attention_to_detail": _HIGH},
    "professor on sabbatical": {"strategic_thinking": _HIGH, "independence": _HIGH, "punctuality": _LOW},
    "therapist with an open door": {"empathy": _HIGH, "patience": _HIGH, "calmness": _HIGH},
    "receptionist who knows everyone": {"sociability": _HIGH, "vocal_expressiveness": _HIGH, "warmth": _HIGH},
    "head chef at quarter to twelve": {"snack_motivation": _HIGH, "assertiveness": _HIGH, "calmness": _LOW},
    "canteen committee chair": {"snack_motivation": _HIGH, "sociability": _HIGH, "dignity": _LOW},
    "quality assurance, all departments": {"curiosity": _HIGH, "snack_motivation": _HIGH, "focus": _LOW},
    "art gallery owner": {"elegance": _HIGH, "sociability": _LOW, "camera_awareness": _HIGH},
    "diplomat at a garden party": {"diplomacy": _HIGH, "elegance": _HIGH, "charm": _HIGH},
    "stage manager in tech week": {"energy_level": _HIGH, "attention_to_detail": _HIGH, "calmness": _LOW},
    "field agent": {"energy_level": _HIGH, "independence": _HIGH, "risk_tolerance": _HIGH},
    "data scientist, camera off": {"mystery": _HIGH, "camera_awareness": _LOW, "problem_solving": _HIGH},
    "remote worker in another time zone": {"punctuality": _LOW, "mystery": _HIGH, "energy_level": _LOW},
    "warehouse legend": {"energy_level": _HIGH, "snack_motivation": _HIGH, "reliability": _HIGH},
    "startup co-founder without a job description": {"creativity": _HIGH, "focus": _LOW, "energy_level": _HIGH},
    "judge in chambers": {"dignity": _HIGH, "decisiveness": _HIGH, "warmth": _LOW},
    "investor who asks one question": {"strategic_thinking": _HIGH, "confidence": _HIGH, "vocal_expressiveness": _LOW},
    "customer success with a smile": {"charm": _HIGH, "patience": _HIGH, "optimism": _HIGH},
    "opera singer in the open-plan office": {"vocal_expressiveness": _HIGH, "elegance": _HIGH, "stubbornness": _HIGH},
    "crisis hotline calm": {"calmness": _HIGH, "reliability": _HIGH, "loyalty": _HIGH},
    "poet in the accounts department": {"sensitivity": _HIGH, "elegance": _HIGH, "competitiveness": _LOW},
    "apprentice on the first day": {"sensitivity": _HIGH, "confidence": _LOW, "cooperation": _HIGH},
    "influencer off duty": {"camera_awareness": _HIGH, "work_ethic": _LOW, "charm": _HIGH},
    "retired spy": {"mystery": _HIGH, "warmth": _LOW, "confidence": _HIGH},
    "facilities manager with all the keys": {"territorial_about_desk": _HIGH, "reliability": _HIGH, "calmness": _HIGH},
    "sales floor on the last day of the quarter": {"competitiveness": _HIGH, "replies_all": _HIGH, "patience": _LOW},
    "middle manager by the heater": {"energy_level": _LOW, "snack_motivation": _HIGH, "warmth": _HIGH},
}
"""Each archetype with its three dimensions, and the end of each scale."""

HABITS: Final[Mapping[str, tuple[str, str]]] = {
    # Dimension: the habit for a low score, and for a high one.
    "would_steal_lunch": ("guards your lunch for you", "knows what you brought for lunch"),
    "sends_passive_aggressive_emails": ("signs off every email with a heart", "per my last email"),
    "replies_all": ("leaves emails on read", "replies to all"),
    "meeting_endurance": ("gone by the second slide", "still awake on slide ninety"),
    "snack_motivation": ("forgets to eat", "paid in snacks"),
    "territorial_about_desk": ("hot-desks happily", "has the corner desk and means to keep it"),
    "work_ethic": ("out by five", "first in, last out"),
    "punctuality": ("fashionably late", "early for everything"),
    "risk_tolerance": ("reads the small print", "presses the red button"),
    "rule_following": ("calls the rules a guideline", "laminates the rules"),
    "camera_awareness": ("camera off", "best angle known"),
    "vocal_expressiveness": ("on mute", "never on mute"),
    "impulsiveness": ("sleeps on every decision", "hits send first"),
    "patience": ("finishes your sentences", "can wait all day"),
    "curiosity": ("asks no questions", "has opened every drawer"),
    "attention_seeking": ("works best unobserved", "will be needing your attention"),
}


def vibe(scores: Mapping[str, int]) -> str:
    """The archetype that fits the scores unusually well, with the habit of the most extreme dimension."""
    archetype = max(ARCHETYPES, key=lambda name: _distinction(name, scores))
    habits = (name for name in HABITS if name not in ARCHETYPES[archetype])
    habit = max(habits, key=lambda name: abs(scores[name] - 50))
    return f"{archetype}, {HABITS[habit][scores[habit] > 50]}"


def _distinction(archetype: str, scores: Mapping[str, int]) -> float:
    """How well an archetype fits the scores, in standard deviations above the mean of the temperament groups.

    Otherwise the archetypes that fit most pets would nearly always win.
    """
    middle, spread = _ordinary()[archetype]
    return (_suitability(ARCHETYPES[archetype], scores) - middle) / spread


def _suitability(profile: Profile, scores: Mapping[str, int]) -> float:
    return sum(end * (scores[name] - 50) for name, end in profile.items()) / len(profile)


@cache
def _ordinary() -> Mapping[str, tuple[float, float]]:
    """Mean and standard deviation of each archetype's suitability over the temperament groups."""
    groups = group_scores()
    suitabilities = {name: [_suitability(profile, scores) for scores in groups] for name, profile in ARCHETYPES.items()}
    return {name: (mean(values), pstdev(values)) for name, values in suitabilities.items()}
