"""A stand-in for the engine behind its guard, and requests with each kind of signature."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import httpx
from botocore.auth import S3SigV4Auth, S3SigV4PostAuth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from local.guard.requests import RequestGuard

OPERATOR: Final = Credentials("AKIAOPERATOR", "operator's")
SESSION: Final = Credentials("ASIASESSION", "session's", "token")
CORS: Final = {"access-control-allow-origin": "*", "access-control-allow-headers": "*", "x-other": "1"}
BODY: Final = b'{"TableName": "jobs"}'

type Serve = Callable[[ASGIApp], str]
type Header = Mapping[str, str]


def secret_of(access_key_id: str, token: str) -> str | None:
    return {
        (OPERATOR.access_key, ""): str(OPERATOR.secret_key),
        (SESSION.access_key, str(SESSION.token)): str(SESSION.secret_key),
    }.get((access_key_id, token))


class Engine:
    """A stand-in for the engine that says what came through."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.now = datetime.now(UTC)

    @property
    def app(self) -> ASGIApp:
        engine = Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST", "PUT", "OPTIONS"])])
        return RequestGuard(engine, secret_of, lambda: self.now)

    async def answer(self, request: Request) -> Response:
        self.came.append(request.url.path)
        return JSONResponse({"body": (await request.body()).decode("latin-1")}, headers=CORS)


def signed(
    url: str,
    key: Credentials = OPERATOR,
    method: str = "POST",
    service: str = "dynamodb",
    body: bytes = BODY,
    target: str = "",
) -> dict[str, Any]:
    """A request with its signature in the header."""
    request = AWSRequest(method, url, {"content-type": "application/x-amz-json-1.0", "x-amz-target": target}, body)
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    kind(key, service, "us-east-1").add_auth(request)
    return {"method": method, "url": url, "headers": dict(request.headers.items()), "content": body}


def presigned(
    url: str, key: Credentials = OPERATOR, method: str = "GET", seconds: int = 60, service: str = "s3"
) -> str:
    request = AWSRequest(method, url)
    kind = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
    kind(key, service, "us-east-1", expires=seconds).add_auth(request)
    return str(request.url)


def form(key: Credentials = OPERATOR) -> dict[str, str]:
    request = AWSRequest("POST", "http://127.0.0.1/uploads")
    policy = {"expiration": "2100-01-01T00:00:00Z", "conditions": []}
    request.context["s3-presign-post-fields"] = fields = {"key": "uploads/a"}
    request.context["s3-presign-post-policy"] = policy
    S3SigV4PostAuth(key, "s3", "us-east-1").add_auth(request)
    return dict(fields)


def code(answer: httpx.Response) -> str:
    """What a client reads as the error's code."""
    return "" if answer.is_success else str(answer.json()["__type"])
