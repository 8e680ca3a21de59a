"""The jobs of an owner, newest first, by the table's index."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from petavatar.errors import MalformedRequest
from petavatar.items import to_item, to_job
from petavatar.jobs import Job
from petavatar.keys import JOB_ID
from petavatar.table.conditions import NOT_EXPIRED, as_of
from petavatar.table.store import ItemStore

BY_OWNER: Final = "by-owner"
"""The index: the jobs of each `owner` by `created_at`. Jobs without an owner and tombstones are not in it."""

LISTED: Final = (
    *("s3_upload_key", "status", "progress", "stage", "updated_at", "error", "ttl"),
    *("deadline", "start_by", "lease_until", "receive", "cancel_at"),
)
"""What the index has of each job beside its keys: what a list says, and what the rule of the lapse needs."""

_CREATED_AT: Final = re.compile(r"[0-9T:.-]{19,32}Z")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and where the next one begins; None if this was the last."""

    jobs: Sequence[Job]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Reads lists of jobs."""

    store: ItemStore

    def page(self, owner: str, limit: int, cursor: str | None = None, status: str | None = None) -> Page:
        """A part of the jobs of an owner, newest first.

        A job that was just accepted may be missing for a moment: an index follows its table.

        Args:
            owner: whose jobs.
            limit: how many to look at.
            cursor: where to begin; at the newest one if left out.
            status: only those that read so now: the page may be short then, or empty, though there are more.

        Raises:
            MalformedRequest: if the cursor is none.
            StorageFailure: if the table does not answer.
        """
        now = self.store.clock()
        start = to_item({**_place(cursor), "owner": owner}) if cursor else None
        items, last = self.store.query(BY_OWNER, owner, limit, start, NOT_EXPIRED, {":now": now})
        jobs = [as_of(to_job(item), now, self.store.max_attempts) for item in items]
        return Page([job for job in jobs if status in (None, job.status)], _cursor(last) if last else None)


def _cursor(last: dict[str, Any]) -> str:
    place = [last["created_at"]["S"], last["job_id"]["S"]]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _place(cursor: str) -> dict[str, str]:
    try:
        created_at, job_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (JOB_ID.fullmatch(job_id) and _CREATED_AT.fullmatch(created_at)):
            raise ValueError("no place in a list")
    except (ValueError, TypeError) as error:
        raise MalformedRequest("The cursor is not one that a list has given") from error
    return {"created_at": created_at, "job_id": job_id}
