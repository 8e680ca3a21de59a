"""Messages: how they are sent to any queue; and those of the processing queue, from which jobs are worked on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from petavatar.aws import aws_errors
from petavatar.errors import MalformedRequest
from petavatar.jobs import timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery of a message."""

    job_id: str
    message_id: str
    receipt_handle: str
    receive: int

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Reads a record of an SQS event.

        Raises:
            MalformedRequest: if it is none of ours.
        """
        try:
            return cls(
                job_id=job_id_in(record["body"]),
                message_id=record["messageId"],
                receipt_handle=record["receiptHandle"],
                receive=int(record["attributes"]["ApproximateReceiveCount"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedRequest("The message is not a job's") from error


def job_id_in(body: str) -> str:
    """The job that a message's body asks for.

    Raises:
        MalformedRequest: if it asks for none.
    """
    try:
        return str(json.loads(body)["job_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedRequest("The message is not a job's") from error


def put_message(sqs: Any, url: str, body: Mapping[str, Any], *, operation: str, delay_s: int = 0) -> None:
    """Puts a message into a queue.

    Args:
        sqs: the client.
        url: the queue's address.
        body: what it says.
        operation: what that is for, for the error.
        delay_s: how long nobody receives it, in seconds; at most 900.

    Raises:
        StorageFailure: if SQS does not answer.
    """
    delay = {"DelaySeconds": delay_s} if delay_s else {}
    with aws_errors(operation):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body), **delay)


class ProcessingQueue:
    """The queue of jobs to work on."""

    def __init__(self, sqs: Any, url: str, dead_letter_url: str = "") -> None:
        """Takes the client and the addresses; that of the dead-letter queue is for workers."""
        self._sqs = sqs
        self._url = url
        self._dead_letter_url = dead_letter_url

    def send(self, job_id: str, now: float, *, delay_s: int = 0) -> None:
        """Asks for a job to be worked on. A message outlives an erased job, so it holds no name of a file.

        Args:
            job_id: which one.
            now: the time, in seconds since 1970.
            delay_s: how long no worker gets the message, in seconds; at most 900.
        """
        body = {"job_id": job_id, "timestamp": timestamp(now)}
        put_message(self._sqs, self._url, body, operation="queue the job", delay_s=delay_s)

    def show_again_after(self, message: Message, seconds: int) -> None:
        """Makes a message that is being worked on visible again after some seconds."""
        with aws_errors("put the message back"):
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message.receipt_handle, VisibilityTimeout=seconds
            )

    def send_dead_letter(self, job_id: str) -> None:
        """Puts a job that people should see into the dead-letter queue. It may be there twice."""
        operation = "put the job into the dead-letter queue"
        put_message(self._sqs, self._dead_letter_url, {"job_id": job_id}, operation=operation)
