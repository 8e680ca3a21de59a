"""What the agent made of a case, as it is kept between making and judging."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One case's output by one variant.

    Attributes:
        case: the case's name.
        variant: what made it: a model, or a version of the prompts.
        presentation: the presentation that was cast.
        choices: what was chosen at the upload.
        hostile: words that must not be in any text.
        analysis: the analysis, as data of `agent.schemas.PetAnalysis`.
        career: the career, as data of `agent.schemas.Career`.
        identity: the identity, as data of `agent.schemas.Identity`.
        portrait_prompt: the prompt for the image model.
        portrait: the portrait's file name in the report's folder; empty if none was made.
        error: why there is no output; empty if there is one.
        calls: how many calls of text models it took; three without anything asked again for a photo, else two.
        cost_usd: their list price.
        seconds: how long they took.
    """

    case: str
    variant: str
    presentation: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    hostile: tuple[str, ...] = ()
    analysis: Mapping[str, Any] = field(default_factory=dict)
    career: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, Any] = field(default_factory=dict)
    portrait_prompt: str = ""
    portrait: str = ""
    error: str = ""
    calls: int = 0
    expected_calls: int = 2
    cost_usd: float = 0.0
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """Everything that a reader reads."""
        identity = self.identity
        trajectory = identity.get("career_trajectory", {})
        parts = [identity.get("headline") or "", *identity.get("bio_paragraphs", ()), *identity.get("skills", ())]
        return "\n".join([*parts, *trajectory.values()])


def write(outputs: Iterable[Output], file: Path) -> None:
    """Writes outputs, one JSON object a line."""
    file.write_text("".join(json.dumps(asdict(output), ensure_ascii=False) + "\n" for output in outputs), "utf-8")


def read(file: Path) -> list[Output]:
    """Reads what `write` wrote."""
    rows = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    return [Output(**{**row, "hostile": tuple(row["hostile"])}) for row in rows]
