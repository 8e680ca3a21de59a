"""The queues of jobs and of webhooks with their dead-letter queues, and the dead-letter queue of upload events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from deployment.ignore_errors import ignore_errors
from deployment.infrastructure.buckets import RETENTION_DAYS
from deployment.names import Names
from petavatar.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

RECEIVES_PER_ATTEMPT: Final = 2
"""Attempts are counted on the job. A message that comes while its job is at work, or too early, must not use one up."""
MAX_RECEIVES: Final = RECEIVES_PER_ATTEMPT * Settings().max_attempts
WEBHOOK_VISIBILITY_S: Final = 180
"""Six times the timeout of webhook-worker."""
WEBHOOK_MAX_RECEIVES: Final = 5
"""Each try to send a webhook has a message of its own: it comes again only if the worker died or AWS did not answer."""
_DAY_S: Final = 86_400
_RETENTION_S: Final = 4 * _DAY_S
_DEAD_LETTER_RETENTION_S: Final = 14 * _DAY_S
NO_SUCH_QUEUE: Final = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})


@dataclass(frozen=True, slots=True)
class Redelivery:
    """When and how often SQS delivers a message again.

    Attributes:
        visibility_s: how long a received message stays hidden, in seconds: six times the worker's timeout, as AWS
            advises.
        max_receives: how often a message is received before it goes to the dead-letter queue.
    """

    visibility_s: int = 900
    max_receives: int = MAX_RECEIVES


def ensure_queues(sqs: "SQSClient", names: Names, redelivery: Redelivery) -> str:
    """Creates or updates the queues.

    Returns:
        The URL of the processing queue.
    """
    urls = {name: _ensure_queue(sqs, name, wanted) for name, wanted in queue_attributes(names, redelivery).items()}
    return urls[names.queue]


def queue_attributes(names: Names, redelivery: Redelivery) -> "dict[str, dict[QueueAttributeNameType, str]]":
    """The attributes of each queue by its name; a dead-letter queue comes before the one that it belongs to."""
    encrypted: dict[QueueAttributeNameType, str] = {"SqsManagedSseEnabled": "true"}
    dead_letters = {**encrypted, "MessageRetentionPeriod": str(_DEAD_LETTER_RETENTION_S)}
    webhooks = Redelivery(WEBHOOK_VISIBILITY_S, WEBHOOK_MAX_RECEIVES)
    return {
        names.dead_letter_queue: dead_letters,
        names.upload_events_dead_letter_queue: {
            **encrypted,
            # An event names the file, and is of no use once the photo has expired.
            "MessageRetentionPeriod": str(RETENTION_DAYS * _DAY_S),
            "Policy": json.dumps(_upload_rule_may_send(names)),
        },
        names.webhook_dead_letter_queue: dead_letters,
        names.webhook_queue: encrypted | _of_work(names, names.webhook_dead_letter_queue, webhooks),
        names.queue: encrypted | _of_work(names, names.dead_letter_queue, redelivery),
    }


def _of_work(names: Names, dead_letter_queue: str, redelivery: Redelivery) -> "dict[QueueAttributeNameType, str]":
    redrive = {"deadLetterTargetArn": names.queue_arn(dead_letter_queue), "maxReceiveCount": redelivery.max_receives}
    return {
        "VisibilityTimeout": str(redelivery.visibility_s),
        "MessageRetentionPeriod": str(_RETENTION_S),
        "RedrivePolicy": json.dumps(redrive),
    }


def _ensure_queue(sqs: "SQSClient", name: str, attributes: "Mapping[QueueAttributeNameType, str]") -> str:
    with ignore_errors(*NO_SUCH_QUEUE):
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        return url
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def _upload_rule_may_send(names: Names) -> dict[str, object]:
    """Lets EventBridge send the undelivered events of one rule to the queue.

    Lambda needs no such permission; it sends with the role of s3-event-handler.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "UndeliveredUploadEvents",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": names.queue_arn(names.upload_events_dead_letter_queue),
                "Condition": {"ArnEquals": {"aws:SourceArn": names.upload_rule_arn}},
            }
        ],
    }
