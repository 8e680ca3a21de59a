"""Words for both ends of each dimension, and the choice of a pet's three dominant traits."""

from collections.abc import Mapping
from typing import Final

from agent.person.dimensions import GROUPS
from local.bedrock.vision.tables import ends

COUNT: Final = 3

TRAITS: Final = ends("traits.csv")
"""The word for a low score of each dimension, and for a high one."""


def dominant_traits(scores: Mapping[str, int]) -> list[str]:
    """The most extreme trait of each group of dimensions, for the three most extreme groups."""
    strongest = (max(names, key=lambda name: _extremity(scores[name])) for names in GROUPS.values())
    leading = sorted(strongest, key=lambda name: -_extremity(scores[name]))[:COUNT]
    return [TRAITS[name][scores[name] > 50] for name in leading]


def _extremity(score: int) -> int:
    return abs(score - 50)
