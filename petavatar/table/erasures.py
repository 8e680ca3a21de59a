"""Erasure: a tombstone takes the place of a finished job, and nothing brings the job back.

    completed, failed ──begin──▶ erasing ──(photo, pictures, work are deleted)──▶ erased

Both are items of the job's id, this status, a `ttl`, and the job's owner if it had one. They read as no job
at all, but a late event, request or message can't create or change the job while they are there. `erasing` says that
files may be left. A request that finds either deletes all files again.
"""

from dataclasses import dataclass
from typing import Any

from petavatar.errors import NO_SUCH_JOB, JobInUse, JobNotFound
from petavatar.items import is_tombstone, living
from petavatar.jobs import POLL_AFTER_S
from petavatar.table.conditions import (
    FINISHED,
    IS_JOB,
    LAPSED,
    NO_RUN_IS_ALIVE,
    NOT_EXPIRED,
    NOTHING_BESIDE_VALUES,
    as_of,
    seconds_until_quiet,
)
from petavatar.table.store import ItemStore


@dataclass(frozen=True, slots=True)
class Erasures:
    """The writes of erasure."""

    store: ItemStore

    def now(self) -> float:
        """The time by which jobs are judged, in seconds since 1970."""
        return self.store.clock()

    def owner_of(self, job_id: str) -> str:
        """The owner of a job, or of the job that a tombstone stands for; empty if there is none. It never changes."""
        item = self.store.get(job_id, ("owner",)) or {}
        return str(item.get("owner", {"S": ""})["S"])

    def begin(self, job_id: str, *, ttl: int, margin_s: int, owner: str = "") -> None:
        """Puts a tombstone in the place of a finished job; one that is there already stays.

        Args:
            job_id: the job.
            ttl: until when the tombstone stands, in seconds since 1970.
            margin_s: how long after its lease a run of the agent may still be alive.
            owner: the job's owner, which the tombstone keeps.

        Raises:
            JobNotFound: if there is no such job.
            JobInUse: if the job is not finished, or a run of it may still be alive.
        """
        now = self.now()
        item = self.store.put(
            _tombstone(job_id, "erasing", ttl, owner),
            f"{IS_JOB} AND {NOT_EXPIRED} AND ({FINISHED} OR {LAPSED}) AND {NO_RUN_IS_ALIVE}",
            {":max": self.store.max_attempts, ":now": now, ":quiet": now - margin_s, **NOTHING_BESIDE_VALUES},
            operation="erase the job",
        )
        if item is None or is_tombstone(item):
            return
        job = living(item, now)
        if job is None:
            raise JobNotFound(NO_SUCH_JOB)
        status = as_of(job, now, self.store.max_attempts).status
        if status in ("queued", "processing"):
            raise JobInUse(f"The job's status is {status}. It can be erased once it has ended.", POLL_AFTER_S)
        raise JobInUse(
            "A run of the job may still be alive. It can be erased once that is over for sure.",
            seconds_until_quiet(job, now, margin_s),
        )

    def end(self, job_id: str, *, ttl: int, owner: str = "") -> None:
        """Notes that nothing is left of an erased job."""
        self.store.put(
            _tombstone(job_id, "erased", ttl, owner),
            "#status = :erasing",
            {},
            operation="finish erasing the job",
        )


def _tombstone(job_id: str, status: str, ttl: int, owner: str) -> dict[str, Any]:
    return {"job_id": job_id, "status": status, "ttl": ttl} | ({"owner": owner} if owner else {})
