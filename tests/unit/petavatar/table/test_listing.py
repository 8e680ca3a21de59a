"""Lists: the jobs of an owner, newest first, in parts, as they read now."""

import base64
import json
from typing import Any

import pytest

from petavatar.errors import AgentFailure, MalformedRequest
from petavatar.jobs import Job, timestamp
from petavatar.table.listing import Listing
from testing.jobs import NOW, a_completed_job, a_job
from tests.support.cloud import Cloud

ANA, BEN = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


@pytest.fixture
def listing(cloud: Cloud) -> Listing:
    return Listing(cloud.item_store)


def written(cloud: Cloud, number: int, **values: Any) -> Job:
    return cloud.write(a_job(**{"owner": ANA, "created_at": timestamp(NOW + number)} | values))


def all_of(listing: Listing, limit: int, status: str | None = None) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = listing.page(ANA, limit, cursor, status)
        assert len(page.jobs) <= limit
        found += [job.job_id for job in page.jobs]
        cursor = page.cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_every_job_of_the_owner_comes_once_newest_first(cloud: Cloud, listing: Listing, limit: int) -> None:
    jobs = [written(cloud, number) for number in range(5)]
    written(cloud, 9, owner=BEN)
    written(cloud, 9, owner="")
    written(cloud, 9, ttl=int(NOW))
    erased = cloud.write(a_completed_job(owner=ANA))
    cloud.erasures.begin(erased.job_id, owner=ANA, ttl=int(NOW) + 60, margin_s=30)

    assert all_of(listing, limit) == [job.job_id for job in reversed(jobs)]


def test_a_status_is_that_of_now(cloud: Cloud, listing: Listing) -> None:
    problem = AgentFailure("It broke").record()
    ends = {
        "queued": [written(cloud, 1)],
        "processing": [written(cloud, 2, status="processing", attempts=1, lease_until=NOW - 1)],
        "completed": [written(cloud, 3, status="completed")],
        "failed": [
            written(cloud, 4, status="failed", error=problem),
            written(cloud, 5, deadline=NOW),
            written(cloud, 6, start_by=NOW),
            written(cloud, 7, status="processing", attempts=3, lease_until=NOW),
            written(cloud, 8, status="processing", attempts=1, lease_until=NOW, cancel_at=NOW - 9),
        ],
    }

    for status, jobs in ends.items():
        assert all_of(listing, 3, status) == [job.job_id for job in reversed(jobs)]
    failures = {job.failure for job in listing.page(ANA, 100, status="failed").jobs}
    assert failures == {"agent-failure", "job-timed-out", "waited-too-long", "canceled"}


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "e30",
        "bnVsbA",
        "é",
        "\ud800",
        *(
            base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
            for place in ([], ["2026", "x"], [1, 2], ["2026-11-22T12:00:00.000Z", "limits#aaaaaaaaaaaaaaaa#2026-11"])
        ),
    ],
)
def test_what_no_list_has_given_is_no_cursor(listing: Listing, cursor: str) -> None:
    with pytest.raises(MalformedRequest):
        listing.page(ANA, 10, cursor)
