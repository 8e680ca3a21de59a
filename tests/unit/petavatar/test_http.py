"""The HTTP edge: both payload formats, the key first, one shape of error."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from petavatar import errors
from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest, Problem
from petavatar.http import LambdaHandler, Request, Response, api
from testing.events import Payload, api_event, body_of, recorded
from testing.jobs import A_JOB_ID
from tests.support.cloud import Cloud
from tests.support.telemetry import captured_telemetry

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])
PROBLEMS = sorted(
    (cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, Problem)),
    key=lambda cls: cls.__name__,
)


@pytest.fixture
def answering(cloud: Cloud) -> Callable[[Callable[[Request], Response]], LambdaHandler]:
    """Makes a handler of a function, behind the sandbox's keys."""
    return api("a-handler", ApiKeys(client("secretsmanager"), cloud.secret_arn))


def _raising(error: Exception) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        raise error

    return answer


@PAYLOADS
def test_a_recorded_request_is_read(payload: Payload) -> None:
    event = recorded(f"api_payload_{payload}")

    request = Request.from_event(event)

    assert request.headers["x-api-key"] == "the-key"
    assert request.job_id == A_JOB_ID
    assert request.query == {}
    assert request.body == ""
    assert request.request_id == event["requestContext"]["requestId"]


@PAYLOADS
@pytest.mark.parametrize("body", ['{"a": "ü"}', '{"a": "ü"}'.encode()], ids=["text", "base64"])
def test_a_body_is_read_as_text_or_base64(payload: Payload, body: str | bytes) -> None:
    assert Request.from_event(api_event(payload=payload, body=body)).json() == {"a": "ü"}


@PAYLOADS
def test_the_query_is_read(payload: Payload) -> None:
    event = api_event(payload=payload, query={"content_type": "image/png"})

    assert Request.from_event(event).query == {"content_type": "image/png"}


def test_header_names_are_read_in_any_case() -> None:
    event = api_event() | {"headers": {"X-API-KEY": "k", "Content-Type": "text/plain"}}

    assert Request.from_event(event).headers == {"x-api-key": "k", "content-type": "text/plain"}


def test_an_event_with_nothing_in_it_is_an_empty_request() -> None:
    request = Request.from_event({})

    assert (request.headers, request.path, request.query, request.body, request.request_id) == ({}, {}, {}, "", "")


@pytest.mark.parametrize("body", ["no base64", "w", "/w==", "é", ""])
def test_a_body_that_is_no_base64_of_json_is_malformed(body: str) -> None:
    with pytest.raises(MalformedRequest, match="not JSON"):
        Request.from_event({"body": body, "isBase64Encoded": True}).json()


@pytest.mark.parametrize("body", ["", "{", "nothing", "{'a': 1}", '{"a": 1} x', "[" * 100_000, "\ufeff", "{}\ufeff"])
def test_a_body_that_is_no_json_is_malformed(body: str) -> None:
    with pytest.raises(MalformedRequest, match="not JSON"):
        Request.from_event(api_event(body=body)).json()


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_byte_order_mark_before_the_body_is_passed_over(is_base64: bool) -> None:
    body = "\ufeff{}"
    event = api_event(body=base64.b64encode(body.encode()).decode() if is_base64 else body)

    assert Request.from_event(event | {"isBase64Encoded": is_base64}).json() == {}


@pytest.mark.parametrize("body", ["[]", "null", "7", '"text"', "NaN"])
def test_json_that_is_no_object_is_malformed(body: str) -> None:
    with pytest.raises(MalformedRequest, match="not a JSON object"):
        Request.from_event(api_event(body=body)).json()


@pytest.mark.parametrize(
    "job_id",
    ["", "x", A_JOB_ID.upper(), f"{A_JOB_ID} ", f"{A_JOB_ID}\n", A_JOB_ID.replace("-", ""), "../" + A_JOB_ID, "٠" * 36],
)
def test_a_job_id_that_is_no_canonical_uuid_can_be_no_job(job_id: str) -> None:
    with pytest.raises(errors.JobNotFound):
        _ = Request.from_event(api_event(job_id=job_id)).job_id


def test_a_path_without_a_job_id_is_no_job_either() -> None:
    with pytest.raises(errors.JobNotFound):
        _ = Request.from_event(api_event()).job_id


@PAYLOADS
def test_an_answer_leaves_as_json_that_nobody_keeps(cloud: Cloud, answering: Any, payload: Payload) -> None:
    handler = answering(lambda request: Response(202, {"name": "Zoë"}, {"Location": "/status/x"}))

    answer = handler(api_event(cloud.api_key, payload=payload), None)

    assert answer == {
        "statusCode": 202,
        "headers": {
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "Location": "/status/x",
            "X-Request-Id": recorded(f"api_payload_{payload}")["requestContext"]["requestId"],
        },
        "body": '{"name": "Zoë"}',
        "isBase64Encoded": False,
    }


@PAYLOADS
@pytest.mark.parametrize("cls", PROBLEMS)
def test_every_problem_leaves_in_the_one_shape(
    cloud: Cloud, answering: Any, payload: Payload, cls: type[Problem]
) -> None:
    event = api_event(cloud.api_key, payload=payload)

    answer = answering(_raising(cls("This happened")))(event, None)

    assert answer["statusCode"] == cls.status
    assert answer["headers"] == {
        "Content-Type": "application/problem+json",
        "Cache-Control": "no-store",
        "X-Request-Id": event["requestContext"]["requestId"],
        **({"Retry-After": "5"} if cls.retryable else {}),
    }
    assert body_of(answer) == {
        "type": f"urn:petavatar:problem:{cls.slug}",
        "title": cls.title,
        "status": cls.status,
        "detail": "This happened",
        "request_id": event["requestContext"]["requestId"],
    }


@pytest.mark.parametrize("error", [RuntimeError("arn:aws:secret"), KeyError("x"), RecursionError(), errors.LeaseLost()])
def test_a_crash_leaves_in_the_same_shape_and_tells_nothing_internal(
    cloud: Cloud, answering: Any, error: Exception
) -> None:
    with captured_telemetry() as telemetry:
        answer = answering(_raising(error))(api_event(cloud.api_key), None)

    body = body_of(answer)
    assert (answer["statusCode"], body["type"]) == (500, "urn:petavatar:problem:internal-error")
    assert "secret" not in answer["body"]
    assert type(error).__name__ not in answer["body"]
    (record,) = telemetry.errors()
    assert (record["component"], record["error_type"]) == ("a-handler", type(error).__name__)
    assert record["request_id"] == body["request_id"]
    assert any("Traceback" in str(entry.get("exception")) for entry in telemetry.logs)


def test_a_failure_on_our_side_is_logged_with_its_cause_and_counted(cloud: Cloud, answering: Any) -> None:
    problem = errors.StorageFailure("Could not read the job")
    problem.__cause__ = OSError("the table is gone")

    with captured_telemetry() as telemetry:
        answering(_raising(problem))(api_event(cloud.api_key), None)

    (record,) = telemetry.errors()
    assert (record["error_type"], record["error_message"]) == ("OSError", "the table is gone")
    assert [metric["error_type"] for metric in telemetry.counted("Error")] == ["OSError"]


def test_a_client_at_fault_is_noted_but_no_error_of_ours(cloud: Cloud, answering: Any) -> None:
    with captured_telemetry() as telemetry:
        answering(_raising(MalformedRequest("no")))(api_event(cloud.api_key), None)

    assert telemetry.errors() == []
    assert telemetry.counted("Error") == []
    assert [record["problem"] for record in telemetry.logs] == ["malformed-request"]


@pytest.mark.parametrize("answer", [Response(200, {"job_id": A_JOB_ID}), Response(204, {})], ids=["body", "path"])
def test_an_answer_is_noted_with_the_job_that_it_is_about(cloud: Cloud, answering: Any, answer: Response) -> None:
    job_id = None if answer.body else A_JOB_ID

    with captured_telemetry() as telemetry:
        answering(lambda _: answer)(api_event(cloud.api_key, job_id=job_id), None)

    (record,) = telemetry.logs
    assert (record["message"], record["component"], record["job_id"]) == ("request answered", "a-handler", A_JOB_ID)


@pytest.mark.parametrize("error", [errors.JobNotCompleted("no"), errors.StorageFailure("no"), RuntimeError("no")])
def test_a_request_that_comes_to_nothing_is_noted_with_its_job(cloud: Cloud, answering: Any, error: Exception) -> None:
    with captured_telemetry() as telemetry:
        answering(_raising(error))(api_event(cloud.api_key, job_id=A_JOB_ID), None)

    assert {record["job_id"] for record in telemetry.logs} == {A_JOB_ID}


def test_what_stands_in_place_of_a_job_id_is_no_matter_for_logs(cloud: Cloud, answering: Any) -> None:
    with captured_telemetry() as telemetry:
        answering(_raising(errors.JobNotFound("no")))(api_event(cloud.api_key, job_id="<script>"), None)

    assert "script" not in telemetry.text


@PAYLOADS
@pytest.mark.parametrize("key", [None, "", "wrong", "ключ", "k" * 300])
def test_without_a_valid_key_nothing_is_asked(answering: Any, payload: Payload, key: str | None) -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        return Response(200, {})

    response = answering(answer)(api_event(key, payload=payload, job_id=A_JOB_ID), None)

    assert response["statusCode"] == 401
    assert asked == []


def test_without_a_valid_key_not_even_the_body_is_judged(answering: Any) -> None:
    handler = answering(lambda request: Response(200, request.json()))

    response = handler(api_event("wrong", body=b"\xff\xfe"), None)

    assert response["statusCode"] == 401


def test_with_a_valid_key_a_body_that_is_no_text_is_malformed(cloud: Cloud, answering: Any) -> None:
    handler = answering(lambda request: Response(200, request.json()))

    response = handler(api_event(cloud.api_key, body=b"\xff\xfe"), None)

    assert response["statusCode"] == 400


@pytest.mark.parametrize("key", ["valid", "wrong", None])
def test_keys_that_cannot_be_read_are_our_failure_and_nobody_passes(
    cloud: Cloud, answering: Any, key: str | None
) -> None:
    cloud.set_secret("no json")

    response = answering(lambda _: Response(200, {}))(api_event(key and cloud.api_key), None)

    assert response["statusCode"] == (500 if key else 401)


def test_no_log_line_holds_the_key(cloud: Cloud, answering: Any) -> None:
    with captured_telemetry() as telemetry:
        answering(_raising(RuntimeError("crash")))(api_event(cloud.api_key), None)
        answering(_raising(errors.StorageFailure("no")))(api_event(cloud.api_key), None)
        answering(_raising(MalformedRequest("no")))(api_event("a-wrong-secret-key"), None)

    assert telemetry.text
    assert cloud.api_key not in telemetry.text
    assert "a-wrong-secret-key" not in telemetry.text


def test_an_answer_is_valid_json_whatever_is_in_it(cloud: Cloud, answering: Any) -> None:
    handler = answering(lambda _: Response(200, {"text": 'quote " and \u2028 and 🐱'}))

    assert json.loads(handler(api_event(cloud.api_key), None)["body"]) == {"text": 'quote " and \u2028 and 🐱'}
