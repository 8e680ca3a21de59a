"""The queue of webhooks: which event of which job is to be sent, and how often that was tried.

A message has no address and nothing of the person's or the pet's: both are read from the job when it is sent.
"""

import json
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Any, Final, Self

from petavatar.errors import MalformedRequest
from petavatar.queue import put_message

MAX_DELAY_S: Final = 900
"""The longest that SQS delays a message; one that is due later is put back again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage:
    """A try to send an event.

    Attributes:
        job_id: the job.
        end: the job's `updated_at` when it ended. A job that was put back to work since has another one, or none.
        run: 0 for the event itself, and one more for each time that it was asked for again.
        number: which try of this run it is, from 1.
        due: when it is to be sent, in seconds since 1970; 0 for at once.
    """

    job_id: str
    end: str
    run: int = 0
    number: int = 1
    due: float = 0

    @classmethod
    def from_body(cls, body: str) -> Self:
        """Reads a message of the queue.

        Raises:
            MalformedRequest: if it is none of ours.
        """
        try:
            match json.loads(body):
                case {
                    "job_id": str(job_id),
                    "end": str(end),
                    "run": int(run),
                    "number": int(number),
                    "due": int() | float() as due,
                }:
                    return cls(job_id=job_id, end=end, run=run, number=number, due=due)
        except ValueError as error:
            raise MalformedRequest("The message is not a webhook's") from error
        raise MalformedRequest("The message is not a webhook's")

    @property
    def place(self) -> tuple[int, int]:
        """By this, tries of one event are in order."""
        return self.run, self.number

    def later(self, due: float) -> Self:
        """The next try of the same run."""
        return replace(self, number=self.number + 1, due=due)


class WebhookQueue:
    """The queue of webhooks, and the one of those that nobody took for a day."""

    def __init__(self, sqs: Any, url: str, dead_letter_url: str = "") -> None:
        """Takes the client and the addresses; that of the dead-letter queue is for senders."""
        self._sqs = sqs
        self._url = url
        self._dead_letter_url = dead_letter_url

    def send(self, message: WebhookMessage, now: float) -> None:
        """Asks for a webhook to be sent when it is due, or to be put back then."""
        delay_s = min(MAX_DELAY_S, max(0, ceil(message.due - now))) if message.due else 0
        put_message(self._sqs, self._url, asdict(message), operation="queue the webhook", delay_s=delay_s)

    def send_dead_letter(self, message: WebhookMessage) -> None:
        """Puts a webhook that nobody took where people see it. It may be there twice."""
        operation = "put the webhook into the dead-letter queue"
        put_message(self._sqs, self._dead_letter_url, asdict(message), operation=operation)
