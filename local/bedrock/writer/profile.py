"""The pet's profile for the writer: the distance of each dimension from the middle of its scale."""

from typing import Final

from agent.person.dimensions import DIMENSIONS
from agent.schemas import PetAnalysis
from local.bedrock.writer.tables import CareerEntry, Direction

MIDDLE: Final = 50
# The least number of dimensions that a career draws on.
FEWEST_DRAWN: Final = 5


class Profile:
    """The 47 scores, by their distance from the middle."""

    def __init__(self, analysis: PetAnalysis) -> None:
        self.analysis = analysis
        self.scores = analysis.personality_dimensions.scores()
        self.extremes = sorted(DIMENSIONS, key=lambda name: -abs(self.scores[name] - MIDDLE))

    def direction(self, dimension: str) -> Direction:
        """The end of the scale that this pet's score is closer to."""
        return "high" if self.scores[dimension] >= MIDDLE else "low"

    def distance(self, dimension: str) -> int:
        """The distance of the score from the middle, 0 to 50."""
        return abs(self.scores[dimension] - MIDDLE)

    def agreement(self, dimension: str, direction: Direction) -> int:
        """The distance towards `direction`; negative if the score is closer to the other end."""
        offset = self.scores[dimension] - MIDDLE
        return offset if direction == "high" else -offset

    def suitability(self, entry: CareerEntry) -> float:
        """How well a career suits the pet: mostly its best dimensions count, and all of them a little."""
        agreements = sorted((self.agreement(name, end) for name, end in entry.draws().items()), reverse=True)
        strongest = agreements[:FEWEST_DRAWN]
        return sum(strongest) / len(strongest) + 0.25 * sum(agreements) / len(agreements)
