"""Erases a finished job for good: its photo, its pictures, its texts, its record.

    put a tombstone in the record's place ─▶ delete every object ─▶ note that nothing is left

From the first write on the job reads as unknown and nothing can bring it back. A process that dies on the way leaves
a tombstone that says so; the next request takes up where it stopped. A photo that is uploaded later is deleted by its
event (see `petavatar.accept`).
"""

from dataclasses import dataclass

from petavatar.api_keys import Caller
from petavatar.errors import NO_SUCH_JOB, JobNotFound
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.erasures import Erasures


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases jobs."""

    erasures: Erasures
    storage: Storage
    settings: Settings

    def erase(self, job_id: str, by: Caller | None = None) -> None:
        """Erases one job, also one that was erased before.

        Args:
            job_id: which one.
            by: who asks; None for an operator.

        Raises:
            JobNotFound: if there never was such a job, its time to live is over, or the caller may not see it.
            JobInUse: if it is not finished, or a run of it may still be alive.
            StorageFailure: if AWS does not answer; asked again, it goes on.
        """
        # No less than the job itself had left: an event or request that has seen the photo must find the tombstone.
        ttl = int(self.erasures.now()) + self.settings.retention_days * 86_400
        owner = self.erasures.owner_of(job_id)
        if not (by is None or by.may_see(owner)):
            raise JobNotFound(NO_SUCH_JOB)
        self.erasures.begin(job_id, owner=owner, ttl=ttl, margin_s=self.settings.agent_read_timeout_s)
        self.storage.erase(job_id)
        self.erasures.end(job_id, owner=owner, ttl=ttl)
