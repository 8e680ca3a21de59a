"""The table of jobs: read, created, put back to work."""

from dataclasses import dataclass

from petavatar.api_keys import Caller
from petavatar.errors import NO_SUCH_JOB, JobNotFound
from petavatar.items import IN_BRIEF, attributes_of, job_in, living, to_job
from petavatar.jobs import TERMINAL, Job, timestamp
from petavatar.table.conditions import EXPIRED, IS_JOB, LAPSED, NOT_EXPIRED, RETRYABLE, UNFINISHED, as_of
from petavatar.table.store import ItemStore, Refusal


@dataclass(frozen=True, slots=True)
class JobTable:
    """The table of jobs."""

    store: ItemStore

    def now(self) -> float:
        """The time by which jobs are read and written, in seconds since 1970."""
        return self.store.clock()

    def as_of_now(self, job: Job) -> Job:
        """The job as anyone must read it now: see `conditions.as_of`."""
        return as_of(job, self.now(), self.store.max_attempts)

    def get(self, job_id: str, *, in_brief: bool = False) -> Job | None:
        """The job, strongly consistent; None if there is none, it was erased, or its time to live is over."""
        return living(self.store.get(job_id, IN_BRIEF if in_brief else ()), self.now())

    def read(self, job_id: str, *, by: Caller | None = None, in_brief: bool = False) -> Job:
        """The job as anyone must read it now.

        Args:
            job_id: which one.
            by: who asks; None for an operator.
            in_brief: without what only its results need, so that a poll does not wait for it to be sent and parsed.

        Raises:
            JobNotFound: if there is none, or the caller may not see it.
        """
        job = self.get(job_id, in_brief=in_brief)
        if job is None or not (by is None or by.may_see(job.owner)):
            raise JobNotFound(NO_SUCH_JOB)
        return self.as_of_now(job)

    def unfinished(self) -> list[Job]:
        """The jobs that still wait or are at work. It reads the whole table: for operators, not for requests."""
        items = self.store.select(UNFINISHED, operation="look for jobs that are at work")
        now = self.now()
        jobs = [self.as_of_now(job) for item in items if (job := living(item, now))]
        return [job for job in jobs if job.status not in TERMINAL]

    def create(self, job: Job) -> Job | None:
        """Writes a job that does not exist yet.

        Returns:
            None if it was written; the job that was there already otherwise.

        Raises:
            JobNotFound: if the job that was there was erased: nothing brings it back.
        """
        item = self.store.put(
            attributes_of(job),
            # DynamoDB removes expired items late: one past its time counts as gone.
            f"attribute_not_exists(job_id) OR {EXPIRED}",
            {":now": self.now()},
            operation="create the job",
        )
        if item is None:
            return None
        existing = job_in(item)
        if existing is None:
            raise JobNotFound("The job was erased. Ask for a new upload URL.")
        return existing

    def mark_sent(self, job_id: str) -> None:
        """Notes that the job's message is in the queue. Without effect on a job that is gone."""
        self.store.update(
            job_id,
            "SET sent = :true",
            f"{IS_JOB} AND {NOT_EXPIRED}",
            {":now": self.now()},
            operation="note that the job was queued",
        )

    def requeue(self, job_id: str, deadline: float) -> Job | Refusal:
        """Puts a failed, retryable job back to `queued`: the one way out of a terminal state, an operator's act.

        A job that merely reads as failed, because it lapsed, goes the same way.

        Returns:
            The job, now `queued` and not sent; or a `Refusal` with the job that could not be put back.
        """
        now = self.now()
        item, done = self.store.update(
            job_id,
            "SET #status = :queued, progress = :zero, sent = :false, deadline = :deadline, updated_at = :at"
            " REMOVE #error, error_message, lease_token, message_id, receive, not_before, announced,"
            " unspent, carried",
            f"{NOT_EXPIRED} AND ({RETRYABLE} OR {LAPSED})",
            {
                ":zero": 0,
                ":deadline": deadline,
                ":at": timestamp(now),
                ":max": self.store.max_attempts,
                ":now": now,
            },
            operation="put the job back",
        )
        return to_job(item) if done else Refusal(living(item, now))
