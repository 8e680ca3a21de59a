"""The parts of the stand-in: vision, writer and portraits."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agent.person.earlier import Earlier
from agent.person.facts import Facts
from agent.schemas import AgeRange, Career, Identity, PetAnalysis, Presentation
from petavatar.choices import Style

# Vision and drawing keep a processor busy; more at a time would only slow each other down.
_MAX_CONCURRENT: Final = 2


@dataclass(frozen=True)
class Parts:
    """The functions that the stand-in answers with.

    Attributes:
        look: returns the analysis step's reply to a photo; it takes a while and runs in a thread.
        career: returns the career for an analysis, a presentation, a variation, style and age, if they were chosen,
            and the earlier career that it follows, if there is one.
        identity: returns the identity for an analysis, a career, a variation, a style, if one was chosen, and the
            facts.
        draw: returns the portrait for a prompt, a seed, a width and a height.
    """

    look: Callable[[bytes], Mapping[str, Any]]
    career: Callable[[PetAnalysis, Presentation, int, Style | None, AgeRange | None, Earlier | None], Career]
    identity: Callable[[PetAnalysis, Career, int, Style | None, Facts | None], Identity]
    draw: Callable[[str, int, int, int], Awaitable[bytes]]


class LimitedParts:
    """The parts behind a semaphore. It limits the heavy ones, and none runs in the event loop's thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._semaphore = asyncio.Semaphore(_MAX_CONCURRENT)

    async def look(self, photo: bytes) -> Mapping[str, Any]:
        """The analysis step's reply to a photo."""
        async with self._semaphore:
            return await asyncio.to_thread(self._parts.look, photo)

    async def draw(self, prompt: str, seed: int, width: int, height: int) -> bytes:
        """The portrait as PNG."""
        async with self._semaphore:
            return await self._parts.draw(prompt, seed, width, height)

    async def career(
        self,
        analysis: PetAnalysis,
        presentation: Presentation,
        variation: int,
        style: Style | None,
        age_range: AgeRange | None,
        earlier: Earlier | None,
    ) -> Career:
        """The career of a pet."""
        return await asyncio.to_thread(self._parts.career, analysis, presentation, variation, style, age_range, earlier)

    async def identity(
        self, analysis: PetAnalysis, career: Career, variation: int, style: Style | None, facts: Facts | None
    ) -> Identity:
        """The identity of a person."""
        return await asyncio.to_thread(self._parts.identity, analysis, career, variation, style, facts)
