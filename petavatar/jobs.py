"""What a job is, and what an unfinished one amounts to now."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import ceil, inf
from typing import Any, Final, Literal

from petavatar.errors import JobTimedOut, ProblemRecord

Status = Literal["queued", "processing", "completed", "failed"]

TERMINAL: Final = frozenset({"completed", "failed"})
CLAIMED_PROGRESS: Final = 5
POLL_AFTER_S: Final = 2
"""In how many seconds it is worth asking again for a job that is not finished."""

RESULT_PARTS: Final = {
    "identity": "identity_package",
    "pet_analysis": "pet_analysis",
    "career": "career",
    "score": "score",
    "models": "models",
    "usage": "usage",
}
"""The parts of a result that a client reads as the agent made them, and the attribute that holds each in the table.

`agent.result.ResultParts` describes them; a test holds that both name the same.
"""


def timestamp(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job, as its item in the table holds it.

    `created_at`, `updated_at` and `completed_at` are ISO 8601; `deadline`, `lease_until` and `ttl` are seconds
    since 1970. `sent` and `announced` say that the job's message and the event of its end are out. `lease_*`,
    `message_id` and `receive` belong to the last claim, `earlier_lease_until` to the one before. `result` has the
    parts that `RESULT_PARTS` names.
    """

    job_id: str
    status: Status
    s3_upload_key: str
    created_at: str
    updated_at: str
    deadline: float
    ttl: int
    etag: str = ""
    progress: int = 0
    sent: bool = False
    message_id: str = ""
    lease_token: str = ""
    lease_until: float = 0
    earlier_lease_until: float = 0
    receive: int = 0
    completed_at: str = ""
    announced: bool = False
    s3_avatar_key: str = ""
    s3_card_key: str = ""
    choices: dict[str, Any] = field(default_factory=dict)
    error: ProblemRecord | None = None
    error_message: str = ""
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def accepted(self) -> float:
        """`created_at` in seconds since 1970."""
        return datetime.fromisoformat(self.created_at).timestamp()

    def owns(self, key: str, etag: str) -> bool:
        """Whether this object is the one that the job was accepted for."""
        return (self.s3_upload_key, self.etag) == (key, etag)


def lapse(job: Job, now: float, max_receives: int) -> JobTimedOut | None:
    """Why an unfinished job will never finish, or None if it still may.

    A job lapses when its deadline passes, or when the lease of its last receive does: nobody is left to
    work on it, though nobody was left to write that down either.
    """
    if job.status in TERMINAL:
        return None
    last_lease = job.lease_until if job.status == "processing" and job.receive >= max_receives else inf
    if now < min(last_lease, job.deadline):
        return None
    # Whichever came first stays the reason, whenever the job is read.
    if last_lease < job.deadline:
        return JobTimedOut("The last attempt at the job ended without an answer")
    return JobTimedOut("The job did not finish before its deadline")


def seconds_until_quiet(job: Job, now: float, margin_s: float) -> int:
    """In how many seconds no run of a finished job can be alive any more, and write to the buckets; 1 at least.

    A run of the agent ends by its deadline, which lies before the end of its claim's lease; the margin is for one
    that was asked for at the last moment. The run that completed a job is over, but one before it may not be.
    """
    last_lease = job.earlier_lease_until if job.status == "completed" else job.lease_until
    return max(1, ceil(last_lease + margin_s - now))


def as_of(job: Job, now: float, max_receives: int) -> Job:
    """The job as anyone must read it now: a lapsed one reads as failed, any other as it is stored."""
    problem = lapse(job, now, max_receives)
    if problem is None:
        return job
    return replace(job, status="failed", error=problem.record(), error_message=problem.detail)
