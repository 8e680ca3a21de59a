"""What carries the client's requests: timeouts, the key, when to send again, and sentences for a broken network."""

import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final

import httpx

from petavatar_client.answers import api_problem, host, is_transient, retry_after_s
from petavatar_client.concurrency import AsyncSemaphore, async_sleep
from petavatar_client.errors import InvalidInput, UnexpectedAnswer, Unreachable
from petavatar_client.models import UploadTicket
from petavatar_client.photo import Photo
from petavatar_client.redaction import keep_presigned_addresses_out_of_logs
from petavatar_client.user_agent import user_agent

ATTEMPTS: Final = 4
"""How often a request is sent at most, where sending it again can help."""

FIRST_WAIT_S: Final = 0.5
"""How long to wait after a first request that got no answer; twice as long after each further one."""

JITTER: Final = 0.25
"""By how much of itself a wait is lengthened at most, by chance: clients that failed together come back apart."""

AT_ONCE: Final = 4
"""How many requests of the API are on the way at most; further ones wait. A function that has slept starts slowly, and
many that start at once start slower still, until the API gives up on them."""

_CONNECT_S: Final = 10.0
# S3 answers only when it has stored the whole file.
_UPLOAD_S: Final = 60.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class AsyncConnection:
    """Requests to one deployment and its storage. The key goes to the API alone.

    Each request raises `Unreachable` if there is no answer, and `UnexpectedAnswer` if its address is none.
    """

    def __init__(
        self,
        api_url: str,
        api_key: str,
        *,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = async_sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Makes a connection; nothing is sent yet. The arguments are those of the client.

        Raises:
            InvalidInput: if the address is no http(s) address, or the key can't be a header's value.
        """
        keep_presigned_addresses_out_of_logs()
        self.api_url = _base(api_url)
        self._headers = {"x-api-key": _header_value(api_key)}
        self._upload_timeout = httpx.Timeout(max(timeout, _UPLOAD_S), connect=min(timeout, _CONNECT_S))
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_S)),
            headers={"User-Agent": user_agent()},
            # The environment's proxies know no way back to this machine.
            trust_env=httpx.URL(self.api_url).host not in _LOOPBACK,
            transport=transport,
        )
        self._sleep = sleep
        self._chance = chance
        self._turns = AsyncSemaphore(AT_ONCE)

    async def close(self) -> None:
        """Closes it."""
        await self._http.aclose()

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any
    ) -> httpx.Response:
        """Sends a request to the API, again where that can help: each of its requests may be repeated without harm.

        Raises:
            ApiProblem: if it refuses.
        """
        headers = {**(headers or {}), **self._headers}
        url = f"{self.api_url}{path}"
        response = await self._patiently(lambda: self._send(method, url, headers=headers, **content), turns=self._turns)
        if not response.is_success:
            raise api_problem(response)
        return response

    async def fetch(self, url: str) -> httpx.Response:
        """Fetches what lies at a presigned address, or the refusal."""
        return await self._patiently(lambda: self._send("GET", url))

    async def upload(self, ticket: UploadTicket, photo: Photo) -> httpx.Response:
        """Uploads a photo by its ticket; S3's answer. Once more puts the same object in the same place.

        Raises:
            InvalidInput: if the photo can't be read.
        """

        async def post() -> httpx.Response:
            with photo.open() as file:
                return await self._send(
                    "POST",
                    ticket.upload_url,
                    data=dict(ticket.upload_fields),
                    files={"file": ("photo", file, photo.content_type)},
                    timeout=self._upload_timeout,
                )

        return await self._patiently(post)

    async def _patiently(
        self,
        send: Callable[[], Awaitable[httpx.Response]],
        turns: AbstractAsyncContextManager[object] | None = None,
    ) -> httpx.Response:
        """Sends a request until there is an answer that more tries would not change."""
        for attempt in range(ATTEMPTS - 1):
            try:
                async with turns or nullcontext():
                    response = await send()
            except Unreachable:
                wait_s = FIRST_WAIT_S * 2**attempt
            else:
                if not is_transient(response):
                    return response
                wait_s = retry_after_s(response)
            await self._sleep(wait_s * (1 + JITTER * self._chance()))
        async with turns or nullcontext():
            return await send()

    async def _send(self, method: str, url: str, **content: Any) -> httpx.Response:
        try:
            where = host(httpx.URL(url))
            return await self._http.request(method, url, **content)
        except httpx.InvalidURL as error:
            raise UnexpectedAnswer("The server answered with an address that is none.") from error
        except httpx.TimeoutException as error:
            raise Unreachable(f"{where} did not answer in time.") from error
        except httpx.RequestError as error:
            raise Unreachable(f"{where} can't be reached: {str(error) or type(error).__name__}.") from error


def _base(api_url: str) -> str:
    try:
        url = httpx.URL(api_url.strip())
    except httpx.InvalidURL as error:
        raise InvalidInput(f"{api_url} is not an address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidInput(f"{api_url} is not an http or https address.")
    if url.query or url.fragment:
        raise InvalidInput(f"{api_url} is not the base of an API's addresses: leave out what follows the ? or #.")
    return str(url).rstrip("/")


def _header_value(api_key: str) -> str:
    key = api_key.strip()
    if not (key and key.isascii() and key.isprintable()):
        raise InvalidInput("The API key can't be right: it is empty, or has characters that no key has.")
    return key
