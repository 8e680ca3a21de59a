"""Serves an ASGI application to real clients, over loopback, on a port chosen free."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import uvicorn
from starlette.types import ASGIApp

LIMIT_S = 20.0

type Serve = Callable[[ASGIApp], str]


class _Served:
    def __init__(self, app: ASGIApp) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> str:
        self._thread.start()
        return self.url

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(LIMIT_S)
        self._listener.close()
        assert not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.run(self._server.serve([self._listener]))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves applications until the test ends; each call returns the address of one."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(_Served(app))
