"""Cancellation: a job that nobody works on ends at once; one that is at work is marked, and its worker ends it.

    queued, or its lease is over ──cancel──▶ failed (canceled)
    processing ──cancel──▶ processing, marked ──(the worker sees it)──▶ failed (canceled)

A marked job whose lease lapses reads as canceled.
"""

from dataclasses import dataclass
from typing import Any, Final

from petavatar.api_keys import Caller
from petavatar.errors import NO_SUCH_JOB, Canceled, JobEnded, JobNotFound
from petavatar.items import living
from petavatar.jobs import TERMINAL, Job, timestamp
from petavatar.table.conditions import AT_WORK, CANCELED, LAPSED, NOT_EXPIRED, UNFINISHED, as_of, is_at_work
from petavatar.table.jobs import JobTable

_TRIES: Final = 4
"""Between two writes a worker may take the job, or give it up: then it is the other one's turn."""


@dataclass(frozen=True, slots=True)
class Cancellations:
    """The writes of cancellation."""

    jobs: JobTable

    def cancel(self, job_id: str, by: Caller | None = None) -> Job:
        """Ends a job, or marks it for its worker to end; harmless when repeated.

        Args:
            job_id: which one.
            by: who asks; None for an operator.

        Returns:
            The job: failed as canceled, or at work and marked.

        Raises:
            JobNotFound: if there is none, or the caller may not see it.
            JobEnded: if it had ended before.
        """
        job = self.jobs.read(job_id, by=by, in_brief=True)
        for _ in range(_TRIES):
            if job.status in TERMINAL or job.cancel_at:
                break
            job = self._mark(job) if is_at_work(job, self.jobs.now()) else self._end(job)
        if job.status in TERMINAL and job.failure != Canceled.slug:
            raise JobEnded(f"The job's status is {job.status}. It can't be canceled any more.")
        return job

    def _end(self, job: Job) -> Job:
        problem = Canceled(CANCELED)
        return self._written(
            job,
            "SET #status = :failed, #error = :error, error_message = :message, updated_at = :at",
            f"{UNFINISHED} AND NOT {AT_WORK}",
            {":error": problem.record(), ":message": problem.detail, ":at": timestamp(self.jobs.now())},
        )

    def _mark(self, job: Job) -> Job:
        return self._written(job, "SET cancel_at = :now", AT_WORK, {})

    def _written(self, job: Job, update: str, condition: str, values: dict[str, Any]) -> Job:
        store, now = self.jobs.store, self.jobs.now()
        item, _ = store.update(
            job.job_id,
            update,
            f"{NOT_EXPIRED} AND {condition} AND NOT {LAPSED}",
            {":now": now, ":max": store.max_attempts, **values},
            operation="cancel the job",
        )
        found = living(item, now)
        if found is None:
            raise JobNotFound(NO_SUCH_JOB)
        return as_of(found, now, store.max_attempts)
