"""Handles a message of the processing queue: processes its job."""

from collections.abc import Mapping
from typing import Any

from petavatar.agent_runtime import AgentRuntime, agent_client, stopping_client
from petavatar.aws import client
from petavatar.ends import Ends
from petavatar.errors import MalformedRequest
from petavatar.job_events import JobEvents
from petavatar.queue import Message, ProcessingQueue
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.leases import Leases
from petavatar.table.store import ItemStore
from petavatar.telemetry import log_error
from petavatar.webhooks.messages import WebhookQueue
from petavatar.worker import COMPONENT, Worker

settings = Settings.from_environment(
    *("table", "generated_bucket", "queue_url", "dead_letter_url", "webhook_queue_url", "agent_runtime_arn", "sandbox")
)
store = ItemStore(client("dynamodb"), settings.table, settings.max_attempts)
worker = Worker(
    Leases(store),
    ProcessingQueue(client("sqs"), settings.queue_url, settings.dead_letter_url),
    Storage(client("s3"), generated_bucket=settings.generated_bucket),
    AgentRuntime(
        agent_client(settings.agent_start_timeout_s),
        settings.agent_runtime_arn,
        silence_s=settings.agent_read_timeout_s,
        stopping=stopping_client(),
    ),
    Ends(
        JobTable(store),
        JobEvents(client("events"), settings.sandbox),
        WebhookQueue(client("sqs"), settings.webhook_queue_url),
    ),
    settings,
)


def handler(event: Mapping[str, Any], context: Any) -> None:
    """Handles each record; the queue's mapping delivers one at a time."""
    for record in event["Records"]:
        try:
            message = Message.from_record(record)
        except MalformedRequest as problem:
            # A retry can't help: consume the message, so that it does not come back.
            log_error(COMPONENT, "read message", problem)
            continue
        worker.handle(message, context.get_remaining_time_in_millis() / 1000)
