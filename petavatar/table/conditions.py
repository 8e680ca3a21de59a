"""The rules of a job, each in Python and next to it as a clause of DynamoDB's conditions.

A write joins the clauses that it needs. In them `:now` is the time in seconds since 1970, `:max` the most attempts at
a job, `:token` the token of a claim and `:quiet` the time before which every lease must have ended. The attribute
`receive` holds the attempts (see `petavatar.items`).

A comparison with an attribute that an item does not have is false. So `NOT lease_until > :now` also holds for a job
that nobody has claimed.
"""

from dataclasses import replace
from math import ceil, inf
from typing import Final

from petavatar.errors import (
    Canceled,
    JobTimedOut,
    NoPetFound,
    PhotoReplaced,
    UnreadablePhoto,
    UnsupportedImage,
    WaitedTooLong,
)
from petavatar.jobs import TERMINAL, Job

IS_JOB: Final = "attribute_exists(s3_upload_key)"
"""There is an item, and it is not a tombstone (see `petavatar.table.erasures`)."""

NOT_EXPIRED: Final = "#ttl > :now"
EXPIRED: Final = "#ttl <= :now"
"""DynamoDB removes expired items late; one past its time counts as gone."""
IS_FREE: Final = f"attribute_not_exists(job_id) OR {EXPIRED}"
"""A job can be written there."""

UNFINISHED: Final = "#status IN (:queued, :processing)"
FINISHED: Final = "#status IN (:completed, :failed)"
COMPLETED: Final = "#status = :completed"
RETRYABLE: Final = "#status = :failed AND #error.retryable = :true"

CANCELED: Final = "The job was canceled by a request"

UNCLAIMED: Final = "(#status = :queued AND NOT not_before > :now OR #status = :processing AND NOT lease_until > :now)"
"""The job is due and nobody works on it: its back-off, or the lease of its last claim, is over."""


def seconds_until_due(job: Job, now: float) -> int:
    """In how many seconds the back-off of a job that waits is over; 1 at least."""
    return max(1, ceil(job.not_before - now))


AT_WORK: Final = "(#status = :processing AND lease_until > :now)"
"""Somebody holds the job, or held it so lately that a run of the agent may be alive."""

NOT_TO_CANCEL: Final = "attribute_not_exists(cancel_at)"
"""Nobody has asked for the job's end while it was at work."""

_NEVER_BEGAN: Final = "#status = :queued AND attribute_not_exists(receive) AND start_by <= :now"
LAPSED: Final = (
    f"({UNFINISHED} AND deadline <= :now OR #status = :processing AND receive >= :max AND NOT lease_until > :now"
    f" OR {UNFINISHED} AND attribute_exists(cancel_at) AND NOT {AT_WORK} OR {_NEVER_BEGAN})"
)
MAY_COME_BACK: Final = f"({RETRYABLE} OR {LAPSED} AND {NOT_TO_CANCEL})"
"""The job reads as failed and retryable."""


def lapse(job: Job, now: float, max_attempts: int) -> Canceled | JobTimedOut | WaitedTooLong | None:
    """Why an unfinished job will never finish, or None if it still may.

    A job lapses when its deadline passes, or when the lease of its last attempt does, or that of any attempt during
    which it was canceled: nobody is left to work on it, though nobody was left to write that down either. And it does
    when it has not begun in the time that its owner gave it.
    """
    if job.status in TERMINAL:
        return None
    if job.cancel_at:
        at_work_until = job.lease_until if job.status == "processing" else 0
        return Canceled(CANCELED) if now >= min(at_work_until, job.deadline) else None
    start_by = job.start_by if job.start_by and job.status == "queued" and not job.attempts else inf
    last_lease = job.lease_until if job.status == "processing" and job.attempts >= max_attempts else inf
    if now < min(last_lease, job.deadline, start_by):
        return None
    if start_by < job.deadline:
        return WaitedTooLong("The job did not begin before its max_wait_s was over")
    # Whichever came first stays the reason, whenever the job is read.
    if last_lease < job.deadline:
        return JobTimedOut("The last attempt at the job ended without an answer")
    return JobTimedOut("The job did not finish before its deadline")


def as_of(job: Job, now: float, max_attempts: int) -> Job:
    """The job as anyone must read it now: a lapsed one reads as failed, any other as it is stored."""
    problem = lapse(job, now, max_attempts)
    if problem is None:
        return job
    return replace(job, status="failed", error=problem.record(), error_message=problem.detail)


def is_at_work(job: Job, now: float) -> bool:
    """Whether somebody holds the job: see `AT_WORK`."""
    return job.status == "processing" and job.lease_until > now


LIVE_LEASE: Final = "#status = :processing AND lease_token = :token AND lease_until > :now AND deadline > :now"


def has_live_lease(job: Job, token: str, now: float) -> bool:
    """Whether the job is worked on under the claim of this token, which still holds."""
    return job.status == "processing" and job.lease_token == token and min(job.lease_until, job.deadline) > now


NOTHING_BESIDE: Final = tuple(
    problem("").record()["type"] for problem in (NoPetFound, PhotoReplaced, UnreadablePhoto, UnsupportedImage)
)
"""The problems that only the first step of a run has: nothing is at work beside it, and it wrote nothing."""
_LAST_RUN_IS_OVER: Final = (
    "(#status = :completed OR #status = :failed AND #error.#type IN (:over0, :over1, :over2, :over3))"
)
NO_RUN_IS_ALIVE: Final = (
    f"({_LAST_RUN_IS_OVER} AND NOT earlier_lease_until > :quiet"
    f" OR NOT {_LAST_RUN_IS_OVER} AND NOT lease_until > :quiet)"
)
NOTHING_BESIDE_VALUES: Final = {f":over{number}": kind for number, kind in enumerate(NOTHING_BESIDE)}
"""The values that `NO_RUN_IS_ALIVE` needs beside `:quiet`."""


def last_possible_run(job: Job) -> float:
    """Until when a run of a finished job may be alive and write to the buckets, in seconds since 1970.

    A run of the agent ends by its deadline, which lies before the end of its claim's lease. The run that completed a
    job is over, and so is one that ended in its first step; but one before it may not be.
    """
    kind = job.error["type"] if job.status == "failed" and job.error else ""
    over = job.status == "completed" or kind in NOTHING_BESIDE
    return job.earlier_lease_until if over else job.lease_until


def seconds_until_quiet(job: Job, now: float, margin_s: float) -> int:
    """In how many seconds no run of a finished job can be alive any more; 1 at least.

    The margin is for a run that was asked for at the last moment.
    """
    return max(1, ceil(last_possible_run(job) + margin_s - now))
