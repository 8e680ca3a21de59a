"""The counters of limits: one item for each owner and month, in the table of jobs.

    job_id     limits#{owner}#{month}, which is no job's id
    d{day}     how many jobs were accepted on that day
    committed  what is reserved for jobs and what they have spent, in millionths of a US dollar
    ttl        some weeks after the month

A job and its count are written in one transaction, and so are the end of a reservation and what was spent in its place.
Days and months are those of UTC.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from petavatar.jobs import Job
from petavatar.limits import Limits
from petavatar.table.store import ItemStore, Write

_KEPT_DAYS: Final = 70
"""A month and the time to live of its last job, and some."""

Limit = Literal["jobs", "spend"]


@dataclass(frozen=True, slots=True)
class Period:
    """The day and the month of a moment."""

    now: float

    @property
    def month(self) -> str:
        """The month, such as 2026-11."""
        return f"{self._date:%Y-%m}"

    @property
    def day(self) -> str:
        """The attribute that counts the jobs of the day."""
        return f"d{self._date.day}"

    @property
    def month_s(self) -> int:
        """The length of the month, in seconds."""
        return monthrange(self._date.year, self._date.month)[1] * 86_400

    def seconds_left(self, limit: Limit) -> int:
        """In how many seconds a limit begins again; 1 at least."""
        tomorrow = self._date.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        day_s = int((tomorrow - self._date).total_seconds())
        if limit == "jobs":
            return max(1, day_s)
        return max(1, day_s + self.month_s - self._date.day * 86_400)

    @property
    def _date(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


@dataclass(frozen=True, slots=True)
class Used:
    """What of an owner's limits is used up."""

    jobs: int = 0
    microusd: int = 0

    def exceeded(self, limits: Limits, reserve: int) -> Limit | None:
        """Which limit another job would pass, if it would."""
        if limits.jobs_per_day is not None and self.jobs >= limits.jobs_per_day:
            return "jobs"
        if limits.microusd_per_month is not None and self.microusd + reserve > limits.microusd_per_month:
            return "spend"
        return None


@dataclass(frozen=True, slots=True)
class Quotas:
    """Reads the counters, and makes the writes that change them."""

    store: ItemStore

    def used(self, owner: str) -> Used:
        """What of an owner's limits is used up now."""
        period = Period(self.store.clock())
        return used_in(self.store.get(_key(owner, period.month), (period.day, "committed")), period)

    def count(self, owner: str, limits: Limits, reserve: int, *, jobs: int = 1) -> Write:
        """Counts a job, and sets aside what its models may cost, unless that passes a limit."""
        period = Period(self.store.clock())
        conditions, values = [], {":jobs": jobs, ":reserve": reserve, ":ttl": int(period.now) + _KEPT_DAYS * 86_400}
        if limits.jobs_per_day is not None and jobs:
            conditions.append(f"(attribute_not_exists({period.day}) OR {period.day} < :most)")
            values[":most"] = limits.jobs_per_day
        if limits.microusd_per_month is not None:
            conditions.append("(attribute_not_exists(committed) OR committed <= :room)")
            values[":room"] = limits.microusd_per_month - reserve
        return self.store.update_of(
            _key(owner, period.month),
            f"SET #ttl = :ttl ADD {period.day} :jobs, committed :reserve",
            " AND ".join(conditions),
            values,
        )

    def settle(self, job: Job, cost: int) -> None:
        """Puts what a job has cost at most in the place of what was reserved for it; harmless when repeated."""
        self.store.transact(
            [
                self.store.update_of(
                    job.job_id,
                    "REMOVE reserved, reserved_in",
                    "reserved = :reserved AND reserved_in = :month",
                    {":reserved": job.reserved, ":month": job.reserved_in},
                ),
                self.store.update_of(
                    _key(job.owner, job.reserved_in), "ADD committed :cost", "", {":cost": cost - job.reserved}
                ),
            ],
            operation="settle what the job has cost",
        )


def used_in(item: Mapping[str, Any] | None, period: Period) -> Used:
    """What a counter says."""
    numbers = [int((item or {}).get(name, {"N": "0"})["N"]) for name in (period.day, "committed")]
    return Used(*numbers)


def cost_bound(job: Job, max_attempts: int) -> int:
    """What the attempts at a job have cost at most, in millionths of a US dollar.

    Each has an equal share of what is reserved; what one gives back, the next one takes over. So all of them have cost
    their shares, but for what the last one gave back, whoever crashed or was never heard of again.
    """
    return min(job.reserved, max(0, job.reserved // max_attempts * job.attempts - job.unspent))


def _key(owner: str, month: str) -> str:
    return f"limits#{owner}#{month}"
