"""Puts jobs from the dead-letter queue back to work: `python -m scripts.redrive --sandbox dev`.

Every message is looked at: a job that failed and may be retried gets a new message, then its old one is
deleted. Messages of jobs that need nothing any more are deleted too; those of jobs at work stay.

With `--events` it is the uploads whose event could not be delivered or handled that are tried again:
s3-event-handler is invoked with each, then its message is deleted. One that fails once more comes back to the same
queue.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from petavatar.aws import client
from petavatar.errors import MalformedRequest
from petavatar.jobs import TERMINAL
from petavatar.queue import Message, ProcessingQueue
from petavatar.redrive import redrive
from petavatar.s3_events import created_objects
from petavatar.settings import Settings
from petavatar.table import JobTable


def messages(sqs: Any, dlq_url: str) -> Iterator[dict[str, Any]]:
    """The messages of the dead-letter queue, until it shows none."""
    while True:
        batch = sqs.receive_message(
            QueueUrl=dlq_url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=60
        ).get("Messages", [])
        if not batch:
            return
        yield from batch


def redrive_queue(sqs: Any, dlq_url: str, jobs: JobTable, queue: ProcessingQueue, settings: Settings) -> Counter[str]:
    """Works through the dead-letter queue and counts what became of its messages."""
    counts: Counter[str] = Counter()
    for received in messages(sqs, dlq_url):
        outcome = _handle(received, jobs, queue, settings)
        counts[outcome] += 1
        if outcome != "at work":
            sqs.delete_message(QueueUrl=dlq_url, ReceiptHandle=received["ReceiptHandle"])
    return counts


def redrive_events(sqs: Any, lambda_client: Any, dlq_url: str, function: str) -> Counter[str]:
    """Works through the queue of upload events that failed and counts what became of them."""
    counts: Counter[str] = Counter()
    for received in messages(sqs, dlq_url):
        event = _failed_event(received["Body"])
        if event is not None:
            lambda_client.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())
        sqs.delete_message(QueueUrl=dlq_url, ReceiptHandle=received["ReceiptHandle"])
        counts["not an event" if event is None else "invoked again"] += 1
    return counts


def _failed_event(body: str) -> dict[str, Any] | None:
    """The event in a message; None if there is none.

    Lambda wraps an event that failed into a record of the invocation; EventBridge sends one that it could not
    deliver as it is.
    """
    try:
        message = json.loads(body)
        event = message.get("requestPayload", message)
        list(created_objects(event))
    except (AttributeError, ValueError, MalformedRequest):
        return None
    return dict(event)


def _handle(received: dict[str, Any], jobs: JobTable, queue: ProcessingQueue, settings: Settings) -> str:
    record = {
        "body": received["Body"],
        "messageId": received["MessageId"],
        "receiptHandle": received["ReceiptHandle"],
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    try:
        job_id = Message.from_record(record).job_id
    except MalformedRequest:
        return "not a job's"
    now = time.time()
    if redrive(jobs, queue, job_id, settings, now):
        return "redriven"
    job = jobs.get(job_id, now)
    return "nothing to do" if job is None or job.status in TERMINAL else "at work"


def main() -> None:
    """Reads the command line and works through the queue, or through the jobs that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("job_ids", nargs="*", help="jobs to put back, instead of the dead-letter queue's")
    parser.add_argument("--events", action="store_true", help="upload events that failed, instead of jobs")
    arguments = parser.parse_args()
    sqs = client("sqs")
    if arguments.events:
        url = sqs.get_queue_url(QueueName=f"petavatar-upload-events-dlq-{arguments.sandbox}")["QueueUrl"]
        function = f"petavatar_s3-event-handler_{arguments.sandbox}"
        _report(redrive_events(sqs, client("lambda"), url, function))
        return
    settings = Settings()
    jobs = JobTable(client("dynamodb"), f"petavatar-jobs-{arguments.sandbox}")
    url = sqs.get_queue_url(QueueName=f"petavatar-processing-queue-{arguments.sandbox}")["QueueUrl"]
    queue = ProcessingQueue(sqs, url)
    if arguments.job_ids:
        for job_id in arguments.job_ids:
            done = redrive(jobs, queue, job_id, settings, time.time())
            print(f"{job_id}: {'redriven' if done else 'nothing to do'}")
        return
    dlq_url = sqs.get_queue_url(QueueName=f"petavatar-processing-dlq-{arguments.sandbox}")["QueueUrl"]
    _report(redrive_queue(sqs, dlq_url, jobs, queue, settings))


def _report(counts: Counter[str]) -> None:
    for outcome, number in sorted(counts.items()):
        print(f"{outcome}: {number}")


if __name__ == "__main__":
    main()
