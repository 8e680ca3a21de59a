"""Reads both shapes of S3's events about new objects.

EventBridge's `detail` carries keys as they are; a classic notification's `Records` carries them URL-encoded,
and starts its life with an `s3:TestEvent` that means nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from petavatar.errors import MalformedRequest


def created_objects(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The (bucket, key) of each object that the event names.

    Raises:
        MalformedRequest: if it is no event of S3's.
    """
    try:
        if event.get("Event") == "s3:TestEvent":
            return
        if "detail" in event:
            detail = event["detail"]
            yield str(detail["bucket"]["name"]), str(detail["object"]["key"])
            return
        for record in event["Records"]:
            yield str(record["s3"]["bucket"]["name"]), unquote_plus(record["s3"]["object"]["key"])
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedRequest("This is not an event of S3") from error
