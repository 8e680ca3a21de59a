"""Puts failed jobs back to work, once people have mended what made them fail."""

from petavatar.jobs import as_of
from petavatar.queue import ProcessingQueue
from petavatar.settings import Settings
from petavatar.table import JobTable, Refusal


def redrive(jobs: JobTable, queue: ProcessingQueue, job_id: str, settings: Settings, now: float) -> bool:
    """Puts one job back to `queued`, with a new deadline and a new message.

    Harmless when repeated: a redrive that died before its message was sent is taken up where it stopped.

    Returns:
        Whether a message was sent; False for a job that is gone, at work, done, or failed for good.
    """
    job = jobs.requeue(job_id, now + settings.job_deadline_s, now, settings.max_receives)
    if isinstance(job, Refusal):
        waiting = job.job is not None and as_of(job.job, now, settings.max_receives).status == "queued"
        if job.job is None or not waiting or job.job.sent:
            return False
        job = job.job
    queue.send(job.job_id, job.s3_upload_key, now)
    jobs.mark_sent(job.job_id, now)
    return True
