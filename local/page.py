"""Serves the page on one machine, with the addresses of the running system and the policy that allows no others.

`python -m local.page --api-url http://127.0.0.1:4566/...` writes one line of JSON to its standard output as soon as
it takes connections: {"page_url": ...}. It ends on SIGTERM, on Ctrl-C, and with its parent.
"""

import argparse
import json
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.api_docs import docs_app
from local.parent import end_with_parent
from scripts.build_page import WEB, configuration, content_security_policy, origin_of

HOST: Final = "127.0.0.1"
_BACKLOG: Final = 128
_DRAIN_S: Final = 1


def page_app(api_url: str, beside: Sequence[BaseRoute] = ()) -> Starlette:
    """The page as an ASGI application.

    Args:
        api_url: the base of the API's addresses; locally the storage answers under the same host and port.
        beside: what else to serve, such as `Mount("/docs", ...)`; it sets headers of its own.
    """

    def config(_: Request) -> Response:
        return Response(configuration(api_url), media_type="application/json", headers={"Cache-Control": "no-store"})

    files = _Guarded(StaticFiles(directory=WEB, html=True), content_security_policy([origin_of(api_url)]))
    return Starlette(routes=[*beside, Route("/config.json", config), Mount("/", files)])


class _Guarded:
    """Sends the page's files with the headers that keep it to itself."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until told to stop."""
    options = _options(arguments)
    end_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with suppress(KeyboardInterrupt), socket.create_server((HOST, options.port), backlog=_BACKLOG) as listener:
        # Connections wait in the backlog from here on, so the address is good already.
        print(json.dumps({"page_url": f"http://{HOST}:{listener.getsockname()[1]}"}), flush=True)
        app = page_app(options.api_url, [Mount("/docs", docs_app(options.api_url))])
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=_DRAIN_S)
        uvicorn.Server(config).run([listener])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.page", description=__doc__)
    parser.add_argument("--api-url", required=True, help="the base of the API's addresses")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one if left out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
