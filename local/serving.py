"""What the servers of the local system share: they listen on the loopback interface, say where, and end on a signal."""

import json
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST: Final = "127.0.0.1"
_BACKLOG: Final = 128


def begin() -> None:
    """Prepares this process: it ends on SIGTERM, and logs what goes wrong."""
    # The server ends its work first and then lets the signal through; this lets the `with` blocks end theirs.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")


@contextmanager
def listening(port: int, *names: str) -> Iterator[socket.socket]:
    """Listens, and says where in one line of JSON on the standard output: the address under each of the names.

    Connections wait in the backlog from then on, so the address is good already. Ctrl-C ends the block.

    Args:
        port: the port; a free one if it is 0.
        names: what the address is called, such as `page_url`.
    """
    with suppress(KeyboardInterrupt), socket.create_server((HOST, port), backlog=_BACKLOG) as listener:
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        print(json.dumps(dict.fromkeys(names, url)), flush=True)
        yield listener


def server(app: ASGIApp, drain_s: int) -> uvicorn.Server:
    """A server for an application; when it stops, it waits so long for answers under way, in seconds."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=drain_s)
    return uvicorn.Server(config)


class Guarded:
    """An application whose answers have the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        """Takes the application, and the content security policy of its pages."""
        self._app = app
        self._headers = {
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            # The next version of the page may be at the same address a minute later.
            "Cache-Control": "no-cache",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_guarded)
