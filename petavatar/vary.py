"""Makes a variation of a completed job: a new job, which works from copies of what the completed one has kept.

    copy what is kept ─▶ send a late message ─▶ create the job, if its source is still there ─▶ send its message
        ─▶ mark it sent

The copies come first, so a job that exists has all that it works from, and neither job needs the other's objects. A
process that dies before it creates the job leaves copies without a job, which expire like all objects.

No event of an upload comes for a variation. So the late message takes its place: it comes when this process can't be
alive any more, and has a job worked on whose own message was not sent, or its end published if it was canceled
meanwhile. For any other job it does nothing, and is consumed.
"""

from dataclasses import dataclass, replace
from typing import Final

from petavatar.api_keys import Caller
from petavatar.errors import NO_SUCH_JOB, JobErased, JobNotCompleted, JobNotFound, KeyReused, NothingKept
from petavatar.jobs import POLL_AFTER_S, TERMINAL, Job, timestamp
from petavatar.keys import photo_key, work_key
from petavatar.queue import ProcessingQueue
from petavatar.rate_limits import quota_exceeded
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.variations import SOURCE_IS_GONE, Variations
from petavatar.variations import ANALYSIS, Wanted

LATE_S: Final = 60
"""In how many seconds the late message comes: later than the function that sends it can live."""


@dataclass(frozen=True, slots=True)
class Variator:
    """Makes variations."""

    storage: Storage
    jobs: JobTable
    queue: ProcessingQueue
    settings: Settings

    def source(self, job_id: str, by: Caller) -> Job:
        """The job to make a variation of.

        Raises:
            JobNotFound: if there is none, or the caller may not see it.
            JobNotCompleted: if it has no results.
            NothingKept: if it has not kept the photo that the cards are made from.
        """
        job = self.jobs.read(job_id, by=by)
        if job.status != "completed":
            raise JobNotCompleted(f"The job's status is {job.status}", None if job.status in TERMINAL else POLL_AFTER_S)
        if not job.s3_photo_key:
            raise NothingKept("The job is of a version that kept no prepared photo. Hand the photo in again.")
        return job

    def vary(self, source: Job, wanted: Wanted, job_id: str, by: Caller, request: str = "") -> Job:
        """Makes a variation and has it worked on.

        Args:
            source: the completed job.
            wanted: what is to change.
            job_id: the id of the new job.
            by: who asks: the owner of the new job, whose limits it counts against.
            request: the digest of the request under an Idempotency-Key, if it had one.

        Raises:
            InvalidChoice: if a dimension does not exist; nothing is written then.
            NothingKept: if what the source has kept is not there any more.
            JobNotFound: if the source was erased meanwhile, or the new job was erased before.
            KeyReused: if the new job's id stands for another request by now.
            QuotaExceeded: if the job would pass a limit of its owner.
        """
        job = self._job(source, wanted, job_id, by, request)
        try:
            analysis = wanted.changed(self.storage.kept_record(work_key(source.job_id, ANALYSIS)))
            self.storage.keep_record(work_key(job_id, ANALYSIS), analysis)
            for kept, copy in wanted.copies(source.job_id, job_id).items():
                self.storage.copy_kept(kept, copy)
        except NothingKept:
            try:
                # An erasure of the source may have come first.
                self.source(source.job_id, by)
            finally:
                self._discard(job)
            raise
        self.queue.send(job_id, self.jobs.now(), delay_s=LATE_S)
        return self.queued(self._created(job, by))

    def queued(self, job: Job) -> Job:
        """Sends the job's message, if that was not done; then marks it sent."""
        job = self.jobs.as_of_now(job)
        if job.status == "queued" and not job.sent:
            self.queue.send(job.job_id, self.jobs.now())
            self.jobs.mark_sent(job.job_id)
        return job

    def _created(self, job: Job, by: Caller) -> Job:
        try:
            found = Variations(self.jobs.store).create(job, by.limits)
        except JobErased:
            self.storage.erase_generated(job.job_id)
            raise
        if found is None:
            return job
        if isinstance(found, Job):
            # The same request came twice at once: the other one has made the job, of the same copies.
            if not (by.may_see(found.owner) and job.request and found.request == job.request):
                raise KeyReused("Send each Idempotency-Key with one request only")
            return found
        self._discard(job)
        if found == SOURCE_IS_GONE:
            raise JobNotFound(NO_SUCH_JOB)
        raise quota_exceeded(found, self.jobs.now())

    def _discard(self, job: Job) -> None:
        """Deletes the copies, unless the same request came twice at once and the other one has made the job of them."""
        if not job.request or self.jobs.get(job.job_id) is None:
            self.storage.erase_generated(job.job_id)

    def _job(self, source: Job, wanted: Wanted, job_id: str, by: Caller, request: str) -> Job:
        now, choices = self.jobs.now(), wanted.choices(source)
        job = Job(
            job_id=job_id,
            status="queued",
            # It has no upload: the photo that it works from is the prepared one.
            s3_upload_key=photo_key(job_id),
            etag=source.etag,
            choices=choices.record(),
            owner=by.owner,
            request=request,
            webhook_url=wanted.webhook_url or "",
            source_job_id=source.job_id,
            seed=wanted.seed(source, job_id),
            variation=wanted.record(source),
            start_by=now + choices.max_wait_s if choices.max_wait_s else 0,
            created_at=timestamp(now),
            updated_at=timestamp(now),
            deadline=now + self.settings.job_deadline_s,
            ttl=int(now) + self.settings.retention_days * 86_400,
        )
        if by.limits.microusd_per_month is None:
            return job
        return replace(job, limits=by.limits.metadata(), reserved=self.settings.max_cost_microusd)
