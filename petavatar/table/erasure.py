"""Erasure: a tombstone takes the place of a finished job, and nothing brings the job back.

    completed, failed ──begin──▶ erasing ──(photo, pictures, work are deleted)──▶ erased

Both are items of three attributes: the job's id, this status, and a `ttl`. They read as no job at all, but a late
event, request or message can't create or change the job while they are there. `erasing` says that files may be left:
whoever finds it begins with them again.
"""

from typing import Final

from petavatar.errors import JobInUse, JobNotFound
from petavatar.items import is_erased, living
from petavatar.jobs import POLL_AFTER_S, as_of, seconds_until_quiet
from petavatar.table.writes import ConditionalWrites

# `:quiet` is the time before which every lease must have ended for its run to be surely over.
_NO_RUN_IS_ALIVE: Final = (
    "(#status = :completed AND (attribute_not_exists(earlier_lease_until) OR earlier_lease_until <= :quiet)"
    " OR NOT #status = :completed AND (attribute_not_exists(lease_until) OR lease_until <= :quiet))"
)
_FINISHED: Final = (
    "(#status = :completed OR #status = :failed OR deadline <= :now OR #status = :processing AND receive >= :max)"
)


class Erasures(ConditionalWrites):
    """The writes of erasure."""

    def begin_erasure(self, job_id: str, now: float, *, ttl: int, margin_s: int, max_receives: int) -> None:
        """Puts a tombstone in the place of a finished job; one that is being erased already stays.

        Args:
            job_id: the job.
            now: seconds since 1970.
            ttl: until when the tombstone stands, in seconds since 1970.
            margin_s: how long after its lease a run of the agent may still be alive.
            max_receives: how often a job's message is received.

        Raises:
            JobNotFound: if there is no such job.
            JobInUse: if the job is not finished, or a run of it may still be alive.
        """
        item = self._put(
            {"job_id": job_id, "status": "erasing", "ttl": ttl},
            f"attribute_exists(s3_upload_key) AND #ttl > :now AND {_FINISHED} AND {_NO_RUN_IS_ALIVE}",
            {
                ":completed": "completed",
                ":failed": "failed",
                ":processing": "processing",
                ":max": max_receives,
                ":now": now,
                ":quiet": now - margin_s,
            },
            operation="erase the job",
        )
        if item is None or item.get("status") == {"S": "erasing"}:
            return
        job = None if is_erased(item) else living(item, now)
        if job is None:
            raise JobNotFound("There is no such job, or its time to live is over")
        status = as_of(job, now, max_receives).status
        if status in ("queued", "processing"):
            raise JobInUse(f"The job's status is {status}. It can be erased once it has ended.", POLL_AFTER_S)
        raise JobInUse(
            "A run of the job may still be alive. It can be erased once that is over for sure.",
            seconds_until_quiet(job, now, margin_s),
        )

    def end_erasure(self, job_id: str, *, ttl: int) -> None:
        """Notes that nothing is left of an erased job."""
        self._put(
            {"job_id": job_id, "status": "erased", "ttl": ttl},
            "#status = :erasing",
            {":erasing": "erasing"},
            operation="finish erasing the job",
        )
