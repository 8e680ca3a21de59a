"""Accepts an uploaded photo: the one way into the system, for the API and for S3 events alike.

    look at the object ─▶ create the job if it is absent ─▶ send its message ─▶ mark it sent

Whoever comes second, by either way, finds the first one's job. A process that dies between creating and
sending leaves a job that is not marked sent; the next delivery of the event or the next request sends it.
A message sent twice is harmless, since a job is claimed before it is worked on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from petavatar.errors import JobIdTaken, Problem
from petavatar.jobs import Job, as_of, timestamp
from petavatar.queue import ProcessingQueue
from petavatar.settings import Settings
from petavatar.storage import Storage, Upload
from petavatar.table import JobTable


@dataclass(frozen=True, slots=True)
class Reception:
    """Where photos are accepted."""

    storage: Storage
    jobs: JobTable
    queue: ProcessingQueue
    settings: Settings
    clock: Callable[[], float]

    def accept(self, key: str) -> Job:
        """Accepts the upload at a key.

        Returns:
            The job of that upload, whatever its state by now.

        Raises:
            Problem: if the object is missing or bad (nothing is written), or another object owns the job id.
        """
        upload = self.storage.inspect(key)
        if upload.problem is not None:
            raise upload.problem
        return self._enter(upload)

    def accept_or_fail(self, key: str) -> Job:
        """Accepts the upload at a key as `accept` does, but writes a bad one down as a failed job.

        Nobody waits for an answer to an event: whoever dropped the file reads the reason from the status.
        """
        upload = self.storage.inspect(key)
        if upload.problem is None:
            return self._enter(upload)
        return self._create(self._job(upload, upload.problem), upload)

    def _enter(self, upload: Upload) -> Job:
        job = self._create(self._job(upload, None), upload)
        now = self.clock()
        current = as_of(job, now, self.settings.max_receives)
        if current.status == "queued" and not current.sent:
            self.queue.send(job.job_id, job.s3_upload_key, now)
            self.jobs.mark_sent(job.job_id, now)
        return current

    def _create(self, job: Job, upload: Upload) -> Job:
        existing = self.jobs.create(job, self.clock())
        if existing is None:
            return job
        if not existing.owns(upload.key, upload.etag):
            raise JobIdTaken("Another object was accepted under this job id. Ask for a new upload URL.")
        return existing

    def _job(self, upload: Upload, problem: Problem | None) -> Job:
        now = self.clock()
        job = Job(
            job_id=upload.job_id,
            status="queued",
            s3_upload_key=upload.key,
            etag=upload.etag,
            choices=upload.choices.record(),
            created_at=timestamp(now),
            updated_at=timestamp(now),
            deadline=now + self.settings.job_deadline_s,
            ttl=int(now) + self.settings.retention_days * 86_400,
        )
        if problem is None:
            return job
        return replace(job, status="failed", error=problem.record(), error_message=problem.detail)
