"""A standard queue of SQS with its dead-letter queue, in memory and on a test's own clock.

It keeps SQS's promises and no more: a message comes at least once, in no order, hidden for a while after each receive,
and goes to the dead-letter queue when it would be received once too often. Any message, even one that was deleted, may
come once more out of turn: that is a test's choice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from uuid import uuid4

from petavatar.queue import Message

DEAD_LETTERS: Final = "dead letters"
"""The address of the dead-letter queue; any other is that of the queue."""


@dataclass(slots=True)
class Kept:
    """A message as the queue holds it. `handles` are those of its receives, in order."""

    message_id: str
    body: str
    visible_at: float
    receives: int = 0
    handles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StandardQueue:
    """The queue. It answers to the client operations that the project uses.

    Attributes:
        waiting: what is in the queue, hidden or not, by message id.
        dead: what is in the dead-letter queue.
        deleted: what was consumed.
    """

    clock: Callable[[], float]
    visibility_s: float
    max_receives: int
    waiting: dict[str, Kept] = field(default_factory=dict)
    dead: dict[str, Kept] = field(default_factory=dict)
    deleted: dict[str, Kept] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0) -> dict[str, str]:  # noqa: N803 - AWS's names
        """SendMessage."""
        message = Kept(str(uuid4()), MessageBody, self.clock() + DelaySeconds)
        queue = self.dead if QueueUrl == DEAD_LETTERS else self.waiting
        queue[message.message_id] = message
        return {"MessageId": message.message_id}

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> None:
        """ChangeMessageVisibility, by the handle of any receive of a message that is still there."""
        for message in self.waiting.values():
            if ReceiptHandle in message.handles:
                message.visible_at = self.clock() + VisibilityTimeout

    def receive(self) -> Message | None:
        """Receives the message that has been visible for longest."""
        for message in sorted(self.waiting.values(), key=lambda kept: kept.visible_at):
            if message.visible_at <= self.clock() and (delivery := self._deliver(message)):
                return delivery
        return None

    def receive_again(self, message_id: str) -> Message | None:
        """Receives a message out of turn: while it is hidden, or after it was deleted."""
        message = self.deleted.pop(message_id, None)
        if message is not None:
            self.waiting[message_id] = message
        return self._deliver(self.waiting[message_id])

    def delete(self, delivery: Message) -> None:
        """Consumes a message."""
        message = self.waiting.pop(delivery.message_id, None)
        if message is not None:
            self.deleted[message.message_id] = message

    def next_visible_at(self) -> float | None:
        """When the next message may be received, if any is left."""
        return min((message.visible_at for message in self.waiting.values()), default=None)

    def _deliver(self, message: Kept) -> Message | None:
        if message.receives >= self.max_receives:
            self.dead[message.message_id] = self.waiting.pop(message.message_id)
            return None
        message.receives += 1
        message.visible_at = self.clock() + self.visibility_s
        message.handles.append(f"{message.message_id}#{next(self._numbers)}")
        record: dict[str, Any] = {
            "messageId": message.message_id,
            "receiptHandle": message.handles[-1],
            "body": message.body,
            "attributes": {"ApproximateReceiveCount": str(message.receives)},
        }
        return Message.from_record(record)
