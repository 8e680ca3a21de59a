"""Accepts an uploaded photo: the one way into the system, for the API and for S3 events alike.

    look at the object ─▶ create the job if it is absent ─▶ send its message ─▶ mark it sent

The second request or event for an object finds the job of the first. A process that dies between creating and
sending leaves a job that is not marked sent; the next delivery of the event or the next request sends it.
A message sent twice is harmless, since a job is claimed before it is worked on.

A job that ends here, since its photo or a limit stands against it, has its end published by the event of its upload,
which comes for every photo, and again if that fails.
"""

from dataclasses import dataclass, replace

from petavatar.api_keys import Caller
from petavatar.ends import Ends
from petavatar.errors import NOTHING_UPLOADED, JobIdTaken, JobNotFound, ObjectNotFound, Problem, QuotaExceeded
from petavatar.jobs import Job, timestamp
from petavatar.keys import UploadKey
from petavatar.limits import Limits
from petavatar.queue import ProcessingQueue
from petavatar.rate_limits import OF_MONTH, quota_exceeded
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.upload import Upload


@dataclass(frozen=True, slots=True)
class Acceptor:
    """Makes jobs of uploads. It publishes their ends where it handles events."""

    storage: Storage
    jobs: JobTable
    queue: ProcessingQueue
    settings: Settings
    ends: Ends | None = None

    def accept(self, at: UploadKey, by: Caller | None = None) -> Job:
        """Accepts the upload at a key.

        Args:
            at: the key.
            by: who asks; None for an operator.

        Returns:
            The job of that upload, whatever its state by now.

        Raises:
            QuotaExceeded: if the job has failed since it would pass a limit of its owner.
            Problem: if the object is missing, bad (nothing is written), or of an owner whose jobs the caller may not
                see; or another object owns the job id.
        """
        upload = self.storage.inspect(at)
        if not (by is None or by.may_see(upload.owner)):
            raise ObjectNotFound(NOTHING_UPLOADED)
        if upload.problem is not None:
            raise upload.problem
        job = self._create_and_queue(upload, by)
        if job.failure == QuotaExceeded.slug:
            raise quota_exceeded("spend" if job.error_message == OF_MONTH else "jobs", self.jobs.now())
        return job

    def accept_or_fail(self, at: UploadKey) -> Job:
        """Accepts the upload at a key as `accept` does, but writes a bad one down as a failed job.

        Nobody waits for an answer to an event: the reason is in the job's status, for those who dropped the file.
        An upload under the id of an erased job is deleted: its address lives longer than the job may.

        Raises:
            Problem: as `accept`, or if the job's end could not be published: the event must come again.
        """
        upload = self.storage.inspect(at)
        try:
            stored = self._create(self._job(upload, upload.problem), upload)
        except JobNotFound:
            self.storage.erase_upload(at)
            raise
        if self.ends is not None:
            self.ends.publish(stored)
        return stored if upload.problem else self._queued(stored)

    def _create_and_queue(self, upload: Upload, by: Caller | None = None) -> Job:
        return self._queued(self._create(self._job(upload, None), upload, by))

    def _queued(self, stored: Job) -> Job:
        job = self.jobs.as_of_now(stored)
        if job.status == "queued" and not job.sent:
            self.queue.send(job.job_id, self.jobs.now())
            self.jobs.mark_sent(job.job_id)
        return job

    def _create(self, job: Job, upload: Upload, by: Caller | None = None) -> Job:
        written, existing = self._write(job, upload.limits)
        if existing is None:
            return written
        if not (by is None or by.may_see(existing.owner)):
            raise ObjectNotFound(NOTHING_UPLOADED)
        if not existing.owns(upload.at.key, upload.etag):
            raise JobIdTaken("Another object was accepted under this job id. Ask for a new upload URL.")
        return existing

    def _write(self, job: Job, limits: Limits) -> tuple[Job, Job | None]:
        """Writes a job, as failed if it would pass a limit of its owner; and the job that was there before, if any."""
        if not limits or job.status == "failed":
            return job, self.jobs.create(job)
        found = self.jobs.create_counted(job, limits)
        if found == "jobs" or found == "spend":
            job = _failed(replace(job, reserved=0, limits=""), quota_exceeded(found, self.jobs.now()))
            return job, self.jobs.create(job)
        return job, found

    def _job(self, upload: Upload, problem: Problem | None) -> Job:
        now = self.jobs.now()
        job = Job(
            job_id=upload.at.job_id,
            status="queued",
            s3_upload_key=upload.at.key,
            etag=upload.etag,
            choices=upload.choices.record(),
            owner=upload.owner,
            request=upload.request,
            webhook_url=upload.choices.webhook_url or "",
            start_by=now + upload.choices.max_wait_s if upload.choices.max_wait_s else 0,
            created_at=timestamp(now),
            updated_at=timestamp(now),
            deadline=now + self.settings.job_deadline_s,
            ttl=int(now) + self.settings.retention_days * 86_400,
        )
        if problem is not None:
            return _failed(job, problem)
        if upload.limits.microusd_per_month is None:
            return job
        return replace(job, limits=upload.limits.metadata(), reserved=self.settings.max_cost_microusd)


def _failed(job: Job, problem: Problem) -> Job:
    return replace(job, status="failed", error=problem.record(), error_message=problem.detail)
