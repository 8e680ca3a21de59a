"""Uploads whose events an engine lost: each is delivered again, unless it has a job."""

import json
from typing import Any
from uuid import uuid4

from local.state.replay import replay_uploads
from petavatar.aws import client
from tests.support.cloud import NAMES, Cloud


class Functions:
    """Lambda, as far as it is asked."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def invoke(self, **call: Any) -> None:
        assert (call["FunctionName"], call["InvocationType"]) == (NAMES.function("s3-event-handler"), "Event")
        self.events.append(json.loads(call["Payload"]))


def replayed() -> list[Any]:
    functions = Functions()
    replay_uploads(lambda service: functions if service == "lambda" else client(service), NAMES)
    return functions.events


def test_a_photo_without_a_job_gets_its_event_again(cloud: Cloud) -> None:
    key = cloud.upload(b"a cat", name="my cat & I.jpg")

    assert replayed() == [{"detail": {"bucket": {"name": NAMES.upload_bucket}, "object": {"key": key}}}]


def test_a_photo_with_a_job_or_with_the_tombstone_of_one_does_not(cloud: Cloud) -> None:
    job_id = str(uuid4())
    cloud.upload(b"a cat", job_id=job_id)
    client("dynamodb").put_item(TableName=NAMES.table, Item={"job_id": {"S": job_id}, "status": {"S": "erased"}})

    assert replayed() == []
