"""The real decoders, started once for each picture, or run in the tests' own process."""

from collections.abc import Callable
from functools import cache
from typing import Any

from agent.photo import decoder
from agent.photo.prepare import PreparedPhoto, prepare_photo
from agent.portrait.check import Portrait, checked_portrait
from agent.portrait.decoder import check

PATIENCE_S = 60.0

_DECODE: dict[str, Callable[[bytes], bytes]] = {
    "agent.photo.decoder": lambda photo: decoder.prepare(photo).packed(),
    "agent.portrait.decoder": check,
}


def decoded_here(program: str, fetch: Callable[[], bytes], *_: Any) -> bytes:
    """What a decoder's program makes of a picture, without the process that confines it: that takes longer to start."""
    return _DECODE[program](fetch())


@cache
def decoded(photo: bytes) -> PreparedPhoto:
    """What the agent's decoder makes of a photo. What it refuses, it refuses again."""
    return prepare_photo(lambda: photo, PATIENCE_S)


@cache
def checked(picture: bytes) -> Portrait:
    """What the agent's decoder makes of a portrait. What it refuses, it refuses again."""
    return checked_portrait(lambda: picture, PATIENCE_S)
