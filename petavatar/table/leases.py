"""Leases: who works on a job, and until when nobody else may.

For a worker that lives at most W seconds and a margin M:

    claim                      the worker is dead for sure     lease_until
      │◀──────────── W ───────────────▶│◀───────── M ─────────────▶│ claimable again, if attempts are left
      │ progress, complete, fail and give_up need the claim's token and a live lease

So two workers never both believe that they hold a job, and one that lost it can't write to it. `lease_until` stays
when the lease is given up: until then the run of the agent that went with it may still be alive. `message_id` stays
too: until the job is due again, its own message waits, and any other one for it is not needed.

Every claim is an attempt, whatever message brings it.

Each attempt has an equal share of what a job may cost (see `agent.budget`). What it gives back when it gives the lease
up, the next claim takes over in the same write, so nobody else can have it; an attempt that ends otherwise gives
nothing back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from petavatar.errors import LeaseLost, Problem
from petavatar.items import job_in, living
from petavatar.jobs import CLAIMED_PROGRESS, NOTHING_KNOWN, Job, Spending, timestamp
from petavatar.table.conditions import LAPSED, LIVE_LEASE, NOT_EXPIRED, UNCLAIMED, as_of, has_live_lease
from petavatar.table.store import ItemStore, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who wants to work on a job: the message's id, a token of its own, and until when."""

    job_id: str
    token: str
    message_id: str
    lease_until: float


@dataclass(frozen=True, slots=True)
class Leases:
    """The writes of workers."""

    store: ItemStore

    def now(self) -> float:
        """The time by which leases are judged, in seconds since 1970."""
        return self.store.clock()

    def as_of_now(self, job: Job) -> Job:
        """The job as anyone must read it now: see `conditions.as_of`."""
        return as_of(job, self.now(), self.store.max_attempts)

    def claim(self, claim: Claim) -> Job | Refusal:
        """Takes a job to work on, and counts the attempt: a queued one that is due, or one whose last lease is over.

        Returns:
            The job, now `processing`; or a `Refusal` with the job that could not be taken.
        """
        now = self.now()
        item, taken = self.store.update(
            claim.job_id,
            "SET #status = :processing, progress = :progress, updated_at = :at, lease_token = :token,"
            " earlier_lease_until = if_not_exists(lease_until, :none), lease_until = :until,"
            " message_id = :message, receive = if_not_exists(receive, :none) + :one,"
            " carried = if_not_exists(unspent, :none) REMOVE unspent",
            f"{NOT_EXPIRED} AND {UNCLAIMED} AND NOT {LAPSED}",
            {
                ":progress": CLAIMED_PROGRESS,
                ":at": timestamp(now),
                ":token": claim.token,
                ":until": claim.lease_until,
                ":none": 0,
                ":message": claim.message_id,
                ":one": 1,
                ":max": self.store.max_attempts,
                ":now": now,
            },
            operation="claim the job",
        )
        # Refused to a second attempt at the call means taken by the first one, whose answer was lost.
        job = job_in(item)
        if job is not None and (taken or has_live_lease(job, claim.token, now)):
            return job
        return Refusal(living(item, now))

    def progress(self, claim: Claim, progress: int) -> None:
        """Moves the job's progress up; one that is there already stays.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        self._update_held(
            claim,
            "SET progress = :progress, updated_at = :at",
            "progress < :progress",
            {":progress": progress},
            operation="move the job's progress",
        )

    def complete(self, claim: Claim, outcome: Mapping[str, Any]) -> Job:
        """Writes the outcome and ends the job as `completed`; returns the job.

        Args:
            claim: the claim under which the work was done.
            outcome: the fields of `Job` that the result fills in.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        assignments = "".join(f", #{name} = :{name}" for name in outcome)
        return self._finish(
            claim,
            f"SET #status = :to, progress = :full, completed_at = :at, updated_at = :at{assignments}",
            {":to": "completed", ":full": 100, **{f":{name}": value for name, value in outcome.items()}},
        )

    def fail(self, claim: Claim, problem: Problem, spending: Spending = NOTHING_KNOWN) -> Job:
        """Ends the job as `failed`, with what its last attempt has spent; returns the job.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        return self._finish(
            claim,
            "SET #status = :to, #error = :error, error_message = :message, updated_at = :at,"
            " spent = if_not_exists(spent, :none) + :spent",
            {
                ":to": "failed",
                ":error": problem.record(),
                ":message": problem.detail,
                ":none": 0,
                ":spent": spending.spent,
            },
        )

    def give_up(self, claim: Claim, not_before: float, spending: Spending = NOTHING_KNOWN) -> bool:
        """Puts the job back to `queued`, for another attempt.

        Args:
            claim: the claim under which this attempt was made.
            not_before: until when nobody may claim the job, in seconds since 1970.
            spending: what the attempt has spent, and what it gives back for the next one.

        Returns:
            Whether it was put back; False if no attempt is left.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        return self._update_held(
            claim,
            "SET #status = :queued, updated_at = :at, not_before = :due, unspent = :unspent,"
            " spent = if_not_exists(spent, :none) + :spent REMOVE lease_token",
            "receive < :max",
            {
                ":due": not_before,
                ":max": self.store.max_attempts,
                ":none": 0,
                ":spent": spending.spent,
                ":unspent": spending.unspent,
            },
            operation="give the job up",
        )

    def mark_announced(self, job: Job) -> None:
        """Notes that the end of this job was published. Without effect if it was put back or erased since."""
        self.store.update(
            job.job_id,
            "SET announced = :true",
            "#status = :status AND updated_at = :at",
            {":status": job.status, ":at": job.updated_at},
            operation="note that the job's end was published",
        )

    def _update_held(
        self, claim: Claim, update: str, condition: str, values: Mapping[str, Any], *, operation: str
    ) -> bool:
        """Changes a job that is held, if a further condition is met; returns whether it was.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        now = self.now()
        item, done = self.store.update(
            claim.job_id,
            update,
            f"{LIVE_LEASE} AND {condition}",
            {**_of_claim(claim, now), **values},
            operation=operation,
        )
        job = job_in(item)
        if not done and (job is None or not has_live_lease(job, claim.token, now)):
            raise LeaseLost(claim.job_id)
        return done

    def _finish(self, claim: Claim, update: str, values: Mapping[str, Any]) -> Job:
        item, done = self.store.update(
            claim.job_id,
            update,
            LIVE_LEASE,
            {**_of_claim(claim, self.now()), **values},
            operation="write the job's outcome",
        )
        job = job_in(item)
        # As with a claim: the first attempt at the call may have done it.
        if job is not None and (done or (job.lease_token, job.status) == (claim.token, values[":to"])):
            return job
        raise LeaseLost(claim.job_id)


def _of_claim(claim: Claim, now: float) -> dict[str, Any]:
    return {":token": claim.token, ":now": now, ":at": timestamp(now)}
