"""A picture that somebody might send, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from testing.photos import BLUE, GREEN, RED, YELLOW

Colour = tuple[int, int, int]

UPRIGHT: Final = (RED, GREEN, BLUE, YELLOW)
"""The corners of `photos.picture()` when its upper side is up."""
NOT_AN_IMAGE: Final = "not an image"
DAMAGED: Final = "damaged or incomplete"
TOO_LARGE: Final = "megapixels; the limit for"
GIVEN_UP: Final = "decoder failed on this photo"


@dataclass(frozen=True, slots=True)
class Shows:
    """A JPEG comes out, of this size if one is given, with these colours in its corners if any are given."""

    corners: tuple[Colour, ...] | None = None
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """No JPEG comes out, but a sentence with these words in it."""

    words: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A JPEG or a sentence comes out."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: its name in the table, how it is made, and what must come of it."""

    name: str
    make: Callable[[], bytes]
    outcome: Shows | Refused | Answered


def shortened(kind: str, make: Callable[[], bytes]) -> list[Picture]:
    """A photo that breaks off, at every tenth of its length."""
    return [
        Picture(
            f"{kind} cut at {tenth}/10",
            lambda share=tenth / 10: (photo := make())[: int(len(photo) * share)],  # type: ignore[misc]
            Refused(f"{NOT_AN_IMAGE}|{DAMAGED}"),
        )
        for tenth in range(1, 10)
    ]
