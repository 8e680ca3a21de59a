"""Retries jobs from the dead-letter queue: `python -m scripts.redrive --sandbox dev`.

It reads every message. A job that failed and may be retried gets a new message, then its old one is deleted. Messages
of jobs that need no retry are deleted too; those of jobs at work stay.

With `--events` it retries upload events that could not be delivered or handled: it invokes s3-event-handler with each
event, then deletes its message. An event that fails again comes back to the same queue.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from deployment.connection import Connection
from deployment.monitoring.alarms import EVENT_HANDLER
from petavatar.errors import MalformedRequest, StorageFailure
from petavatar.jobs import TERMINAL
from petavatar.queue import ProcessingQueue, job_id_in
from petavatar.redrive import redrive
from petavatar.s3_events import created_objects
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from scripts.command import DONE, run, sandbox_parser


def messages(sqs: Any, dlq_url: str) -> Iterator[dict[str, Any]]:
    """The messages of the dead-letter queue, until a receive returns none."""
    while True:
        batch = sqs.receive_message(
            QueueUrl=dlq_url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=60
        ).get("Messages", [])
        if not batch:
            return
        yield from batch


def redrive_queue(sqs: Any, dlq_url: str, jobs: JobTable, queue: ProcessingQueue, settings: Settings) -> Counter[str]:
    """Handles each message of the dead-letter queue, and counts the outcomes."""
    counts: Counter[str] = Counter()
    for received in messages(sqs, dlq_url):
        outcome = _handle(received, jobs, queue, settings)
        counts[outcome] += 1
        if outcome != "at work":
            sqs.delete_message(QueueUrl=dlq_url, ReceiptHandle=received["ReceiptHandle"])
    return counts


def redrive_events(sqs: Any, lambda_client: Any, dlq_url: str, function: str) -> Counter[str]:
    """Handles each message of the queue of failed upload events, and counts the outcomes."""
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

    Lambda wraps a failed event into a record of the invocation; EventBridge sends an undelivered event unchanged.
    """
    try:
        message = json.loads(body)
        event = message.get("requestPayload", message)
        list(created_objects(event))
    except (AttributeError, ValueError, MalformedRequest):
        return None
    return dict(event)


def _handle(received: dict[str, Any], jobs: JobTable, queue: ProcessingQueue, settings: Settings) -> str:
    try:
        job_id = job_id_in(received["Body"])
    except MalformedRequest:
        return "not a job's"
    if redrive(jobs, queue, job_id, settings):
        return "redriven"
    job = jobs.get(job_id)
    return "nothing to do" if job is None or job.status in TERMINAL else "at work"


def _report(counts: Counter[str]) -> None:
    for outcome, number in sorted(counts.items()):
        print(f"{outcome}: {number}")


def _redrive_events(connection: Connection) -> None:
    sqs, names = connection.client("sqs"), connection.names
    url = sqs.get_queue_url(QueueName=names.upload_events_dead_letter_queue)["QueueUrl"]
    _report(redrive_events(sqs, connection.client("lambda"), url, names.function(EVENT_HANDLER)))


def _redrive_jobs(connection: Connection, job_ids: Sequence[str]) -> None:
    sqs, names, settings = connection.client("sqs"), connection.names, Settings()
    jobs = JobTable(ItemStore(connection.client("dynamodb"), names.table, settings.max_attempts))
    queue = ProcessingQueue(sqs, sqs.get_queue_url(QueueName=names.queue)["QueueUrl"])
    if not job_ids:
        dlq_url = sqs.get_queue_url(QueueName=names.dead_letter_queue)["QueueUrl"]
        _report(redrive_queue(sqs, dlq_url, jobs, queue, settings))
    for job_id in job_ids:
        done = redrive(jobs, queue, job_id, settings)
        print(f"{job_id}: {'redriven' if done else 'nothing to do'}")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if done, 1 if AWS refused, 2 if the arguments are invalid."""
    parser = sandbox_parser("redrive", __doc__)
    parser.add_argument("job_ids", nargs="*", help="jobs to retry, instead of those in the dead-letter queue")
    parser.add_argument("--events", action="store_true", help="retry failed upload events, instead of jobs")
    arguments = parser.parse_args(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        if arguments.events:
            _redrive_events(connection)
        else:
            _redrive_jobs(connection, arguments.job_ids)
        return DONE

    return run(work, stopping=(StorageFailure,))


if __name__ == "__main__":
    sys.exit(main())
