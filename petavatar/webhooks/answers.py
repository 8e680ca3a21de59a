"""What a webhook is called, and what clients read about its deliveries and its secrets."""

from collections.abc import Sequence
from typing import Any

from petavatar.errors import NothingToDeliver
from petavatar.jobs import TERMINAL, Job
from petavatar.table.deliveries import last_place
from petavatar.webhooks.messages import WebhookMessage
from petavatar.webhooks.signature import WebhookSecret


def event_type(job: Job) -> str:
    """The type of the event of a job that has ended: `job.completed` or `job.failed`."""
    return f"job.{job.status}"


def webhook_id(job: Job) -> str:
    """What identifies the event, however often it is sent; without full stops, which separate what is signed."""
    return f"{job.job_id}_{job.status}"


def redelivery_of(job: Job) -> WebhookMessage:
    """The message that has a webhook sent again, at once and in the place of the tries that are still to come.

    Raises:
        NothingToDeliver: if the job has no webhook, or has not ended.
    """
    if not job.webhook_url:
        raise NothingToDeliver("The job has no webhook_url")
    if job.status not in TERMINAL:
        raise NothingToDeliver(f"The job's status is {job.status}: its webhook is sent when it has ended")
    return WebhookMessage(job_id=job.job_id, end=job.updated_at, run=last_place(job)[0] + 1)


def deliveries_body(job: Job) -> dict[str, Any]:
    """The body about the deliveries of a job's webhook, newest first."""
    return {
        "job_id": job.job_id,
        "webhook_url": job.webhook_url or None,
        "webhook_id": webhook_id(job) if job.webhook_url and job.status in TERMINAL else None,
        "deliveries": [
            {
                "attempted_at": entry["at"],
                "delivered": not entry["problem"],
                "status": entry["status"],
                "seconds": entry["seconds"],
                "problem": entry["problem"] or None,
                "next_attempt_at": entry["next_at"],
            }
            for entry in reversed(job.deliveries)
        ],
    }


def secrets_body(secrets: Sequence[WebhookSecret]) -> dict[str, Any]:
    """The body about an owner's secrets, newest first."""
    return {
        "secret": secrets[0].text,
        "secrets": [{"secret": secret.text, "valid_until": secret.valid_until or None} for secret in secrets],
    }
