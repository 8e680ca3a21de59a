"""Casting: the traits of the person that are drawn evenly from the job's own seed, never from the pet.

A draw over the whole range decides presentation and skin tone, not a model and not the coat colour, so that no breed
is linked to a kind of person.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, get_args

from agent.schemas import Presentation

SKIN_TONES: Final = ("very fair", "fair", "light olive", "tan", "brown", "deep brown")
_PRESENTATIONS: Final[tuple[Presentation, ...]] = get_args(Presentation)


def job_seed(job_id: str, *, below: int) -> int:
    """A number from 1 to `below` - 1, always the same for a job id (SHA-256, not Python's hash)."""
    digest = hashlib.sha256(job_id.encode()).digest()
    return 1 + int.from_bytes(digest[:8]) % (below - 1)


@dataclass(frozen=True)
class Casting:
    """The traits drawn for a job's person."""

    presentation: Presentation
    skin_tone: str

    @classmethod
    def of(cls, job_id: str) -> "Casting":
        """The casting for a job id."""
        digest = hashlib.sha256(f"casting:{job_id}".encode()).digest()
        return cls(
            presentation=_PRESENTATIONS[int.from_bytes(digest[:8]) % len(_PRESENTATIONS)],
            skin_tone=SKIN_TONES[int.from_bytes(digest[8:16]) % len(SKIN_TONES)],
        )
