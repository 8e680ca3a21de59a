"""Sharing: a completed job can be seen without a key, at an address that is made from its share number.

    completed ──share──▶ shared ──unshare (the number rises)──▶ completed

The number begins at the time of the first share. So a job that one day has the same id does not have the same
addresses. Erasure takes all of it away with the record.
"""

from dataclasses import dataclass

from petavatar.api_keys import Caller
from petavatar.errors import NO_SUCH_JOB, NO_SUCH_SHARE, JobNotCompleted, JobNotFound, NotShared
from petavatar.items import living
from petavatar.jobs import POLL_AFTER_S, TERMINAL, Job
from petavatar.share_tokens import ShareTokens, job_id_in
from petavatar.table.conditions import COMPLETED, IS_JOB, NOT_EXPIRED
from petavatar.table.jobs import JobTable


@dataclass(frozen=True, slots=True)
class Shares:
    """The writes of sharing, and the read of whoever has a token."""

    jobs: JobTable

    def share(self, job_id: str, by: Caller | None = None, *, photo: bool | None = None) -> Job:
        """Shares a completed job; one that is shared keeps its address.

        Args:
            job_id: which one.
            by: who asks; None for an operator.
            photo: whether the prepared photo is shown too; if left out, as it was, and not at first.

        Raises:
            JobNotFound: if there is none, or the caller may not see it.
            JobNotCompleted: if it has no result.
        """
        self.jobs.read(job_id, by=by, in_brief=True)
        now, set_photo = self.jobs.now(), "" if photo is None else ", share_photo = :photo"
        item, done = self.jobs.store.update(
            job_id,
            f"SET #shared = :true, share_number = if_not_exists(share_number, :first){set_photo}",
            f"{IS_JOB} AND {NOT_EXPIRED} AND {COMPLETED}",
            {":now": now, ":first": int(now), **({} if photo is None else {":photo": photo})},
            operation="share the job",
        )
        job = living(item, now)
        if job is None:
            raise JobNotFound(NO_SUCH_JOB)
        if not done:
            status = self.jobs.as_of_now(job).status
            raise JobNotCompleted(f"The job's status is {status}", None if status in TERMINAL else POLL_AFTER_S)
        return job

    def unshare(self, job_id: str, by: Caller | None = None) -> None:
        """Ends the sharing of a job, whose address leads nowhere from then on. Harmless for one that is not shared.

        Raises:
            JobNotFound: if there is none, or the caller may not see it.
        """
        self.jobs.read(job_id, by=by, in_brief=True)
        self.jobs.store.update(
            job_id,
            "SET share_number = share_number + :one REMOVE #shared, share_photo",
            f"{IS_JOB} AND {NOT_EXPIRED} AND #shared = :true",
            {":now": self.jobs.now(), ":one": 1},
            operation="end the sharing of the job",
        )

    def find(self, token: str, tokens: ShareTokens | None, *, in_brief: bool = False) -> Job:
        """The job that a token opens.

        Args:
            token: what stands in the address.
            tokens: those of the deployment; None if it can have none.
            in_brief: without what only its results need.

        Raises:
            NotShared: if it opens none, or does not any more.
        """
        job_id = job_id_in(token)
        job = self.jobs.get(job_id, in_brief=in_brief) if tokens and job_id else None
        if tokens is None or job is None or not tokens.opens(token, job):
            raise NotShared(NO_SUCH_SHARE)
        return job
