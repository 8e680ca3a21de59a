"""Erases a finished job for good: its photo, its pictures, its texts, its record.

    put a tombstone in the record's place ─▶ delete every object ─▶ note that nothing is left

From the first write on the job reads as unknown and nothing can bring it back. A process that dies on the way leaves
a tombstone that says so; the next request takes up where it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table import JobTable


@dataclass(frozen=True, slots=True)
class Eraser:
    """Where jobs are erased."""

    jobs: JobTable
    storage: Storage
    settings: Settings
    clock: Callable[[], float]

    def erase(self, job_id: str) -> None:
        """Erases one job.

        Raises:
            JobNotFound: if there is no such job, or it was erased before.
            JobInUse: if it is not finished, or a run of it may still be alive.
            StorageFailure: if AWS does not answer; asked again, it goes on.
        """
        now = self.clock()
        # No less than the job itself had left: whoever looked at the photo before must find the tombstone.
        ttl = int(now) + self.settings.retention_days * 86_400
        self.jobs.begin_erasure(
            job_id,
            now,
            ttl=ttl,
            margin_s=self.settings.agent_read_timeout_s,
            max_receives=self.settings.max_receives,
        )
        self.storage.erase(job_id)
        self.jobs.end_erasure(job_id, ttl=ttl)
