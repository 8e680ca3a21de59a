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

from petavatar.errors import Canceled, LeaseLost, Problem
from petavatar.items import job_in, living
from petavatar.jobs import CLAIMED_PROGRESS, NOTHING_KNOWN, Job, Spending, timestamp
from petavatar.stages import FIRST_STAGE
from petavatar.table.conditions import (
    CANCELED,
    LAPSED,
    LIVE_LEASE,
    NOT_EXPIRED,
    NOT_TO_CANCEL,
    UNCLAIMED,
    as_of,
    has_live_lease,
)
from petavatar.table.quotas import Quotas, cost_bound
from petavatar.table.store import ItemStore, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who wants to work on a job: the message's id, a token of its own, until when, and when it should be done.

    `expected_end` is zero where the worker can't say that.
    """

    job_id: str
    token: str
    message_id: str
    lease_until: float
    expected_end: float = 0


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
            " carried = if_not_exists(unspent, :none), stage = :stage, expected_end = :expected REMOVE unspent",
            f"{NOT_EXPIRED} AND {UNCLAIMED} AND NOT {LAPSED}",
            {
                ":progress": CLAIMED_PROGRESS,
                ":at": timestamp(now),
                ":token": claim.token,
                ":until": claim.lease_until,
                ":none": 0,
                ":message": claim.message_id,
                ":one": 1,
                ":stage": FIRST_STAGE,
                ":expected": claim.expected_end,
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

    def progress(self, claim: Claim, progress: int, news: Mapping[str, str] | None = None) -> None:
        """Moves the job's progress up, with what became known; a progress that is there already stays.

        Args:
            claim: the claim under which the work is done.
            progress: how much of it is done, in per cent.
            news: further attributes of the job, such as its stage.

        Raises:
            LeaseLost: if the claim does not hold any more.
            Canceled: if the job is to be canceled.
        """
        news = news or {}
        job, _ = self._update_held(
            claim,
            "SET progress = :progress, updated_at = :at" + "".join(f", {name} = :{name}" for name in news),
            "progress < :progress",
            {":progress": progress, **{f":{name}": value for name, value in news.items()}},
            operation="move the job's progress",
        )
        if job.cancel_at:
            raise Canceled(CANCELED)

    def check(self, job_id: str) -> None:
        """Looks whether a job is to be canceled.

        Raises:
            Canceled: if it is.
        """
        if "cancel_at" in (self.store.get(job_id, ("cancel_at",)) or {}):
            raise Canceled(CANCELED)

    def settle(self, job: Job) -> None:
        """Puts what a job that has ended has cost at most in the place of what was reserved for it."""
        Quotas(self.store).settle(job, cost_bound(job, self.store.max_attempts))

    def complete(self, claim: Claim, outcome: Mapping[str, Any], unspent: int = 0) -> Job:
        """Writes the outcome and ends the job as `completed`; returns the job.

        Args:
            claim: the claim under which the work was done.
            outcome: the fields of `Job` that the result fills in.
            unspent: what the attempt has left of its share, in millionths of a US dollar.

        Raises:
            LeaseLost: if the claim does not hold any more.
            Canceled: if the job is to be canceled.
        """
        assignments = "".join(f", #{name} = :{name}" for name in outcome)
        return self._finish(
            claim,
            "SET #status = :to, progress = :full, completed_at = :at, updated_at = :at, unspent = :unspent"
            f"{assignments}",
            {
                ":to": "completed",
                ":full": 100,
                ":unspent": unspent,
                **{f":{name}": value for name, value in outcome.items()},
            },
            f" AND {NOT_TO_CANCEL}",
        )

    def fail(
        self, claim: Claim, problem: Problem, spending: Spending = NOTHING_KNOWN, findings: str | None = None
    ) -> Job:
        """Ends the job as `failed`, with what its last attempt has spent and found; returns the job.

        Raises:
            LeaseLost: if the claim does not hold any more.
            Canceled: if the job is to be canceled and that is not why it fails.
        """
        return self._finish(
            claim,
            "SET #status = :to, #error = :error, error_message = :message, updated_at = :at,"
            " spent = if_not_exists(spent, :none) + :spent, unspent = :unspent"
            + (", findings = :findings" if findings else ""),
            {
                ":to": "failed",
                ":error": problem.record(),
                ":message": problem.detail,
                ":none": 0,
                ":spent": spending.spent,
                ":unspent": spending.unspent,
                **({":findings": findings} if findings else {}),
            },
            "" if isinstance(problem, Canceled) else f" AND {NOT_TO_CANCEL}",
        )

    def give_up(self, claim: Claim, not_before: float, spending: Spending = NOTHING_KNOWN) -> bool:
        """Puts the job back to `queued`, for another attempt.

        Args:
            claim: the claim under which this attempt was made.
            not_before: until when nobody may claim the job, in seconds since 1970.
            spending: what the attempt has spent, and what it gives back for the next one.

        Returns:
            Whether it was put back; False if no attempt is left, or the job is to be canceled.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        _, given_up = self._update_held(
            claim,
            "SET #status = :queued, updated_at = :at, not_before = :due, unspent = :unspent,"
            " spent = if_not_exists(spent, :none) + :spent REMOVE lease_token, stage, expected_end",
            f"receive < :max AND {NOT_TO_CANCEL}",
            {
                ":due": not_before,
                ":max": self.store.max_attempts,
                ":none": 0,
                ":spent": spending.spent,
                ":unspent": spending.unspent,
            },
            operation="give the job up",
        )
        return given_up

    def _update_held(
        self, claim: Claim, update: str, condition: str, values: Mapping[str, Any], *, operation: str
    ) -> tuple[Job, bool]:
        """Changes a job that is held, if a further condition is met; returns the job, and whether it was.

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
        if job is None or not (done or has_live_lease(job, claim.token, now)):
            raise LeaseLost(claim.job_id)
        return job, done

    def _finish(self, claim: Claim, update: str, values: Mapping[str, Any], unless_canceled: str) -> Job:
        now = self.now()
        item, done = self.store.update(
            claim.job_id,
            update,
            f"{LIVE_LEASE}{unless_canceled}",
            {**_of_claim(claim, now), **values},
            operation="write the job's outcome",
        )
        job = job_in(item)
        if job is not None and not done and job.cancel_at and has_live_lease(job, claim.token, now):
            raise Canceled(CANCELED)
        # As with a claim: the first attempt at the call may have done it.
        if job is not None and (done or (job.lease_token, job.status) == (claim.token, values[":to"])):
            return job
        raise LeaseLost(claim.job_id)


def _of_claim(claim: Claim, now: float) -> dict[str, Any]:
    return {":token": claim.token, ":now": now, ":at": timestamp(now)}
