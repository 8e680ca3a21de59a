"""The events that AWS sends, as recorded under testing/recorded/, filled in for a test."""

import base64
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, Literal
from urllib.parse import quote_plus

_FOLDER: Final = Path(__file__).parent / "recorded"

Payload = Literal["2.0", "1.0"]
Json = dict[str, Any]

CONTEXT: Final = SimpleNamespace(get_remaining_time_in_millis=lambda: 150_000)
"""Lambda's context, in so far as the handlers read it."""


def recorded(name: str) -> Json:
    """What was recorded, by its file's name without the extension."""
    event: Json = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return event


def api_event(
    key: str | None = None,
    *,
    payload: Payload = "2.0",
    job_id: str | None = None,
    body: str | bytes | None = None,
    query: dict[str, str] | None = None,
) -> Json:
    """A request as API Gateway hands it over; a body of bytes goes as base64."""
    event = recorded(f"api_payload_{payload}")
    name = "x-api-key" if payload == "2.0" else "X-Api-Key"
    if key is None:
        del event["headers"][name]
    else:
        event["headers"][name] = key
    event["pathParameters"] = None if job_id is None else {"job_id": job_id}
    event["queryStringParameters"] = query
    if isinstance(body, bytes):
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    else:
        event["body"] = body
    return event


def s3_notification(bucket: str, *keys: str) -> Json:
    """A classic notification of S3's: keys are URL-encoded."""
    event = recorded("s3_notification")
    (template,) = event["Records"]
    event["Records"] = [json.loads(json.dumps(template)) for _ in keys]
    for record, key in zip(event["Records"], keys, strict=True):
        record["s3"]["bucket"]["name"] = bucket
        record["s3"]["object"]["key"] = quote_plus(key, safe="/")
    return event


def s3_eventbridge(bucket: str, key: str) -> Json:
    """The same event by EventBridge: the key is as it is."""
    event = recorded("s3_eventbridge")
    event["detail"]["bucket"]["name"] = bucket
    event["detail"]["object"]["key"] = key
    return event


def body_of(answer: Json) -> Json:
    """The JSON body of a function's answer."""
    body: Json = json.loads(answer["body"])
    return body
