"""Lets S3 answer one operation with an error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from petavatar.aws import client


@contextmanager
def s3_answers(operation: str, answer: Exception) -> Iterator[None]:
    """Has S3 fail one operation before it is sent."""

    def fail(**_: Any) -> None:
        raise answer

    events = client("s3").meta.events
    events.register_first(f"before-call.s3.{operation}", fail)
    try:
        yield
    finally:
        events.unregister(f"before-call.s3.{operation}", fail)


def s3_error(code: str) -> ClientError:
    """An error of S3's with this code."""
    return ClientError({"Error": {"Code": code, "Message": "internal words"}}, "Any")
