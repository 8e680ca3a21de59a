"""Lets only those requests through that name this server as their host, and that no stranger's page sent.

A browser lets any page send requests to the loopback interface. It names the page's origin in most of them; where a
page's own host name was pointed at 127.0.0.1 to hide that, the `Host` header still has the name. Starlette's
TrustedHostMiddleware ignores the port and can't read `[::1]:80`.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_NAMES = ("127.0.0.1", "localhost", "[::1]")


def addresses(port: int) -> list[str]:
    """The values of a `Host` header that name the server at a port of the loopback interface."""
    return [f"{name}:{port}" for name in _NAMES]


class AddressGuard:
    """Refuses foreign hosts, foreign origins and WebSockets, which no server of the local system speaks."""

    def __init__(self, app: ASGIApp, origins: Collection[str] = ()) -> None:
        """Wraps an application.

        Args:
            app: the application.
            origins: the web origins whose pages may ask it, such as `http://127.0.0.1:8000`.
        """
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        app = self._app
        if scope["type"] == "websocket":
            app = WebSocketClose(1008)
        elif scope["type"] == "http" and (refusal := self._refusal(scope)):
            app = PlainTextResponse(refusal, 403)
        await app(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0] not in addresses(scope["server"][1]):
            return "This host is not served here."
        if any(origin not in self._origins for origin in origins):
            return "Pages of this origin may not ask here."
        return None
