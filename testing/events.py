"""Recorded AWS events from testing/recorded/, with a test's values."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, Literal
from urllib.parse import quote_plus

_FOLDER: Final = Path(__file__).parent / "recorded"

Payload = Literal["2.0", "1.0"]
Json = dict[str, Any]

CONTEXT: Final = SimpleNamespace(get_remaining_time_in_millis=lambda: 150_000)
"""Lambda's context, with what the handlers read of it."""


BASE_URLS: Final[dict[Payload, str]] = {
    "2.0": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "1.0": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/live",
}
"""Where the API is that the recorded requests came to."""


def recorded(name: str) -> Json:
    """A recorded event, by its file name without the extension."""
    event: Json = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return event


def api_event(
    key: str | None = None,
    *,
    payload: Payload = "2.0",
    job_id: str | None = None,
    token: str | None = None,
    route: str | None = None,
    body: str | bytes | None = None,
    query: dict[str, str] | None = None,
) -> Json:
    """A request from API Gateway; a body of bytes is sent as base64. It comes by the route of a status, or another."""
    event = recorded(f"api_payload_{payload}")
    name = "x-api-key" if payload == "2.0" else "X-Api-Key"
    if key is None:
        del event["headers"][name]
    else:
        event["headers"][name] = key
    values = {name: value for name, value in (("job_id", job_id), ("token", token)) if value is not None}
    event["pathParameters"] = values or None
    if route is not None:
        _lead(event, payload, route, values)
    event["queryStringParameters"] = query
    if isinstance(body, bytes):
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    else:
        event["body"] = body
    return event


def _lead(event: Json, payload: Payload, route: str, values: dict[str, str]) -> None:
    """Has the request come by a route, such as `/s/{token}`."""
    path = route
    for name, value in values.items():
        path = path.replace("{" + name + "}", value)
    if payload == "2.0":
        event |= {"routeKey": f"GET {route}", "rawPath": path}
    else:
        stage = event["requestContext"]["stage"]
        event |= {"resource": route, "path": path}
        event["requestContext"]["path"] = f"/{stage}{path}"


def s3_notification(bucket: str, *keys: str) -> Json:
    """A classic S3 notification: keys are URL-encoded."""
    event = recorded("s3_notification")
    (template,) = event["Records"]
    event["Records"] = [json.loads(json.dumps(template)) for _ in keys]
    for record, key in zip(event["Records"], keys, strict=True):
        record["s3"]["bucket"]["name"] = bucket
        record["s3"]["object"]["key"] = quote_plus(key, safe="/")
    return event


def s3_eventbridge(bucket: str, key: str) -> Json:
    """The same event from EventBridge: the key is not encoded."""
    event = recorded("s3_eventbridge")
    event["detail"]["bucket"]["name"] = bucket
    event["detail"]["object"]["key"] = key
    return event


def sqs_record(message: Mapping[str, Any]) -> Json:
    """A message as SQS hands it out, as the queue's mapping hands it on."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "eventSource": "aws:sqs",
    }


def body_of(answer: Json) -> Json:
    """The JSON body of a function's answer."""
    body: Json = json.loads(answer["body"])
    return body
