"""The write that creates a variation: the job, its count, and the condition that its source is still there, at once."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from petavatar.errors import JobErased
from petavatar.items import attributes_of, job_in
from petavatar.jobs import Job
from petavatar.limits import Limits
from petavatar.table.conditions import IS_FREE, IS_JOB, NOT_EXPIRED
from petavatar.table.quotas import Limit, Period, Quotas, Used, used_in
from petavatar.table.store import ItemStore

SOURCE_IS_GONE: Final = "source"
Gone = Literal["source"]


@dataclass(frozen=True, slots=True)
class Variations:
    """Creates jobs that are made from another one."""

    store: ItemStore

    def create(self, job: Job, limits: Limits) -> Job | Limit | Gone | None:
        """Writes a job that does not exist yet, if its source does.

        So an erasure of the source comes before this, and the job is not made, or after it, and the job stays.

        Args:
            job: the job; `reserved` is what its models may cost.
            limits: those of its owner.

        Returns:
            None if it was written; otherwise the job that was there already, the limit that it would pass, or
            `SOURCE_IS_GONE`.

        Raises:
            JobErased: if the job that was there was erased.
        """
        if limits and (limit := Used().exceeded(limits, job.reserved)):
            # No count is needed to see that, and no condition on a count that is not there yet can say it.
            return limit
        period = Period(self.store.clock())
        written = replace(job, reserved_in=period.month if job.reserved else "")
        writes = [
            self.store.put_of(attributes_of(written), IS_FREE, {":now": period.now}),
            self.store.check_of(
                job.source_job_id, f"{IS_JOB} AND {NOT_EXPIRED} AND #status = :completed", {":now": period.now}
            ),
        ]
        if limits:
            writes.append(Quotas(self.store).count(job.owner, limits, job.reserved))
        found = self.store.transact(writes, operation="create the variation")
        if found is None:
            return None
        at_its_id, at_the_source = found[:2]
        if at_its_id is not None:
            existing = job_in(at_its_id)
            if existing is None:
                raise JobErased("The job of this Idempotency-Key was erased. Use another key for another job.")
            return existing
        if at_the_source is not None:
            return SOURCE_IS_GONE
        return used_in(found[2], period).exceeded(limits, job.reserved)
