"""The pet's profile as the writer reads it: how far each dimension lies from the middle of its scale."""

from typing import Final

from agent.person.dimensions import DIMENSIONS
from agent.schemas import PetAnalysis
from local.bedrock.writer.tables import CareerEntry, Direction

MIDDLE: Final = 50
# How many dimensions a career draws on at least.
FEWEST_DRAWN: Final = 5


class Profile:
    """The 47 scores, by their distance from the middle."""

    def __init__(self, analysis: PetAnalysis) -> None:
        self.scores = analysis.personality_dimensions.scores()
        self.extremes = sorted(DIMENSIONS, key=lambda name: -abs(self.scores[name] - MIDDLE))

    def direction(self, dimension: str) -> Direction:
        """The end of the scale at which this pet is."""
        return "high" if self.scores[dimension] >= MIDDLE else "low"

    def distance(self, dimension: str) -> int:
        """How far the score lies from the middle, 0 to 50."""
        return abs(self.scores[dimension] - MIDDLE)

    def agreement(self, dimension: str, direction: Direction) -> int:
        """The distance towards `direction`: negative if this pet is at the other end."""
        offset = self.scores[dimension] - MIDDLE
        return offset if direction == "high" else -offset

    def suitability(self, entry: CareerEntry) -> float:
        """How well a career suits: what it draws on most counts, what contradicts it counts a little."""
        agreements = sorted((self.agreement(name, end) for name, end in entry.draws().items()), reverse=True)
        strongest = agreements[:FEWEST_DRAWN]
        return sum(strongest) / len(strongest) + 0.25 * sum(agreements) / len(agreements)
