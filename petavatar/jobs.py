"""What a job is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, Self, get_args

from petavatar.errors import ProblemRecord, slug_of

Status = Literal["queued", "processing", "completed", "failed"]
CardFormat = Literal["wide", "square", "story"]
CARD_FORMATS: Final[tuple[CardFormat, ...]] = get_args(CardFormat)

STATUSES: Final[tuple[Status, ...]] = get_args(Status)

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
    "prepared": "prepared",
    "pet_box": "pet_box",
    "likenesses": "likenesses",
    "prompt_version": "prompt_version",
    "seed": "result_seed",
    "marks": "marks",
}
"""The parts of a result that a client reads as the agent made them, and the attribute that holds each in the table.

`agent.result.ResultParts` describes them; a test holds that both name the same.
"""


def timestamp(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Spending(NamedTuple):
    """What a run has spent on models and what it has left of its share, in millionths of a US dollar."""

    spent: int
    unspent: int

    @classmethod
    def of(cls, record: Any) -> Self:
        """Reads what the agent says; what it does not say is not known, and nothing is left."""
        match record:
            case {"spent": int(spent), "unspent": int(unspent)} if min(spent, unspent) >= 0:
                return cls(spent, unspent)
        return cls(0, 0)


NOTHING_KNOWN: Final = Spending(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job, as its item in the table holds it.

    `created_at`, `updated_at` and `completed_at` are ISO 8601, all other times seconds since 1970: `deadline`, `ttl`,
    `lease_until`, `not_before`, until when a job that was given up must wait, `start_by`, until when it must have
    begun, `cancel_at`, when it was to be canceled while it was at work, and `expected_end`, when the attempt should
    end, if the worker could say so. `sent` and `announced` say that the job's message and the event of its end are out.
    `attempts` counts the claims since the job was accepted or put back. `lease_*` and `message_id` belong to the last
    claim, `earlier_lease_until` to the one before. `stage` is what the attempt is at, `findings` what is known so far:
    parts of the result as JSON. In millionths of a US dollar, `spent` is what attempts have said that they spent,
    `unspent` what the last one gave back of its share, and `carried` what the last claim has taken over of that.
    `result` has the parts that `RESULT_PARTS` names. `owner` is that of the key with which the upload was asked for, if
    it had one, and `limits` what that owner may spend (see `petavatar.limits`). `reserved` is what was set aside for
    the job in the month `reserved_in`, in millionths of a US dollar, until that is settled. `request` is the digest of
    the request under an Idempotency-Key that the upload was asked for with.
    `source_job_id` is the job that a variation was made from, `variation` what was asked of it (see
    `petavatar.variations`), and `seed` the number that its draws depend on; 0 for that of the family's first job.
    `webhook_url` is where the job's end is posted to, `deliveries` are the last tries to do so (see
    `petavatar.table.deliveries`), and `delivery_count` is how many there were.
    `shared` says that the result can be seen without a key, `share_photo` that the prepared photo is shown there too,
    and `share_number` is the one that its address is made from (see `petavatar.share_tokens`).
    `s3_card_key` is the wide card, the only one of jobs of version 1; `s3_card_keys` has all.
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
    attempts: int = 0
    not_before: float = 0
    spent: int = 0
    unspent: int = 0
    carried: int = 0
    start_by: float = 0
    cancel_at: float = 0
    expected_end: float = 0
    stage: str = ""
    findings: str = ""
    completed_at: str = ""
    announced: bool = False
    s3_avatar_key: str = ""
    s3_card_key: str = ""
    s3_card_keys: dict[CardFormat, str] = field(default_factory=dict)
    s3_photo_key: str = ""
    choices: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    limits: str = ""
    reserved: int = 0
    reserved_in: str = ""
    request: str = ""
    source_job_id: str = ""
    seed: int = 0
    variation: dict[str, Any] = field(default_factory=dict)
    webhook_url: str = ""
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    delivery_count: int = 0
    share_number: int = 0
    shared: bool = False
    share_photo: bool = False
    error: ProblemRecord | None = None
    error_message: str = ""
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def accepted(self) -> float:
        """`created_at` in seconds since 1970."""
        return datetime.fromisoformat(self.created_at).timestamp()

    @property
    def cards(self) -> dict[CardFormat, str]:
        """The key of each format's card."""
        return {"wide": self.s3_card_key, **self.s3_card_keys} if self.s3_card_key else self.s3_card_keys

    @property
    def failure(self) -> str:
        """What a failed job failed of, such as `no-pet-found`; empty for any other job."""
        return slug_of(self.error) if self.status == "failed" and self.error else ""

    def owns(self, key: str, etag: str) -> bool:
        """Whether this object is the one that the job was accepted for."""
        return (self.s3_upload_key, self.etag) == (key, etag)
