"""Reads what the API and S3 answer, and puts their refusals into sentences."""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, Self

import httpx

from cli.errors import UnexpectedAnswerError

DEFAULT_WAIT_S: Final = 2.0
"""How long to wait before asking again where the server does not say."""

MIN_WAIT_S: Final = 0.2
MAX_WAIT_S: Final = 30.0
"""The shortest and the longest wait between two requests, whatever the server says."""

_TRANSIENT: Final = frozenset({429, 502, 503, 504})
_REFUSALS: Final = {
    "EntityTooLarge": "the file is larger than the server allows.",
    "EntityTooSmall": "the file is empty.",
}


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    """Where and how one photo can be uploaded; `max_bytes` is the size that the server allows."""

    job_id: str
    url: str
    fields: Mapping[str, str]
    s3_uri: str
    max_bytes: int

    @classmethod
    def read(cls, response: httpx.Response) -> Self:
        """Reads the answer of `GET /presigned-url`."""
        with reading(response) as body:
            return cls(
                job_id=_text(body["job_id"]),
                url=_text(body["upload_url"]),
                fields={name: _text(value) for name, value in body["upload_fields"].items()},
                s3_uri=_text(body["s3_uri"]),
                max_bytes=int(body["max_bytes"]),
            )


@dataclass(frozen=True, slots=True)
class JobState:
    """What a job amounts to, and how many seconds the server would have the client wait before it asks again."""

    status: Literal["queued", "processing", "completed", "failed"]
    progress: int
    error: Mapping[str, Any]
    retry_after_s: float

    @classmethod
    def read(cls, response: httpx.Response) -> Self:
        """Reads the answer of `POST /process` or `GET /status/{job_id}`."""
        with reading(response) as body:
            status = body["status"]
            if status not in ("queued", "processing", "completed", "failed"):
                raise ValueError("not a status")
            return cls(status, int(body.get("progress", 0)), dict(body.get("error") or {}), retry_after_s(response))


@contextmanager
def reading(response: httpx.Response) -> Iterator[dict[str, Any]]:
    """Yields the JSON object in a response.

    Raises:
        UnexpectedAnswerError: if there is none, or something that is looked for in it is missing or wrong.
    """
    try:
        body = response.json()
        if not isinstance(body, dict):
            raise TypeError("not an object")
        yield body
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        url = response.request.url
        raise UnexpectedAnswerError(
            f"{host(url)}{url.path} answered, but not as PetAvatar would. Is the API's address right?"
        ) from error


def is_transient(response: httpx.Response) -> bool:
    """Whether the same request may succeed a little later."""
    return response.status_code in _TRANSIENT or (response.is_server_error and "Retry-After" in response.headers)


def retry_after_s(response: httpx.Response) -> float:
    """How long to wait before the next request."""
    seconds = response.headers.get("Retry-After", "")
    wait_s = float(seconds) if seconds.isascii() and seconds.isdigit() else DEFAULT_WAIT_S
    return min(max(wait_s, MIN_WAIT_S), MAX_WAIT_S)


def problem(response: httpx.Response) -> str:
    """The API's refusal: the problem as PetAvatar puts it, or the status alone where something else answers."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or "title" not in body:
        url = response.request.url
        return f"{host(url)}{url.path} answered {status_line(response)}."
    text = in_words(body)
    return f"{text} (status {response.status_code}, request {body['request_id']})" if body.get("request_id") else text


def in_words(record: Mapping[str, Any]) -> str:
    """A problem's title and detail as sentences."""
    sentences = [str(record.get("title") or "Something went wrong"), str(record.get("detail") or "")]
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in sentences if text)


def refusal(response: httpx.Response) -> str:
    """S3's refusal of an upload, from its XML."""
    code, message = (_element(tag, response.text) for tag in ("Code", "Message"))
    reason = _REFUSALS.get(code) or (f"{message.rstrip('.') or 'no reason given'} ({code})." if code else "")
    return f"The storage refused the upload: {reason or f'it answered {status_line(response)}.'}"


def status_line(response: httpx.Response) -> str:
    """A response's status with its name, where it has one."""
    code = response.status_code
    return f"{code} {HTTPStatus(code).phrase}" if code in HTTPStatus else str(code)


def host(url: httpx.URL) -> str:
    """Scheme, host and port of an address: the rest may be a secret."""
    return f"{url.scheme}://{url.netloc.decode()}"


def _element(tag: str, xml: str) -> str:
    found = re.search(rf"<{tag}>([^<]*)</{tag}>", xml)
    return html.unescape(found[1]) if found else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
