"""A client of PetAvatar's REST API, and of the presigned addresses that it hands out."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

import httpx

from cli import answers
from cli.answers import JobState, PresignedUpload
from cli.errors import ApiProblemError, InputError, UnexpectedAnswerError, UnreachableError, UploadRefusedError
from cli.photo import Photo

ATTEMPTS: Final = 3
"""How often a request is sent at most, where the server says that sending it again can help."""

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
# S3 answers only when it has stored the whole file.
_UPLOAD_TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class ApiClient:
    """Speaks to one deployment. Every request has a timeout, and the key goes to the API alone.

    Each method raises a `CliError`: `UnreachableError` if there is no answer, `UnexpectedAnswerError` if it makes
    no sense, `ApiProblemError` if the API refuses.
    """

    def __init__(
        self,
        api_url: str,
        api_key: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            api_url: the base of the API's addresses.
            api_key: the API key.
            transport: what carries the requests, if not the network.
            sleep: how to wait, in seconds.

        Raises:
            InputError: if the address is no http(s) address, or the key can't be a header's value.
        """
        self._base = _base(api_url)
        self._headers = {"x-api-key": _header_value(api_key)}
        # The environment's proxies know no way back to this machine.
        use_proxies = httpx.URL(self._base).host not in _LOOPBACK
        self._http = httpx.Client(timeout=_TIMEOUT, trust_env=use_proxies, transport=transport)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def presigned_upload(self, content_type: str) -> PresignedUpload:
        """`GET /presigned-url`: asks for an address to upload one photo to."""
        return PresignedUpload.read(self._ask("GET", "/presigned-url", params={"content_type": content_type}))

    def upload(self, target: PresignedUpload, photo: Photo) -> None:
        """Uploads a photo straight to S3.

        Raises:
            UploadRefusedError: if S3 does not take it.
        """
        with photo.open() as file:
            files = {"file": ("photo", file, photo.content_type)}
            response = self._send("POST", target.url, data=dict(target.fields), files=files, timeout=_UPLOAD_TIMEOUT)
        if not response.is_success:
            raise UploadRefusedError(answers.refusal(response))

    def process(self, s3_uri: str) -> JobState:
        """`POST /process`: hands an uploaded photo in."""
        return JobState.read(self._ask("POST", "/process", json={"s3_uri": s3_uri}))

    def status(self, job_id: str) -> JobState:
        """`GET /status/{job_id}`."""
        return JobState.read(self._ask("GET", f"/status/{job_id}"))

    def results(self, job_id: str) -> dict[str, Any]:
        """`GET /results/{job_id}`, as it was answered; `avatar_url` is there and is text."""
        with answers.reading(self._ask("GET", f"/results/{job_id}")) as body:
            if not isinstance(body["avatar_url"], str):
                raise TypeError("not an address")
            return body

    def download(self, presigned_url: str) -> bytes:
        """Fetches what lies at a presigned address.

        Raises:
            UnexpectedAnswerError: if there is nothing.
        """
        response = self._send("GET", presigned_url)
        if not response.is_success:
            raise UnexpectedAnswerError(
                f"The avatar could not be fetched: the storage answered {answers.status_line(response)}."
            )
        return response.content

    def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        # Each of the API's requests can be repeated without harm, POST /process too.
        for attempts_left in reversed(range(ATTEMPTS)):
            response = self._send(method, f"{self._base}{path}", headers=self._headers, **content)
            if not (attempts_left and answers.is_transient(response)):
                break
            self._sleep(answers.retry_after_s(response))
        if not response.is_success:
            raise ApiProblemError(answers.problem(response))
        return response

    def _send(self, method: str, url: str, **content: Any) -> httpx.Response:
        try:
            where = answers.host(httpx.URL(url))
            return self._http.request(method, url, **content)
        except httpx.InvalidURL as error:
            raise UnexpectedAnswerError("The server answered with an address that is none.") from error
        except httpx.TimeoutException as error:
            raise UnreachableError(f"{where} did not answer in time.") from error
        except httpx.RequestError as error:
            raise UnreachableError(f"{where} can't be reached: {str(error) or type(error).__name__}.") from error


def _base(api_url: str) -> str:
    try:
        url = httpx.URL(api_url.strip())
    except httpx.InvalidURL as error:
        raise InputError(f"{api_url} is not an address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(f"{api_url} is not an http or https address.")
    if url.query or url.fragment:
        raise InputError(f"{api_url} is not the base of an API's addresses: leave out what follows the ? or #.")
    return str(url).rstrip("/")


def _header_value(api_key: str) -> str:
    key = api_key.strip()
    if not (key and key.isascii() and key.isprintable()):
        raise InputError("The API key can't be right: it is empty, or has characters that no key has.")
    return key
