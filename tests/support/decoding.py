"""The real decoders, started once for each picture."""

from functools import cache

from agent.photo.prepare import PreparedPhoto, prepare_photo
from agent.portrait.check import Portrait, checked_portrait

PATIENCE_S = 60.0


@cache
def decoded(photo: bytes) -> PreparedPhoto:
    """What the agent's decoder makes of a photo. What it refuses, it refuses again."""
    return prepare_photo(lambda: photo, PATIENCE_S)


@cache
def checked(picture: bytes) -> Portrait:
    """What the agent's decoder makes of a portrait. What it refuses, it refuses again."""
    return checked_portrait(lambda: picture, PATIENCE_S)
