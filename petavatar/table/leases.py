"""Leases: who works on a job, and until when nobody else may.

For a worker that lives at most W seconds and a margin M:

    claim                      the worker is dead for sure     lease_until
      │◀──────────── W ───────────────▶│◀───────── M ─────────────▶│ claimable again, if receives are left
      │ progress, complete, fail and give_up need the claim's token and a live lease

So two workers never both believe that they hold a job, and whoever lost it can't write to it. `lease_until` stays
when the lease is given up: until then the run of the agent that went with it may still be alive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from petavatar.errors import LeaseLost, Problem
from petavatar.items import living, to_job
from petavatar.jobs import CLAIMED_PROGRESS, Job, timestamp
from petavatar.table.writes import ConditionalWrites

_LIVE_LEASE: Final = "#status = :processing AND lease_token = :token AND lease_until > :now AND deadline > :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who wants to work on a job: the message's id and receive count, a token of its own, and until when."""

    job_id: str
    token: str
    message_id: str
    receive: int
    lease_until: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that was refused: the job as it stands, or None if there is none."""

    job: Job | None


class Leases(ConditionalWrites):
    """The writes of workers."""

    def claim(self, claim: Claim, now: float, max_receives: int) -> Job | Refusal:
        """Takes a job to work on: a queued one, or one whose holder's lease has lapsed.

        Returns:
            The job, now `processing`; or a `Refusal` with the job that could not be taken.
        """
        item, taken = self._update(
            claim.job_id,
            "SET #status = :processing, progress = :progress, updated_at = :at, lease_token = :token,"
            " earlier_lease_until = if_not_exists(lease_until, :none), lease_until = :until,"
            " message_id = :message, receive = :receive",
            "attribute_exists(job_id) AND #ttl > :now AND deadline > :now AND"
            " (#status = :queued OR (#status = :processing AND lease_until <= :now AND receive < :max))",
            {
                ":processing": "processing",
                ":queued": "queued",
                ":progress": CLAIMED_PROGRESS,
                ":at": timestamp(now),
                ":token": claim.token,
                ":until": claim.lease_until,
                ":none": 0,
                ":message": claim.message_id,
                ":receive": claim.receive,
                ":max": max_receives,
                ":now": now,
            },
            operation="claim the job",
        )
        # Refused to a second attempt at the call means taken by the first one, whose answer was lost.
        if taken or _is_held(item, claim, now):
            return to_job(item)
        return Refusal(living(item, now))

    def note_receive(self, job: Job, receive: int) -> None:
        """Notes that a receive of its message was used up while a job was worked on.

        Without effect if the job is not in the same hands any more.
        """
        self._update(
            job.job_id,
            "SET receive = :receive",
            "lease_token = :token AND receive < :receive",
            {":receive": receive, ":token": job.lease_token},
            operation="note the receive",
        )

    def progress(self, claim: Claim, progress: int, now: float) -> None:
        """Moves the job's progress up; one that is there already stays.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        item, moved = self._update(
            claim.job_id,
            "SET progress = :progress, updated_at = :at",
            f"{_LIVE_LEASE} AND progress < :progress",
            {**self._hold(claim, now), ":progress": progress},
            operation="move the job's progress",
        )
        if not moved and not _is_held(item, claim, now):
            raise LeaseLost(claim.job_id)

    def complete(self, claim: Claim, outcome: Mapping[str, Any], now: float) -> Job:
        """Writes the outcome and ends the job as `completed`; returns the job.

        Args:
            claim: the claim under which the work was done.
            outcome: the fields of `Job` that the result fills in.
            now: seconds since 1970.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        names = {f"#o{i}": name for i, name in enumerate(outcome)}
        assignments = "".join(f", {alias} = :{alias[1:]}" for alias in names)
        return self._finish(
            claim,
            f"SET #status = :to, progress = :full, completed_at = :at, updated_at = :at{assignments}",
            {":to": "completed", ":full": 100, **{f":o{i}": value for i, value in enumerate(outcome.values())}},
            now,
            names,
        )

    def fail(self, claim: Claim, problem: Problem, now: float) -> Job:
        """Ends the job as `failed`; returns the job.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        return self._finish(
            claim,
            "SET #status = :to, #error = :error, error_message = :message, updated_at = :at",
            {":to": "failed", ":error": problem.record(), ":message": problem.detail},
            now,
            {"#error": "error"},
        )

    def give_up(self, claim: Claim, now: float, max_receives: int) -> bool:
        """Puts the job back to `queued`, for the next receive of its message.

        Returns:
            Whether it was put back; False if no receive is left for that.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        item, done = self._update(
            claim.job_id,
            "SET #status = :queued, updated_at = :at REMOVE lease_token, message_id",
            f"{_LIVE_LEASE} AND receive < :max",
            {**self._hold(claim, now), ":queued": "queued", ":max": max_receives},
            operation="give the job up",
        )
        if not done and not _is_held(item, claim, now):
            raise LeaseLost(claim.job_id)
        return done

    def _finish(
        self, claim: Claim, update: str, values: Mapping[str, Any], now: float, names: Mapping[str, str]
    ) -> Job:
        item, done = self._update(
            claim.job_id,
            update,
            _LIVE_LEASE,
            {**self._hold(claim, now), **values},
            names=names,
            operation="write the job's outcome",
        )
        # As with a claim: the first attempt at the call may have done it.
        before = item.get("lease_token") == {"S": claim.token} and item.get("status") == {"S": values[":to"]}
        if not done and not before:
            raise LeaseLost(claim.job_id)
        return to_job(item)

    @staticmethod
    def _hold(claim: Claim, now: float) -> dict[str, Any]:
        return {":processing": "processing", ":token": claim.token, ":now": now, ":at": timestamp(now)}


def _is_held(item: Mapping[str, Any], claim: Claim, now: float) -> bool:
    """Whether a job is worked on under this claim, with a live lease."""
    if item.get("lease_token") != {"S": claim.token} or item.get("status") != {"S": "processing"}:
        return False
    job = to_job(item)
    return min(job.lease_until, job.deadline) > now
