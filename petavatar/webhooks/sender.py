"""Works on one message: sends the webhook if it is due, and notes what came of it.

    due? ─▶ is the job's end still the one that is meant, and not sent yet? ─▶ POST ─▶ queue the next try ─▶ note

Returning consumes the message; raising has it come again. A try is noted once the next one is in the queue, so a
message of a try that is noted has done its work, and is consumed. Whatever dies before the note sends the webhook once
more: the receiver knows it by its `webhook-id`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from petavatar.api_keys import ApiKeys
from petavatar.jobs import TERMINAL, Job, timestamp
from petavatar.results import status_body
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.deliveries import Deliveries, Entry, is_delivered, last_place
from petavatar.table.jobs import JobTable
from petavatar.telemetry import OWNER, count, logger
from petavatar.webhooks.answers import event_type, webhook_id
from petavatar.webhooks.messages import WebhookMessage, WebhookQueue
from petavatar.webhooks.post import Answer
from petavatar.webhooks.signature import signed_headers

COMPONENT: Final = "webhook-worker"
_EARLY_S: Final = 1.0
"""Clocks differ: a message that comes so early is on time."""
_NO_SECRET: Final = Answer(None, "this deployment has no webhook secrets yet: its operator has to renew a key")

type Post = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Sender:
    """Turns messages into webhooks."""

    jobs: JobTable
    deliveries: Deliveries
    queue: WebhookQueue
    keys: ApiKeys
    storage: Storage
    settings: Settings
    post: Post

    def handle(self, message: WebhookMessage) -> None:
        """Works on one delivery of a message.

        Raises:
            StorageFailure: if AWS does not answer; the message must come again.
        """
        now = self.jobs.now()
        if message.due - now > _EARLY_S:
            self.queue.send(message, now)
            return
        job = self._job(message)
        if job is None:
            logger.info("no webhook to send", component=COMPONENT, job_id=message.job_id)
            return
        answer = self._post(job, int(now))
        next_at = self._next_try(message, answer)
        self.deliveries.note(job, _entry(message, answer, now, next_at))
        outcome = "WebhookFailure" if answer.problem else "WebhookSuccess"
        count(outcome, COMPONENT)
        # Neither the address nor what came back: both may hold secrets.
        logger.info(outcome, component=COMPONENT, job_id=job.job_id, number=message.number, status=answer.status)

    def _job(self, message: WebhookMessage) -> Job | None:
        """The job whose end is to be sent; None if there is nothing to send, or it was sent."""
        stored = self.jobs.get(message.job_id, in_brief=True)
        job = stored and self.jobs.as_of_now(stored)
        OWNER.set(job.owner if job else "")
        if job is None or not job.webhook_url or job.status not in TERMINAL or job.updated_at != message.end:
            return None
        return None if message.place <= last_place(job) or is_delivered(job, message.run) else job

    def _post(self, job: Job, seconds: int) -> Answer:
        secrets = self.keys.webhook_secrets(job.owner)
        if not secrets:
            return _NO_SECRET
        body = json.dumps(self._body(job), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "PetAvatar-Webhook/1",
            **signed_headers(webhook_id(job), seconds, body, secrets),
        }
        return self.post(
            job.webhook_url,
            headers,
            body,
            timeout_s=self.settings.webhook_timeout_s,
            loopback=self.settings.webhook_loopback,
        )

    def _body(self, job: Job) -> dict[str, Any]:
        avatar_url = self.storage.picture_url(job.s3_avatar_key) if job.s3_avatar_key else None
        return {
            "type": event_type(job),
            "timestamp": job.completed_at or job.updated_at,
            "data": status_body(job, now=self.jobs.now(), base=self.settings.api_url, avatar_url=avatar_url),
        }

    def _next_try(self, message: WebhookMessage, answer: Answer) -> float | None:
        """Queues the next try of a webhook that was not taken, and says when it is due; None if there is none."""
        if not answer.problem:
            return None
        if message.number > len(self.settings.webhook_retry_s):
            self.queue.send_dead_letter(message)
            return None
        now = self.jobs.now()
        due = now + self.settings.webhook_retry_s[message.number - 1]
        self.queue.send(message.later(due), now)
        return due


def _entry(message: WebhookMessage, answer: Answer, now: float, next_at: float | None) -> Entry:
    return {
        "end": message.end,
        "run": message.run,
        "number": message.number,
        "at": timestamp(now),
        "status": answer.status,
        "seconds": answer.seconds,
        "problem": answer.problem,
        "next_at": timestamp(next_at) if next_at else None,
    }
