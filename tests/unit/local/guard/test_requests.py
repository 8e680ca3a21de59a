"""No request reaches the engine but with a signature that is right, or where none is needed."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest
from botocore.auth import S3SigV4Auth, S3SigV4PostAuth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

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


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def url(serve: Serve, engine: Engine) -> str:
    return serve(engine.app)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=10) as running:
        yield running


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


class TestSignedInTheHeader:
    @pytest.mark.parametrize("key", [OPERATOR, SESSION])
    def test_a_known_key_gets_through_with_its_body(self, url: str, client: httpx.Client, key: Credentials) -> None:
        answer = client.request(**signed(url, key))

        assert (answer.status_code, answer.json()["body"]) == (200, BODY.decode())

    @pytest.mark.parametrize(
        ("key", "refusal"),
        [
            (Credentials("test", "test"), "UnrecognizedClientException"),
            (Credentials("test", OPERATOR.secret_key), "UnrecognizedClientException"),
            (Credentials("000000000000", "test"), "UnrecognizedClientException"),
            (Credentials("000000000000", OPERATOR.secret_key), "UnrecognizedClientException"),
            (Credentials("AKIAUNKNOWN", "x"), "UnrecognizedClientException"),
            (Credentials(OPERATOR.access_key, "guessed"), "SignatureDoesNotMatch"),
            (Credentials(OPERATOR.access_key, OPERATOR.secret_key, "token"), "UnrecognizedClientException"),
            (Credentials(SESSION.access_key, "guessed", SESSION.token), "SignatureDoesNotMatch"),
            (Credentials(SESSION.access_key, SESSION.secret_key), "UnrecognizedClientException"),
            (Credentials(SESSION.access_key, SESSION.secret_key, "other"), "UnrecognizedClientException"),
        ],
    )
    def test_any_other_does_not(
        self, url: str, client: httpx.Client, engine: Engine, key: Credentials, refusal: str
    ) -> None:
        answer = client.request(**signed(url, key))

        assert (answer.status_code, code(answer), engine.came) == (403, refusal, [])

    @pytest.mark.parametrize(
        "change",
        [
            lambda request: request | {"content": b'{"TableName": "other"}'},
            lambda request: request | {"method": "PUT"},
            lambda request: request | {"url": request["url"] + "/other"},
            lambda request: request | {"url": request["url"] + "?other=1"},
            lambda request: request | {"headers": request["headers"] | {"X-Amz-Target": "other"}},
            lambda request: request | {"headers": request["headers"] | {"X-Amz-Date": "20260101T000000Z"}},
        ],
    )
    def test_what_was_signed_cannot_be_changed(
        self, url: str, client: httpx.Client, engine: Engine, change: Callable[[Any], Any]
    ) -> None:
        request = signed(url, target="DynamoDB_20120810.Scan")

        assert client.request(**change(request)).status_code == 403
        assert client.request(**request).status_code == 200
        assert engine.came == ["/"]

    def test_nor_can_an_objects_body(self, url: str, client: httpx.Client) -> None:
        request = signed(f"{url}/uploads/a", method="PUT", service="s3")

        refusal = client.request(**request | {"content": b"other"})

        assert (refusal.status_code, "XAmzContentSHA256Mismatch" in refusal.text) == (403, True)
        assert client.request(**request).status_code == 200

    @pytest.mark.parametrize("minutes", [-16, 16])
    def test_it_is_good_for_a_quarter_of_an_hour(
        self, url: str, client: httpx.Client, engine: Engine, minutes: int
    ) -> None:
        engine.now += timedelta(minutes=minutes)

        assert code(client.request(**signed(url))) == "RequestExpired"

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Bearer token",
            f"AWS {OPERATOR.access_key}:c2lnbmF0dXJl",
            "AWS4-HMAC-SHA256",
            f"AWS4-HMAC-SHA256 Credential={OPERATOR.access_key}, SignedHeaders=host, Signature={'0' * 64}",
            f"AWS4-HMAC-SHA256 Credential={OPERATOR.access_key}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host",
            f"AWS4-ECDSA-P256-SHA256 Credential={OPERATOR.access_key}/20260101/s3/aws4_request, Signature=00",
        ],
    )
    def test_another_kind_of_signature_is_none(
        self, url: str, client: httpx.Client, engine: Engine, header: str
    ) -> None:
        answer = client.post(url, headers={"authorization": header, "x-amz-date": "20260101T000000Z"})

        assert (answer.status_code, code(answer), engine.came) == (403, "IncompleteSignature", [])

    def test_a_second_one_spoils_the_first(self, url: str, client: httpx.Client) -> None:
        request = signed(url)
        headers = [*request["headers"].items(), ("Authorization", request["headers"]["Authorization"])]

        assert client.request(**request | {"headers": headers}).status_code == 403

    @pytest.mark.parametrize(
        "path", ["/b/a%20b%2Bc%C3%A9", "/b//a", "/b/a~b", "/b/x?list-type=2&prefix=a%2Fb&z", "/b?cors"]
    )
    def test_odd_paths_of_objects_are_read_as_they_were_signed(self, url: str, client: httpx.Client, path: str) -> None:
        assert client.request(**signed(url + path, method="GET", service="s3", body=b"")).status_code == 200


class TestPresigned:
    @pytest.mark.parametrize("key", [OPERATOR, SESSION])
    @pytest.mark.parametrize("path", ["/b/cat", "/b/a%20b%2Bc%C3%A9", "/b/cat?response-content-type=a%2Fb"])
    def test_an_address_opens_its_object(self, url: str, client: httpx.Client, key: Credentials, path: str) -> None:
        assert client.get(presigned(url + path, key)).status_code == 200

    @pytest.mark.parametrize(
        "key", [Credentials("test", "test"), Credentials("000000000000", "x"), Credentials(OPERATOR.access_key, "x")]
    )
    def test_other_keys_open_nothing(self, url: str, client: httpx.Client, engine: Engine, key: Credentials) -> None:
        assert client.get(presigned(f"{url}/b/cat", key)).status_code == 403
        assert engine.came == []

    @pytest.mark.parametrize(
        ("text", "instead"),
        [
            ("/cat", "/dog"),
            ("Expires=60", "Expires=6000"),
            ("AKIAOPERATOR", "test"),
            ("Expires=60", "Expires="),
            ("&", "&a=b&"),
        ],
    )
    def test_it_cannot_be_changed(
        self, url: str, client: httpx.Client, engine: Engine, text: str, instead: str
    ) -> None:
        address = presigned(f"{url}/b/cat")
        assert text in address

        assert client.get(address.replace(text, instead, 1)).status_code == 403
        assert client.put(address).status_code == 403
        assert engine.came == []

    @pytest.mark.parametrize("seconds", [61, -901])
    def test_it_is_good_for_its_time(self, url: str, client: httpx.Client, engine: Engine, seconds: int) -> None:
        address = presigned(f"{url}/b/cat")
        engine.now += timedelta(seconds=seconds)

        assert "RequestExpired" in client.get(address).text

    def test_it_is_good_for_a_week_at_most(self, url: str, client: httpx.Client) -> None:
        assert client.get(presigned(f"{url}/b/cat", seconds=604_801)).status_code == 403

    def test_other_services_have_none(self, url: str, client: httpx.Client, engine: Engine) -> None:
        assert client.get(presigned(f"{url}/?Action=GetCallerIdentity", service="sts")).status_code == 403
        assert engine.came == []


class TestForms:
    @pytest.mark.parametrize("key", [OPERATOR, SESSION])
    def test_a_signed_form_uploads_its_file(self, url: str, client: httpx.Client, key: Credentials) -> None:
        answer = client.post(f"{url}/uploads", data=form(key), files={"file": b"\xff photo"})

        assert answer.status_code == 200
        assert "\xff photo" in answer.json()["body"]

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            form(Credentials("test", "test")),
            form(Credentials("000000000000", "x")),
            form(Credentials(OPERATOR.access_key, "x")),
            form() | {"policy": "e30="},
            form() | {"policy": ""},
            form() | {"x-amz-signature": "0" * 64},
            form() | {"x-amz-credential": form()["x-amz-credential"].replace("/s3/", "/sts/")},
        ],
    )
    def test_any_other_does_not(self, url: str, client: httpx.Client, engine: Engine, fields: dict[str, str]) -> None:
        answer = client.post(f"{url}/uploads", data={"key": "uploads/a", **fields}, files={"file": b"photo"})

        assert (answer.status_code, engine.came) == (403, [])

    @pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
    def test_nor_does_one_that_cannot_be_read(self, url: str, client: httpx.Client, content_type: str) -> None:
        assert client.post(f"{url}/uploads", headers={"content-type": content_type}, content=b"?").status_code == 403


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
