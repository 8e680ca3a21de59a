"""Stands before the engine, which lets some access keys through whatever their signature: checks each request's.

Open without a signature are the routes of the HTTP API, whose functions ask for an API key, the question whether the
engine is ready, and the question of a browser whether the page may ask (AddressGuard knows the page). The engine's
own administration, under `/_ministack/` and its like, is closed to everybody.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from xml.sax.saxutils import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.formparsers import MultiPartException
from starlette.requests import Request as FormRequest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.guard.signatures import Request, SecretOf, SignatureError, Verifier

_API: Final = re.compile(r"/_aws/execute-api/[^/]+/.*", re.DOTALL)
_READY: Final = "/_ministack/ready"
# No bucket's name begins with an underscore.
_ADMINISTRATION: Final = "/_"
_XML_SERVICES: Final = frozenset({"s3", "sts", "iam", "sns", "monitoring"})


class ClientGoneError(Exception):
    """The client has hung up before its request was complete."""


class RequestGuard:
    """Lets only signed requests through to the engine, and takes from its answers what allows every origin."""

    def __init__(
        self, app: ASGIApp, secret_of: SecretOf, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Wraps the engine.

        Args:
            app: the engine.
            secret_of: finds the secret of an access key.
            clock: the time, with its zone.
        """
        self._app = app
        self._verifier = Verifier(secret_of)
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            if not _is_open(scope):
                receive = await self._checked(scope, receive)
        except SignatureError as error:
            await _refusal(error)(scope, receive, send)
        except ClientGoneError:
            return
        else:
            await self._app(scope, receive, _without_wildcard(send))

    async def _checked(self, scope: Scope, receive: Receive) -> Receive:
        if scope["path"].startswith(_ADMINISTRATION):
            raise SignatureError("AccessDenied", "The engine's administration is closed.")
        request = _request_of(scope)
        if "authorization" in request.headers:
            pieces = await _pieces(receive)
            body = b"".join(piece.get("body", b"") for piece in pieces)
            self._verifier.check_header(request, body, self._clock())
            return _again(pieces, receive)
        if "X-Amz-Signature=" in request.query:
            self._verifier.check_query(request, self._clock())
            return receive
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            pieces = await _pieces(receive)
            self._verifier.check_form(await _fields(scope, _again(pieces, receive)))
            return _again(pieces, receive)
        raise SignatureError("MissingAuthenticationToken", "The request is not signed.")


def _is_open(scope: Scope) -> bool:
    path, method = scope["path"], scope["method"]
    asks_before = method == "OPTIONS" and not path.startswith(_ADMINISTRATION) and "origin" in Headers(scope=scope)
    return _API.fullmatch(path) is not None or (method, path) == ("GET", _READY) or asks_before


def _request_of(scope: Scope) -> Request:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), _text(raw_value)
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return Request(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
    )


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _pieces(receive: Receive) -> list[Message]:
    """The whole body, in the pieces that it came in."""
    pieces = [await receive()]
    while pieces[-1].get("more_body"):
        pieces.append(await receive())
    if pieces[-1]["type"] == "http.disconnect":
        raise ClientGoneError
    return pieces


def _again(pieces: Sequence[Message], receive: Receive) -> Receive:
    """Hands out a body that was read already, then whatever else comes."""
    left = iter(pieces)

    async def again() -> Message:
        return next(left, None) or await receive()

    return again


async def _fields(scope: Scope, receive: Receive) -> dict[str, str]:
    try:
        async with FormRequest(scope, receive).form() as form:
            return {name.lower(): value for name, value in form.items() if isinstance(value, str)}
    except MultiPartException as error:
        raise SignatureError("MalformedPOSTRequest", "The form can't be read.", "s3") from error


def _without_wildcard(send: Send) -> Send:
    async def narrowed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("access-control-allow-origin") == "*":
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]
        await send(message)

    return narrowed


def _refusal(error: SignatureError) -> Response:
    """In the form in which the service's clients read errors."""
    if error.service in _XML_SERVICES:
        details = f"<Code>{error.code}</Code><Message>{escape(str(error))}</Message>"
        body = f"<ErrorResponse><Error>{details}</Error></ErrorResponse>"
        return Response(body, HTTPStatus.FORBIDDEN, media_type="application/xml")
    return JSONResponse({"__type": error.code, "message": str(error)}, HTTPStatus.FORBIDDEN)
