"""Casting: the traits of the person that are drawn from the job's own seed, evenly, never from the pet.

Neither a model nor a coat colour decides how a person presents or what skin they have: a draw over the
whole range does, so that no breed is tied to a kind of person.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, get_args

from agent.schemas import Presentation

SKIN_TONES: Final = ("very fair", "fair", "light olive", "tan", "brown", "deep brown")
_PRESENTATIONS: Final[tuple[Presentation, ...]] = get_args(Presentation)


def job_seed(job_id: str, *, below: int) -> int:
    """A number from 1 to `below` - 1 that is always the same for a job id (SHA-256, not Python's hash)."""
    digest = hashlib.sha256(job_id.encode()).digest()
    return 1 + int.from_bytes(digest[:8]) % (below - 1)


@dataclass(frozen=True)
class Casting:
    """Who is cast for a job."""

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
