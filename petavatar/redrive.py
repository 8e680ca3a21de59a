"""Puts failed jobs back to work, once people have fixed what made them fail."""

from petavatar.ends import Ends
from petavatar.queue import ProcessingQueue
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import Refusal


def redrive(jobs: JobTable, queue: ProcessingQueue, job_id: str, settings: Settings, ends: Ends | None = None) -> bool:
    """Puts one job back to `queued`, with a new deadline and a new message.

    An end that nobody could publish is published first, with `ends`, also that of a job that can't be put back.
    Harmless when repeated: a redrive that died before its message was sent is taken up where it stopped.

    Returns:
        Whether a message was sent; False for a job that is gone, at work, done, or failed for good, or whose owner's
        monthly limit leaves no room for another try.
    """
    now = jobs.now()
    if ends is not None and (stored := jobs.get(job_id, in_brief=True)):
        ends.publish(stored)
    job = jobs.requeue(job_id, now + settings.job_deadline_s, settings.max_cost_microusd)
    if isinstance(job, Refusal):
        if job.job is None or job.job.sent or jobs.as_of_now(job.job).status != "queued":
            return False
        job = job.job
    queue.send(job.job_id, now)
    jobs.mark_sent(job.job_id)
    return True
