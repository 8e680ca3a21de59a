"""The real decoders, started once for each picture, or run in the tests' own process."""

import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from agent.photo.prepare import prepare_photo
from agent.portrait.check import Portrait, checked_portrait

PATIENCE_S = 60.0

_DECODE = {"agent.photo.decoder": "prepare", "agent.portrait.decoder": "check"}


def decoded_here(
    program: str, fetch: Callable[[], bytes], timeout_s: float, cancelled: threading.Event | None = None
) -> Any:
    """What a decoder's program makes of a picture, without the process that confines it: that takes longer to start."""
    return getattr(import_module(program), _DECODE[program])(fetch())


@cache
def decoded(photo: bytes) -> bytes:
    """What the agent's decoder makes of a photo. What it refuses, it refuses again."""
    return prepare_photo(lambda: photo, PATIENCE_S)


@cache
def checked(picture: bytes) -> Portrait:
    """What the agent's decoder makes of a portrait. What it refuses, it refuses again."""
    return checked_portrait(lambda: picture, PATIENCE_S)
