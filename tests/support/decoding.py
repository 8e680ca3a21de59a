"""The real decoder, started once for each photo."""

from functools import cache

from agent.photo.prepare import prepare_photo

PATIENCE_S = 60.0


@cache
def decoded(photo: bytes) -> bytes:
    """What the agent's decoder makes of a photo. What it refuses, it refuses again."""
    return prepare_photo(lambda: photo, PATIENCE_S)
