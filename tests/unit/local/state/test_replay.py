"""Uploads whose events an engine lost: each is delivered again, unless there is nothing for it to do."""

import json
from typing import Any
from uuid import uuid4

import pytest

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


@pytest.mark.parametrize(
    "item",
    [
        {"status": {"S": "erased"}},
        {"status": {"S": "erasing"}},
        {"status": {"S": "queued"}, "sent": {"BOOL": False}},
        {"status": {"S": "failed"}},
    ],
    ids=["erased", "erased in part", "its message was not sent", "its end was not published"],
)
def test_a_photo_whose_event_has_more_to_do_gets_it_again(cloud: Cloud, item: dict[str, Any]) -> None:
    job_id = str(uuid4())
    cloud.upload(b"a cat", job_id=job_id)
    client("dynamodb").put_item(TableName=NAMES.table, Item={"job_id": {"S": job_id}, **item})

    assert len(replayed()) == 1


@pytest.mark.parametrize("done", ["sent", "announced"])
def test_a_photo_whose_event_has_nothing_left_to_do_gets_none(cloud: Cloud, done: str) -> None:
    job_id = str(uuid4())
    cloud.upload(b"a cat", job_id=job_id)
    item = {"job_id": {"S": job_id}, "status": {"S": "failed"}, done: {"BOOL": True}}
    client("dynamodb").put_item(TableName=NAMES.table, Item=item)

    assert replayed() == []
