"""Handles a message of the queue of webhooks: sends one webhook."""

from collections.abc import Mapping
from typing import Any

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.deliveries import Deliveries
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from petavatar.telemetry import log_error
from petavatar.webhooks.messages import WebhookMessage, WebhookQueue
from petavatar.webhooks.post import post
from petavatar.webhooks.sender import COMPONENT, Sender

settings = Settings.from_environment(
    "table", "generated_bucket", "webhook_queue_url", "webhook_dead_letter_url", "api_key_secret"
)
store = ItemStore(client("dynamodb"), settings.table, settings.max_attempts)
sender = Sender(
    JobTable(store),
    Deliveries(store),
    WebhookQueue(client("sqs"), settings.webhook_queue_url, settings.webhook_dead_letter_url),
    ApiKeys(client("secretsmanager"), settings.api_key_secret),
    Storage(client("s3"), generated_bucket=settings.generated_bucket),
    settings,
    post,
)


def handler(event: Mapping[str, Any], _context: Any) -> None:
    """Handles each record; the queue's mapping delivers one at a time."""
    for record in event["Records"]:
        try:
            message = WebhookMessage.from_body(record["body"])
        except MalformedRequest as problem:
            # A retry can't help: consume the message, so that it does not come back.
            log_error(COMPONENT, "read message", problem)
            continue
        sender.handle(message)
