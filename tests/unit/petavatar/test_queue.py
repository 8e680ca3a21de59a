"""The processing queue's messages."""

import json
from typing import Any

import pytest

from petavatar.errors import MalformedRequest, StorageFailure
from petavatar.queue import Message
from testing.events import recorded
from testing.jobs import A_JOB_ID, NOW
from tests.support.cloud import Cloud, calls_of


def test_a_record_of_an_sqs_event_is_read() -> None:
    assert Message.from_record(recorded("sqs")["Records"][0]) == Message(
        job_id=A_JOB_ID,
        message_id="059f36b4-87a3-44ab-83d2-661975830a7d",
        receipt_handle="AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        receive=1,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"body": ""},
        {"body": "[]"},
        {"body": '"text"'},
        {"body": "{}"},
        {"body": None},
        {"attributes": {}},
        {"attributes": {"ApproximateReceiveCount": "many"}},
        {"attributes": None},
    ],
)
def test_a_record_of_something_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedRequest):
        Message.from_record(recorded("sqs")["Records"][0] | changes)


@pytest.mark.parametrize("name", ["body", "messageId", "receiptHandle", "attributes"])
def test_a_record_that_lacks_something_is_refused(name: str) -> None:
    record = recorded("sqs")["Records"][0]
    del record[name]

    with pytest.raises(MalformedRequest):
        Message.from_record(record)


def test_what_is_sent_names_job_and_time_and_no_file(cloud: Cloud) -> None:
    cloud.queue.send(A_JOB_ID, NOW)

    (record,) = cloud.receive()
    assert json.loads(record["body"]) == {
        "job_id": A_JOB_ID,
        "timestamp": "2026-11-22T12:00:00.000Z",
    }
    assert Message.from_record(record).receive == 1


def test_a_message_can_be_shown_again_after_a_while(cloud: Cloud) -> None:
    message = cloud.message(A_JOB_ID)

    with calls_of("sqs", "ChangeMessageVisibility") as calls:
        cloud.queue.show_again_after(message, 20)
        assert cloud.receive() == []
        cloud.queue.show_again_after(message, 0)

    assert [call["VisibilityTimeout"] for call in calls] == [20, 0]
    assert [record["messageId"] for record in cloud.receive()] == [message.message_id]


def test_a_queue_that_does_not_answer_is_worth_another_try(cloud: Cloud) -> None:
    message = cloud.message(A_JOB_ID)
    cloud.break_queue()

    with pytest.raises(StorageFailure, match="queue the job"):
        cloud.queue.send(A_JOB_ID, NOW)
    with pytest.raises(StorageFailure, match="put the message back"):
        cloud.queue.show_again_after(message, 10)
