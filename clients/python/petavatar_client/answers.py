"""Reads what the API and S3 answer, and puts their refusals into sentences."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

import httpx

from petavatar_client.decoding import decode
from petavatar_client.errors import ApiProblem, UnexpectedAnswer, UploadRefused
from petavatar_client.models import Job, JobError, JobPage, Results, ShareLink, UploadTicket
from petavatar_client.webhooks import Deliveries

DEFAULT_WAIT_S: Final = 2.0
"""How long to wait before asking again where the server does not say."""

MIN_WAIT_S: Final = 0.2
MAX_WAIT_S: Final = 30.0
"""The shortest and the longest wait between two requests, whatever the server says."""

_TRANSIENT: Final = frozenset({429, 502, 503, 504})
_QUOTA: Final = "urn:petavatar:problem:quota-exceeded"
_REFUSALS: Final = {
    "EntityTooLarge": "the file is larger than the server allows.",
    "EntityTooSmall": "the file has no content. Choose it again from where it was saved first.",
}


def read_ticket(response: httpx.Response) -> UploadTicket:
    """Reads the answer of `GET /presigned-url`."""
    with _reading(response) as body:
        return decode(UploadTicket, body)


def read_ticket_or_job(response: httpx.Response) -> UploadTicket | Job:
    """Reads the answer of `GET /presigned-url` under an Idempotency-Key."""
    with _reading(response) as body:
        return decode(UploadTicket, body) if "upload_url" in body else decode(Job, body)


def read_page(response: httpx.Response) -> JobPage:
    """Reads the answer of `GET /jobs`."""
    with _reading(response) as body:
        return decode(JobPage, body)


def read_deliveries(response: httpx.Response) -> Deliveries:
    """Reads the answer of `GET /jobs/{job_id}/deliveries` or `POST /jobs/{job_id}/redeliver`."""
    with _reading(response) as body:
        return decode(Deliveries, body)


def read_webhook_secret(response: httpx.Response) -> str:
    """Reads the answer of `GET /webhook-secret`."""
    with _reading(response) as body:
        return decode(str, body["secret"])


def read_job(response: httpx.Response) -> Job:
    """Reads the answer of `POST /process`, `GET /status/{job_id}` or `POST /jobs/{job_id}/cancel`."""
    with _reading(response) as body:
        return decode(Job, {**body, "retry_after_s": retry_after_s(response)})


def read_results(response: httpx.Response) -> Results:
    """Reads the answer of `GET /results/{job_id}`."""
    with _reading(response) as body:
        # Addresses of pictures are presigned, those of a newer deployment too.
        kept = {name: value for name, value in body.items() if not name.endswith(("_url", "_urls"))}
        return decode(Results, {**body, "body": kept})


def read_share_link(response: httpx.Response) -> ShareLink:
    """Reads the answer of `POST /jobs/{job_id}/share`."""
    with _reading(response) as body:
        return decode(ShareLink, body)


@contextmanager
def _reading(response: httpx.Response) -> Iterator[dict[str, Any]]:
    """Yields the JSON object in a response.

    Raises:
        UnexpectedAnswer: if there is none, or something that is looked for in it is missing or wrong.
    """
    try:
        body = response.json()
        if not isinstance(body, dict):
            raise TypeError("not an object")
        yield body
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        url = response.request.url
        raise UnexpectedAnswer(
            f"{host(url)}{url.path} answered, but not as PetAvatar would. Is the API's address right?"
        ) from error


def is_transient(response: httpx.Response) -> bool:
    """Whether the same request may succeed a little later."""
    if response.status_code == 429 and _QUOTA in response.text:
        # That lasts for hours.
        return False
    return response.status_code in _TRANSIENT or (response.is_server_error and "Retry-After" in response.headers)


def retry_after_s(response: httpx.Response) -> float:
    """How long to wait before the next request."""
    wait_s = _named_wait_s(response)
    return min(max(DEFAULT_WAIT_S if wait_s is None else wait_s, MIN_WAIT_S), MAX_WAIT_S)


def api_problem(response: httpx.Response) -> ApiProblem:
    """The API's refusal: the problem as PetAvatar puts it, or the status alone where something else answers."""
    wait_s = _named_wait_s(response)
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or "title" not in body:
        url, line = response.request.url, status_line(response)
        text = f"{host(url)}{url.path} answered {line}."
        return ApiProblem(text, status=response.status_code, title=line, retry_after_s=wait_s)
    said = {name: str(body.get(name) or "") for name in ("title", "detail", "request_id")}
    text = _sentences(said["title"], said["detail"])
    if said["request_id"]:
        text = f"{text} (status {response.status_code}, request {said['request_id']})"
    kind = str(body.get("type") or "about:blank")
    return ApiProblem(text, status=response.status_code, type=kind, retry_after_s=wait_s, **said)


def failure(error: JobError) -> str:
    """Why a job failed, and whether it is worth another try."""
    return _sentences(error.title, error.detail, "Trying again may help." if error.retryable else "")


def refusal(response: httpx.Response) -> UploadRefused:
    """S3's refusal of an upload, from its XML."""
    code, message = (_element(tag, response.text) for tag in ("Code", "Message"))
    reason = _REFUSALS.get(code) or (f"{message.rstrip('.') or 'no reason given'} ({code})." if code else "")
    text = f"The storage refused the upload: {reason or f'it answered {status_line(response)}.'}"
    return UploadRefused(text, status=response.status_code, code=code)


def status_line(response: httpx.Response) -> str:
    """A response's status with its name, where it has one."""
    code = response.status_code
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def host(url: httpx.URL) -> str:
    """Scheme, host and port of an address: the rest may be a secret."""
    return f"{url.scheme}://{url.netloc.decode()}"


def _named_wait_s(response: httpx.Response) -> float | None:
    seconds = response.headers.get("Retry-After", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None


def _sentences(*texts: str) -> str:
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts if text)


def _element(tag: str, xml: str) -> str:
    found = re.search(rf"<{tag}>([^<]*)</{tag}>", xml)
    return html.unescape(found[1]) if found else ""
