"""Retries jobs from the dead-letter queue: `python -m scripts.redrive --sandbox dev`.

It reads every message. A job that failed and may be retried gets a new message, then its old one is deleted. Messages
of jobs that need no retry are deleted too; those of jobs at work stay.

With `--events` it retries upload events that could not be delivered or handled: it invokes s3-event-handler with each
event, then deletes its message. An event that fails again comes back to the same queue.

With `--webhooks` it has webhooks sent again that nobody took for a day, and tries them for another one.

An end of a job that could not be published is published first.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from deployment.connection import Connection
from deployment.monitoring.alarms import EVENT_HANDLER
from petavatar.ends import Ends
from petavatar.errors import MalformedRequest, NothingToDeliver, StorageFailure
from petavatar.job_events import JobEvents
from petavatar.jobs import TERMINAL
from petavatar.queue import ProcessingQueue, job_id_in
from petavatar.redrive import redrive
from petavatar.s3_events import created_objects
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from petavatar.webhooks.answers import redelivery_of
from petavatar.webhooks.messages import WebhookMessage, WebhookQueue
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


def redrive_queue(
    sqs: Any, dlq_url: str, jobs: JobTable, queue: ProcessingQueue, settings: Settings, ends: Ends | None = None
) -> Counter[str]:
    """Handles each message of the dead-letter queue, and counts the outcomes."""
    counts: Counter[str] = Counter()
    for received in messages(sqs, dlq_url):
        outcome = _handle(received, jobs, queue, settings, ends)
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


def redrive_webhooks(sqs: Any, dlq_url: str, jobs: JobTable, queue: WebhookQueue) -> Counter[str]:
    """Handles each message of the queue of webhooks that nobody took, and counts the outcomes."""
    counts: Counter[str] = Counter()
    for received in messages(sqs, dlq_url):
        counts[_send_again(received["Body"], jobs, queue)] += 1
        sqs.delete_message(QueueUrl=dlq_url, ReceiptHandle=received["ReceiptHandle"])
    return counts


def _send_again(body: str, jobs: JobTable, queue: WebhookQueue) -> str:
    try:
        job = jobs.get(WebhookMessage.from_body(body).job_id, in_brief=True)
        if job is None:
            return "nothing to do"
        queue.send(redelivery_of(jobs.as_of_now(job)), jobs.now())
    except MalformedRequest:
        return "not a webhook's"
    except NothingToDeliver:
        return "nothing to do"
    return "sent again"


def _handle(
    received: dict[str, Any], jobs: JobTable, queue: ProcessingQueue, settings: Settings, ends: Ends | None
) -> str:
    try:
        job_id = job_id_in(received["Body"])
    except MalformedRequest:
        return "not a job's"
    if redrive(jobs, queue, job_id, settings, ends):
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


def _jobs(connection: Connection) -> JobTable:
    return JobTable(ItemStore(connection.client("dynamodb"), connection.names.table, Settings().max_attempts))


def _webhook_queue(connection: Connection) -> WebhookQueue:
    sqs = connection.client("sqs")
    return WebhookQueue(sqs, sqs.get_queue_url(QueueName=connection.names.webhook_queue)["QueueUrl"])


def _redrive_webhooks(connection: Connection) -> None:
    sqs, names = connection.client("sqs"), connection.names
    dlq_url = sqs.get_queue_url(QueueName=names.webhook_dead_letter_queue)["QueueUrl"]
    _report(redrive_webhooks(sqs, dlq_url, _jobs(connection), _webhook_queue(connection)))


def _redrive_jobs(connection: Connection, job_ids: Sequence[str]) -> None:
    sqs, names, settings, jobs = connection.client("sqs"), connection.names, Settings(), _jobs(connection)
    ends = Ends(jobs, JobEvents(connection.client("events"), names.sandbox), _webhook_queue(connection))
    queue = ProcessingQueue(sqs, sqs.get_queue_url(QueueName=names.queue)["QueueUrl"])
    if not job_ids:
        dlq_url = sqs.get_queue_url(QueueName=names.dead_letter_queue)["QueueUrl"]
        _report(redrive_queue(sqs, dlq_url, jobs, queue, settings, ends))
    for job_id in job_ids:
        done = redrive(jobs, queue, job_id, settings, ends)
        print(f"{job_id}: {'redriven' if done else 'nothing to do'}")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if done, 1 if AWS refused, 2 if the arguments are invalid."""
    parser = sandbox_parser("redrive", __doc__)
    parser.add_argument("job_ids", nargs="*", help="jobs to retry, instead of those in the dead-letter queue")
    others = parser.add_mutually_exclusive_group()
    others.add_argument("--events", action="store_true", help="retry failed upload events, instead of jobs")
    others.add_argument("--webhooks", action="store_true", help="send webhooks again that nobody took")
    arguments = parser.parse_args(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        if arguments.events:
            _redrive_events(connection)
        elif arguments.webhooks:
            _redrive_webhooks(connection)
        else:
            _redrive_jobs(connection, arguments.job_ids)
        return DONE

    return run(work, stopping=(StorageFailure,))


if __name__ == "__main__":
    sys.exit(main())
