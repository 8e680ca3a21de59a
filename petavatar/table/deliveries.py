"""What became of a job's webhook: the last tries to deliver it, noted in the job itself.

Each note is an entry of the job's `deliveries`: `end`, `run` and `number` say of which end of the job, and which try it
was (see `petavatar.webhooks.messages`), `at` when, `status`, `seconds` and `problem` what came of it (no problem means
delivered), and `next_at` when the next try is. A note is one conditional write: the tries that were there must still
be the last ones.
"""

from dataclasses import dataclass
from typing import Any, Final

from petavatar.items import living
from petavatar.jobs import Job
from petavatar.table.conditions import IS_JOB, NOT_EXPIRED
from petavatar.table.store import ItemStore

MAX_ENTRIES: Final = 20
"""How many tries are kept; a run has fewer."""
_WRITES: Final = 4
"""How often a note is written again that met another one."""

type Entry = dict[str, Any]


def tries_of(job: Job) -> list[Entry]:
    """The noted tries for the end that the job has now, oldest first."""
    return [entry for entry in job.deliveries if entry["end"] == job.updated_at]


def last_place(job: Job) -> tuple[int, int]:
    """The run and number of the furthest try that is noted for the job's end; before the first one, (0, 0)."""
    return max(((entry["run"], entry["number"]) for entry in tries_of(job)), default=(0, 0))


def is_delivered(job: Job, run: int) -> bool:
    """Whether a try of this run was taken."""
    return any(entry["run"] == run and not entry["problem"] for entry in tries_of(job))


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The notes of senders."""

    store: ItemStore

    def note(self, job: Job, entry: Entry) -> None:
        """Adds a try to those of a job. Without effect on a job that is gone, or was put back to work."""
        for _ in range(_WRITES):
            entries = [*job.deliveries, entry][-MAX_ENTRIES:]
            seen = "delivery_count = :seen" if job.delivery_count else "attribute_not_exists(delivery_count)"
            now = self.store.clock()
            item, done = self.store.update(
                job.job_id,
                "SET deliveries = :entries, delivery_count = :count",
                f"{IS_JOB} AND {NOT_EXPIRED} AND updated_at = :end AND {seen}",
                {
                    ":entries": entries,
                    ":count": job.delivery_count + 1,
                    ":now": now,
                    ":end": job.updated_at,
                    **({":seen": job.delivery_count} if job.delivery_count else {}),
                },
                operation="note the delivery",
            )
            found = living(item, now)
            if done or found is None or found.updated_at != job.updated_at or entry in found.deliveries:
                return
            job = found
