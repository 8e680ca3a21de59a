"""The table of jobs: read, created, put back to work."""

from dataclasses import dataclass, replace
from typing import Any, Final

from petavatar.api_keys import Caller
from petavatar.errors import NO_SUCH_JOB, JobErased, JobNotFound
from petavatar.items import IN_BRIEF, attributes_of, is_tombstone, job_in, living, to_job
from petavatar.jobs import TERMINAL, Job, timestamp
from petavatar.limits import METADATA, Limits
from petavatar.table.conditions import IS_FREE, IS_JOB, MAY_COME_BACK, NOT_EXPIRED, UNFINISHED, as_of
from petavatar.table.quotas import Limit, Period, Quotas, Used, cost_bound, used_in
from petavatar.table.store import ItemStore, Refusal

_WITHOUT_LIMITS: Final = "attribute_not_exists(limits)"


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
        item = self.store.put(attributes_of(job), IS_FREE, {":now": self.now()}, operation="create the job")
        return None if item is None else _existing(item)

    def create_counted(self, job: Job, limits: Limits) -> Job | Limit | None:
        """Writes a job that does not exist yet, counts it, and sets aside what its models may cost, all at once.

        Args:
            job: the job; `reserved` is what its models may cost.
            limits: those of its owner.

        Returns:
            None if it was written; otherwise the job that was there already, or the limit that it would pass.

        Raises:
            JobNotFound: if the job that was there was erased: nothing brings it back.
        """
        if limit := Used().exceeded(limits, job.reserved):
            # No count is needed to see that, and no condition on a count that is not there yet can say it.
            return limit
        period = Period(self.now())
        written = replace(job, reserved_in=period.month if job.reserved else "")
        found = self.store.transact(
            [
                self.store.put_of(attributes_of(written), IS_FREE, {":now": period.now}),
                Quotas(self.store).count(job.owner, limits, job.reserved),
            ],
            operation="create the job",
        )
        if found is None:
            return None
        at_its_id, counter = found
        if at_its_id is not None:
            return _existing(at_its_id)
        return used_in(counter, period).exceeded(limits, job.reserved)

    def find(self, job_id: str) -> Job | None:
        """The job as anyone must read it now, in brief; None if there never was one, or its time to live is over.

        Raises:
            JobErased: if it was erased.
        """
        item, now = self.store.get(job_id, IN_BRIEF), self.now()
        if item and is_tombstone(item) and float(item["ttl"]["N"]) > now:
            raise JobErased("The job of this Idempotency-Key was erased. Use another key for another job.")
        job = living(item, now)
        return job and self.as_of_now(job)

    def mark_sent(self, job_id: str) -> None:
        """Notes that the job's message is in the queue. Without effect on a job that is gone."""
        self.store.update(
            job_id,
            "SET sent = :true",
            f"{IS_JOB} AND {NOT_EXPIRED}",
            {":now": self.now()},
            operation="note that the job was queued",
        )

    def mark_announced(self, job: Job) -> None:
        """Notes that the end of this job, as it is stored, was published.

        Without effect if it was put back or erased since.
        """
        self.store.update(
            job.job_id,
            "SET announced = :true",
            "#status = :status AND updated_at = :at",
            {":status": job.status, ":at": job.updated_at},
            operation="note that the job's end was published",
        )

    def requeue(self, job_id: str, deadline: float, reserve: int = 0) -> Job | Refusal:
        """Puts a failed, retryable job back to `queued`: the one way out of a terminal state, an operator's act.

        A job that merely reads as failed, because it lapsed, goes the same way.

        Args:
            job_id: which one.
            deadline: its new deadline, in seconds since 1970.
            reserve: what its models may cost, in millionths of a US dollar, which counts if its owner has a limit.

        Returns:
            The job, now `queued` and not sent; or a `Refusal` with the job that could not be put back, also since its
            owner's limit leaves no room for it.
        """
        now = self.now()
        update = (
            "SET #status = :queued, progress = :zero, sent = :false, deadline = :deadline, updated_at = :at"
            " REMOVE #error, error_message, lease_token, message_id, receive, not_before, announced,"
            " unspent, carried, start_by, stage, expected_end"
        )
        condition = f"{NOT_EXPIRED} AND {MAY_COME_BACK}"
        values = {
            ":zero": 0,
            ":deadline": deadline,
            ":at": timestamp(now),
            ":max": self.store.max_attempts,
            ":now": now,
        }
        item, done = self.store.update(
            job_id, update, f"{condition} AND {_WITHOUT_LIMITS}", values, operation="put the job back"
        )
        job = living(item, now)
        if done or job is None or not job.limits:
            return to_job(item) if done else Refusal(job)
        limits, quotas = Limits.of_metadata({METADATA: job.limits}), Quotas(self.store)
        if job.reserved and self.as_of_now(job).status in TERMINAL:
            quotas.settle(job, cost_bound(job, self.store.max_attempts))
        values |= {":reserved": reserve, ":month": Period(now).month}
        change = update.replace("SET ", "SET reserved = :reserved, reserved_in = :month, ", 1)
        refused = self.store.transact(
            [
                self.store.update_of(job_id, change, condition, values),
                quotas.count(job.owner, limits, reserve, jobs=0),
            ],
            operation="put the job back",
        )
        found = self.get(job_id)
        return found if refused is None and found is not None else Refusal(found)


def _existing(item: dict[str, Any]) -> Job:
    existing = job_in(item)
    if existing is None:
        raise JobNotFound("The job was erased. Ask for a new upload URL.")
    return existing
