"""Publishes the end of a job: an event on EventBridge, and a message that has its webhook sent.

    write the end ─▶ queue the webhook ─▶ put the event ─▶ mark the job as published

The function that ends a job publishes that. So does one that meets an end without the mark: the next delivery of the
job's message or of its upload's event, an operator's redrive. So no end is lost with a process, and one may be
published twice: a webhook is sent for the first message alone.
"""

from dataclasses import dataclass

from petavatar.job_events import JobEvents
from petavatar.jobs import TERMINAL, Job
from petavatar.table.jobs import JobTable
from petavatar.webhooks.messages import WebhookMessage, WebhookQueue


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of jobs."""

    jobs: JobTable
    events: JobEvents
    webhooks: WebhookQueue

    def publish(self, job: Job) -> bool:
        """Publishes the end of a job, unless it has none or that was done before.

        Args:
            job: the job as it is stored: one that lapsed reads as failed, and is published so.

        Returns:
            Whether it was published now.

        Raises:
            StorageFailure: if the queue, EventBridge or the table does not answer; it may be published again.
        """
        ended = self.jobs.as_of_now(job)
        if ended.status not in TERMINAL or job.announced:
            return False
        if job.webhook_url:
            self.webhooks.send(WebhookMessage(job_id=job.job_id, end=job.updated_at), self.jobs.now())
        self.events.publish(ended)
        self.jobs.mark_announced(job)
        return True
