"""Serves the page on one machine, with the addresses of the running system and the policy that allows no others.

`python -m local.page --api-url http://127.0.0.1:4566/...` writes one line of JSON to its standard output as soon as
it takes connections: {"page_url": ...}. It ends on SIGTERM and on Ctrl-C.
"""

import argparse
from collections.abc import Sequence
from functools import cache
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from deployment.page import CLIENT, WEB, configuration, content_security_policy, origin_of
from local.guard.addresses import AddressGuard, addresses
from local.serving import Guarded, begin, listening, server

_DRAIN_S: Final = 1


def page_app(api_url: str, beside: Sequence[BaseRoute] = ()) -> Starlette:
    """The page as an ASGI application.

    Args:
        api_url: the base of the API's addresses; locally the storage answers under the same host and port.
        beside: what else to serve, such as `Mount("/docs", ...)`; it sets headers of its own.
    """

    def config(_: Request) -> Response:
        return Response(configuration(api_url), media_type="application/json", headers={"Cache-Control": "no-store"})

    policy = content_security_policy([origin_of(api_url)])
    files = Guarded(StaticFiles(directory=WEB, html=True), policy)
    client = Guarded(StaticFiles(directory=CLIENT), policy)
    # As every host of static files does.
    compressing = Middleware(GZipMiddleware)
    routes = [*beside, Route("/config.json", config), Mount("/client", client), Mount("/", files)]
    return Starlette(routes=routes, middleware=[compressing])


def page_origins(port: int) -> list[str]:
    """The web origins of the page that is served at a port: it may be opened by each name of the machine."""
    return [f"http://{address}" for address in addresses(port)]


def _reference(api_url: str) -> ASGIApp:
    """The API's reference, made when it is first asked for: that takes longer than the start of all the rest."""

    @cache
    def made() -> ASGIApp:
        from local.api_docs import docs_app

        return docs_app(api_url)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await made()(scope, receive, send)

    return answer


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until a signal ends it."""
    parser = argparse.ArgumentParser(prog="python -m local.page", description=__doc__)
    parser.add_argument("--api-url", required=True, help="the base of the API's addresses")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one if left out")
    options = parser.parse_args(arguments)
    begin()
    with listening(options.port, "page_url") as listener:
        app = page_app(options.api_url, [Mount("/docs", _reference(options.api_url))])
        server(AddressGuard(app, page_origins(listener.getsockname()[1])), _DRAIN_S).run([listener])


if __name__ == "__main__":
    main()
