# Generated from _async/api.py by scripts/sync_client.py: change that instead.
"""What every part of the client has: the connection to one deployment."""

import random
import time
from collections.abc import Callable
from types import TracebackType

import httpx
from typing_extensions import Self

from petavatar_client._sync.connection import Connection
from petavatar_client.concurrency import sleep
from petavatar_client.environment import API_KEY, API_URL, required


class Api:
    """Speaks to one deployment."""

    def __init__(
        self,
        api_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            api_url: the base of the API's addresses; `PETAVATAR_API_URL` if left out.
            api_key: the API key; `PETAVATAR_API_KEY` if left out.
            timeout: how long to wait for the other side at each step of a request, in seconds.
            transport: what carries the requests, if not the network.
            sleep: how to wait, in seconds.
            clock: a monotonic clock, in seconds.
            chance: a number from 0 up to 1, by which waits are spread.

        Raises:
            InvalidInput: if address or key is missing, the address is no http(s) address, or the key can't be a
                header's value.
        """
        self._connection = Connection(
            required(api_url, API_URL, "address of an API"),
            required(api_key, API_KEY, "API key"),
            timeout=timeout,
            transport=transport,
            sleep=sleep,
            chance=chance,
        )
        self._sleep = sleep
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def api_url(self) -> str:
        """The base of the API's addresses."""
        return self._connection.api_url

    def close(self) -> None:
        """Closes the connections."""
        self._connection.close()
