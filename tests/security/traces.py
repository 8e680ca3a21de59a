"""Finds traces of bytes and of secrets in text, however they were written down."""

import base64
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

_WINDOW: Final = 60

_SECRETS: Final[Mapping[str, re.Pattern[str]]] = {
    "a presigned URL": re.compile(r"x-amz-(?:signature|credential|security-token)|[?&]signature=", re.IGNORECASE),
    "an authorization": re.compile(r"AWS4-HMAC-SHA256"),
    "a key of AWS's": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}"),
    "an API key": re.compile(r"\bpa_[\w-]{20,}"),
    "a picture in base64": re.compile(r"/9j/[\w+/]|iVBORw0KGgo"),
    "a picture in an escape": re.compile(r"\\xff\\xd8\\xff|\\x89PNG|\\ufffdPNG"),
}


def secrets_in(text: str) -> set[str]:
    """The kinds of secrets that a text holds."""
    return {kind for kind, pattern in _SECRETS.items() if pattern.search(text)}


def holds_bytes(text: str, data: bytes) -> bool:
    """Whether any 60 characters of `data`, raw or in any usual notation, are in a text."""
    windows = _windows(data)
    return any(text[i : i + _WINDOW] in windows for i in range(len(text) - _WINDOW + 1))


@lru_cache(maxsize=4)
def _windows(data: bytes) -> frozenset[str]:
    return frozenset(
        written[i : i + _WINDOW] for written in _notations(data) for i in range(len(written) - _WINDOW + 1)
    )


def _notations(data: bytes) -> Iterator[str]:
    yield data.decode("latin-1")
    yield repr(data)[2:-1]
    yield data.hex()
    # Where the bytes begin in a group of three decides how they look.
    for start in range(3):
        yield base64.b64encode(data[start:]).decode()
        yield base64.urlsafe_b64encode(data[start:]).decode()
