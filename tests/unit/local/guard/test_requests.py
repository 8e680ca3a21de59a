"""A request without a signature reaches the engine only where none is needed."""

import asyncio
from urllib.parse import urlsplit

import httpx
import pytest
from botocore.credentials import Credentials
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from local.guard.requests import RequestGuard
from tests.unit.local.guard.guarded import (
    BODY,
    Engine,
    Serve,
    secret_of,
    signed,
)


class TestWithoutASignature:
    @pytest.mark.parametrize("path", ["/_aws/execute-api/abc/status/1", "/_aws/execute-api/abc/", "/_ministack/ready"])
    def test_the_apis_routes_and_the_readiness_are_open(self, url: str, client: httpx.Client, path: str) -> None:
        assert client.get(url + path).status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/bucket/key",
            "/health",
            "/_ministack/reset",
            "/_ministack/health",
            "/_ministack/ready/",
            "/_ministack/config",
            "/_localstack/health",
            "/_aws/execute-api/",
            "/_aws/execute-api/abc",
            "/_aws/execute-api//x",
            "/_aws/sqs/messages",
            "/_aws/ses/messages",
            "/%5Fministack/reset",
            "//_ministack/reset",
            "/restapis/abc/$default/_user_request_/status/1",
            "/2015-03-31/functions",
            "/v2/_catalog",
            "/?Action=ListQueues",
            "/b?X-Amz-Credential=test/20260101/us-east-1/s3/aws4_request",
            "/b?AWSAccessKeyId=test&Signature=x&Expires=9999999999",
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_nothing_else_is(self, url: str, client: httpx.Client, engine: Engine, path: str, method: str) -> None:
        assert client.request(method, url + path).status_code == 403
        assert engine.came == []

    def test_readiness_can_only_be_asked_for(self, url: str, client: httpx.Client) -> None:
        assert client.post(f"{url}/_ministack/ready").status_code == 403

    @pytest.mark.parametrize("path", ["/_ministack/reset", "/_ministack/health", "/_aws/sqs/messages"])
    def test_the_administration_is_closed_to_the_operator_too(
        self, url: str, client: httpx.Client, engine: Engine, path: str
    ) -> None:
        assert client.request(**signed(url + path)).status_code == 403
        assert engine.came == []

    def test_a_browser_may_ask_whether_the_page_may(self, url: str, client: httpx.Client) -> None:
        asking = {"origin": "http://page.example", "access-control-request-method": "PUT"}

        assert client.options(f"{url}/bucket/key", headers=asking).status_code == 200
        assert client.options(f"{url}/_ministack/reset", headers=asking).status_code == 403
        assert client.options(f"{url}/bucket/key").status_code == 403


async def asked(messages: list[Message]) -> list[str]:
    """What a guard sends to a client whose signed request comes in these pieces."""
    sent: list[str] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message["type"])

    request = signed("http://127.0.0.1:1/")
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:1")]
        + [(name.lower().encode(), value.encode()) for name, value in request["headers"].items()],
    }
    await RequestGuard(PlainTextResponse("hello"), secret_of)(scope, receive, send)
    return sent


def test_a_body_may_come_in_pieces() -> None:
    pieces: list[Message] = [
        {"type": "http.request", "body": BODY[:5], "more_body": True},
        {"type": "http.request", "body": BODY[5:]},
    ]

    assert asyncio.run(asked(pieces)) == ["http.response.start", "http.response.body"]


def test_nobody_is_answered_who_leaves_before_the_end() -> None:
    pieces: list[Message] = [{"type": "http.request", "body": BODY[:5], "more_body": True}, {"type": "http.disconnect"}]

    assert asyncio.run(asked(pieces)) == []


def test_no_answer_allows_every_origin(url: str, client: httpx.Client) -> None:
    answer = client.request(**signed(url))

    assert answer.headers["x-other"] == "1"
    assert [name for name in answer.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000"])
def test_what_allows_one_origin_stays(serve: Serve, client: httpx.Client, origin: str) -> None:
    async def answer(_: Request) -> Response:
        return Response(headers={"access-control-allow-origin": origin, "access-control-max-age": "5"})

    url = serve(RequestGuard(Starlette(routes=[Route("/{path:path}", answer)]), secret_of))

    headers = client.get(f"{url}/_aws/execute-api/abc/status").headers
    assert (headers["access-control-allow-origin"], headers["access-control-max-age"]) == (origin, "5")


@pytest.mark.parametrize("service", ["s3", "sts", "iam", "sns"])
def test_a_refusal_can_be_read_where_errors_are_xml(url: str, client: httpx.Client, service: str) -> None:
    answer = client.request(**signed(url, Credentials("test", "test"), service=service))

    assert answer.headers["content-type"] == "application/xml"
    assert "<Code>UnrecognizedClientException</Code>" in answer.text
    assert urlsplit(url).netloc not in answer.text
