"""Each rule of `petavatar.table.conditions` says the same as DynamoDB's condition and as a function in Python."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from petavatar.errors import (
    AgentFailure,
    Canceled,
    ContentRefused,
    JobEnded,
    JobInUse,
    JobNotFound,
    LeaseLost,
    NoPetFound,
)
from petavatar.jobs import TERMINAL, Job
from petavatar.table.cancellations import Cancellations
from petavatar.table.conditions import as_of, has_live_lease, is_at_work, lapse, last_possible_run
from testing.jobs import NOW, a_claim, a_job
from tests.support.cloud import Cloud
from tests.support.sampling import fewer

MAX_ATTEMPTS = 3
MARGIN_S = 30

seconds = st.sampled_from([-200.0, -MARGIN_S - 0.25, -MARGIN_S, -MARGIN_S + 0.25, -0.25, 0.0, 0.25, 200.0])
times = seconds.map(lambda offset: NOW + offset)
leases = st.just(0.0) | times
errors = st.sampled_from([None, NoPetFound("x").record(), AgentFailure("x").record(), ContentRefused("x").record()])

jobs = st.builds(
    a_job,
    status=st.sampled_from(["queued", "processing", "completed", "failed"]),
    deadline=times,
    ttl=st.sampled_from([-1, 0, 1, 1000]).map(lambda offset: int(NOW) + offset),
    lease_token=st.sampled_from(["", "mine", "another's"]),
    lease_until=leases,
    earlier_lease_until=leases,
    attempts=st.integers(0, MAX_ATTEMPTS + 1),
    not_before=leases,
    error=errors,
    cancel_at=leases,
    start_by=leases,
)
"""Jobs at every edge of every rule, some of which no sequence of writes leads to."""


def _is_claimable(job: Job) -> bool:
    if job.ttl <= NOW or job.status in TERMINAL or lapse(job, NOW, MAX_ATTEMPTS) is not None:
        return False
    return (job.not_before if job.status == "queued" else job.lease_until) <= NOW


def _is_retryable(job: Job) -> bool:
    read = as_of(job, NOW, MAX_ATTEMPTS)
    return job.ttl > NOW and read.status == "failed" and read.error is not None and read.error["retryable"]


def _is_erasable(job: Job) -> bool:
    ended = as_of(job, NOW, MAX_ATTEMPTS).status in TERMINAL
    return job.ttl > NOW and ended and last_possible_run(job) <= NOW - MARGIN_S


@fewer(2)
@given(jobs)
@example(a_job(status="processing", attempts=MAX_ATTEMPTS))
def test_a_job_can_be_claimed_that_has_not_lapsed_and_is_not_at_work(cloud: Cloud, job: Job) -> None:
    cloud.write(job)

    taken = cloud.leases.claim(a_claim(job, token="new"))

    assert isinstance(taken, Job) is _is_claimable(job)


@fewer(2)
@given(jobs)
@example(a_job(status="processing", attempts=MAX_ATTEMPTS))
def test_a_job_can_be_put_back_that_reads_as_failed_and_retryable(cloud: Cloud, job: Job) -> None:
    cloud.write(job)

    put_back = cloud.jobs.requeue(job.job_id, NOW + 3600)

    assert isinstance(put_back, Job) is _is_retryable(job)


@fewer(2)
@given(jobs)
@example(a_job(status="processing", attempts=MAX_ATTEMPTS))
def test_a_job_can_be_erased_that_reads_as_ended_and_has_no_run_alive(cloud: Cloud, job: Job) -> None:
    cloud.write(job)

    erased = _went_well(lambda: cloud.erasures.begin(job.job_id, ttl=job.ttl, margin_s=MARGIN_S))

    assert erased is _is_erasable(job)


@fewer(2)
@given(jobs)
def test_a_holder_can_write_while_its_lease_is_live(cloud: Cloud, job: Job) -> None:
    cloud.write(job)

    canceled = bool(job.cancel_at)
    written = _went_well(lambda: cloud.leases.progress(a_claim(job, token="mine"), 50))

    found = cloud.find(job.job_id)
    assert found is not None
    assert (found.progress == 50) is has_live_lease(job, "mine", NOW)
    assert written is ((found.progress == 50) and not canceled)


@fewer(2)
@given(jobs)
def test_a_job_can_be_canceled_that_has_not_ended(cloud: Cloud, job: Job) -> None:
    cloud.write(job)
    ended = as_of(job, NOW, MAX_ATTEMPTS).status in TERMINAL
    canceled_before = as_of(job, NOW, MAX_ATTEMPTS).failure == "canceled"

    canceled = _went_well(lambda: Cancellations(cloud.jobs).cancel(job.job_id))

    assert canceled is (job.ttl > NOW and (not ended or canceled_before))
    if canceled:
        read = cloud.jobs.read(job.job_id)
        assert read.failure == "canceled" or (is_at_work(read, NOW) and read.cancel_at)


def _went_well(write: Any) -> bool:
    try:
        write()
    except (Canceled, JobEnded, JobNotFound, JobInUse, LeaseLost):
        return False
    return True
