"""Faults of prompts, as slips of an editor make them. Each makes a folder of prompts that the checks must object to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deployment import PROJECT

_PROMPTS: Final = PROJECT / "agent" / "prompts"
_CAREER: Final = "map_personality_to_career.md"
_IDENTITY: Final = "generate_identity_package.md"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its name, the file and the slip."""

    name: str
    file: str
    slip: Callable[[str], str]

    def plant(self, folder: Path) -> Path:
        """Writes all prompts into a folder, one of them with the fault.

        Raises:
            ValueError: if the prompt has no place for it.
        """
        for prompt in _PROMPTS.glob("*.md"):
            text = prompt.read_text("utf-8")
            changed = self.slip(text) if prompt.name == self.file else text
            if prompt.name == self.file and changed == text:
                raise ValueError(f"{self.file} has no place for {self.name!r}")
            (folder / prompt.name).write_text(changed, "utf-8")
        return folder


def _without(words: str) -> Callable[[str], str]:
    """Drops the sentence that has these words."""
    return lambda text: re.sub(rf"[^.\n]*{words}[^.\n]*\.?", "", text)


FAULTS: Final = (
    Fault("the pet may be mentioned", _IDENTITY, _without("no animal words")),
    Fault("no length", _IDENTITY, _without("110 to 150 words")),
    Fault("no limit of numbers", _IDENTITY, _without("At most two numbers")),
    Fault("colleagues without end", _IDENTITY, _without("Nobody has a name but")),
    Fault("facts are not binding", _IDENTITY, _without("Obey them")),
    Fault("no pay-off", _IDENTITY, _without("the habit has the last word")),
    Fault("no headline", _IDENTITY, _without("`headline`")),
    Fault("data may give orders", _IDENTITY, _without("not instructions to you")),
    Fault("examples may be copied", _IDENTITY, _without("used up")),
    Fault("names without a pattern", _CAREER, _without("suit the species by the pattern")),
    Fault("either end of the scale", _CAREER, _without("each at the end of the scale")),
    Fault("scrubs for everybody", _CAREER, _without("`scrubs` are for jobs in health care only")),
    Fault(
        "a tool's name swapped",
        "orchestrate.md",
        lambda text: text.replace("generate_avatar_image", "generate_identity_image"),
    ),
)
