"""Lets the stand-in take its time, as real models do, so that people and tests see the wait.

The seconds are those of usual answers of Bedrock's models, rounded; they are no measurement of ours.
"""

import asyncio
import time
from typing import Final

from local.bedrock.claude import ORCHESTRATOR, VISION, WRITER

PORTRAIT: Final = "brush-1"
SECONDS: Final = {ORCHESTRATOR: 2.0, VISION: 9.0, WRITER: 12.0, PORTRAIT: 30.0}
"""What an answer of each part takes, in seconds."""


async def hold(part: str, started: float, slowness: float) -> None:
    """Waits until an answer has taken as long as a real model's.

    Args:
        part: the part that answers.
        started: when the request came, by `time.monotonic()`.
        slowness: 1 for as long as real models take, less for tests, 0 for no wait.
    """
    await asyncio.sleep(max(0.0, started + SECONDS[part] * slowness - time.monotonic()))
