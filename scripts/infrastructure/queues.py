"""The processing queue, its dead-letter queue, and that of upload events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from petavatar.aws import error_code
from scripts.infrastructure.names import Names

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

MAX_RECEIVES: Final = 3
_DAY_S: Final = 86_400
_RETENTION_S: Final = 4 * _DAY_S
_DEAD_LETTER_RETENTION_S: Final = 14 * _DAY_S
_NO_SUCH_QUEUE: Final = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})


@dataclass(frozen=True, slots=True)
class Redelivery:
    """When and how often a message comes again.

    Attributes:
        visibility_s: seconds that a received message stays hidden: six times the worker's timeout, as AWS advises.
        max_receives: receives after which a message goes to the dead-letter queue.
    """

    visibility_s: int = 900
    max_receives: int = MAX_RECEIVES


def ensure_queues(sqs: "SQSClient", names: Names, redelivery: Redelivery) -> str:
    """Makes the queues, or sets existing ones right.

    Returns:
        The URL of the processing queue.
    """
    for name in (names.dead_letter_queue, names.upload_events_dead_letter_queue):
        _ensure_queue(
            sqs, name, {"MessageRetentionPeriod": str(_DEAD_LETTER_RETENTION_S), "SqsManagedSseEnabled": "true"}
        )
    redrive = {
        "deadLetterTargetArn": names.queue_arn(names.dead_letter_queue),
        "maxReceiveCount": redelivery.max_receives,
    }
    return _ensure_queue(
        sqs,
        names.queue,
        {
            "VisibilityTimeout": str(redelivery.visibility_s),
            "MessageRetentionPeriod": str(_RETENTION_S),
            "SqsManagedSseEnabled": "true",
            "RedrivePolicy": json.dumps(redrive),
        },
    )


def _ensure_queue(sqs: "SQSClient", name: str, attributes: "Mapping[QueueAttributeNameType, str]") -> str:
    try:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    except ClientError as error:
        if error_code(error) not in _NO_SUCH_QUEUE:
            raise
        return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    return url
