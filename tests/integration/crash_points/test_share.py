"""A result is shared, and shared no more: a request that was cut off is made again, and says what the first one did."""

from contextlib import suppress
from typing import Final

import pytest

from petavatar.errors import NotShared, Problem
from petavatar.jobs import Job
from petavatar.share_tokens import ShareTokens
from petavatar.table.jobs import JobTable
from petavatar.table.shares import Shares
from testing.jobs import a_completed_job
from tests.integration.crash_points.life import store_at
from tests.integration.crash_points.points import at_every
from tests.support.cloud import Cloud
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

TOKENS: Final = ShareTokens(b"a secret")
CALLS: Final = (
    "dynamodb.GetItem",  # may the caller see it?
    "dynamodb.UpdateItem",
)
"""Those of sharing, and of its end."""


@pytest.fixture
def job(cloud: Cloud) -> Job:
    return cloud.write(a_completed_job())


def test_these_are_the_calls(cloud: Cloud, job: Job) -> None:
    begun, ended = Wire(), Wire()
    _shares(cloud, begun).share(job.job_id)
    _shares(cloud, ended).unshare(job.job_id)

    assert tuple(begun.calls) == tuple(ended.calls) == CALLS


@at_every(CALLS, first=3)
def test_shared_again_it_has_the_address_of_the_first_request(
    cloud: Cloud, job: Job, call: int, when: When, how: How
) -> None:
    fault = Fault(call, when, how)
    with suppress(Killed, Problem):
        _shares(cloud, Wire(fault)).share(job.job_id, photo=True)
    number = cloud.jobs.read(job.job_id).share_number
    cloud.now += 60

    again = _shares(cloud, UntouchedWire()).share(job.job_id, photo=True)

    assert fault.struck
    assert number in (0, again.share_number)
    assert _shares(cloud, UntouchedWire()).find(TOKENS.token(again), TOKENS) == again


@at_every(CALLS, first=3)
def test_ended_again_it_stays_ended(cloud: Cloud, job: Job, call: int, when: When, how: How) -> None:
    shares, fault = _shares(cloud, UntouchedWire()), Fault(call, when, how)
    shared = shares.share(job.job_id)
    with suppress(Killed, Problem):
        _shares(cloud, Wire(fault)).unshare(job.job_id)

    shares.unshare(job.job_id)

    assert fault.struck
    with pytest.raises(NotShared):
        shares.find(TOKENS.token(shared), TOKENS)
    # What was done twice, since the answer was lost, raised the number once.
    assert cloud.jobs.read(job.job_id).share_number == shared.share_number + 1


def _shares(cloud: Cloud, wire: Wire) -> Shares:
    return Shares(JobTable(store_at(cloud, wire)))
