"""A secret that two processes of one start share: the gateway sends it, the agent takes nothing without it."""

import hmac
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

AGENT_HEADER: Final = "x-petavatar-agent-secret"
AGENT_VARIABLE: Final = "AGENT_SECRET"
"""The environment variable that carries it: other users of the machine can read arguments, but not environments."""

_HEALTH: Final = "/ping"


class SecretGuard:
    """Refuses requests without the secret; whether the application is well may be asked without it."""

    def __init__(self, app: ASGIApp, secret: str) -> None:
        """Wraps an application."""
        self._app = app
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        app = self._app
        if scope["type"] == "http" and scope["path"] != _HEALTH:
            sent = Headers(scope=scope).get(AGENT_HEADER, "")
            if not hmac.compare_digest(sent.encode(), self._secret):
                app = PlainTextResponse("Only the gateway may ask here.", 403)
        await app(scope, receive, send)
