"""A short, kind, funny label in office language: an archetype and a habit."""

from collections.abc import Mapping
from functools import cache
from statistics import mean, pstdev
from typing import Final

from local.bedrock.vision.personality import group_scores
from local.bedrock.vision.tables import ends, rows

type Profile = Mapping[str, int]

ARCHETYPES: Final[Mapping[str, Profile]] = {
    row["archetype"]: dict.fromkeys(row["high"].split(), 1) | dict.fromkeys(row["low"].split(), -1)
    for row in rows("archetypes.csv")
}
"""Each archetype with its three dimensions, and the end of each scale: 1 for high, -1 for low."""
HABITS: Final = ends("habits.csv")
"""The habit for a low score of a dimension, and for a high one."""


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
