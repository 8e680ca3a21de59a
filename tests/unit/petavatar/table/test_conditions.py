"""What an unfinished job amounts to now."""

from typing import Any

import pytest

from petavatar.table.conditions import as_of, lapse, seconds_until_due
from testing.jobs import NOW, a_completed_job, a_job

MAX_ATTEMPTS = 3


def _processing(**values: Any) -> dict[str, Any]:
    return {"status": "processing", "lease_token": "t", "lease_until": NOW + 10, "attempts": 1} | values


@pytest.mark.parametrize(
    ("values", "lapses"),
    [
        ({"status": "queued"}, False),
        ({"status": "queued", "deadline": NOW + 0.001}, False),
        ({"status": "queued", "deadline": NOW}, True),
        (_processing(), False),
        (_processing(deadline=NOW), True),
        (_processing(lease_until=NOW), False),
        (_processing(lease_until=NOW, attempts=2), False),
        (_processing(lease_until=NOW + 0.001, attempts=3), False),
        (_processing(lease_until=NOW, attempts=3), True),
        (_processing(lease_until=NOW, attempts=4), True),
        ({"status": "queued", "lease_until": 0, "attempts": 3}, False),
        ({"status": "completed", "deadline": NOW - 1}, False),
        ({"status": "failed", "deadline": NOW - 1}, False),
    ],
)
def test_a_job_lapses_past_its_deadline_or_when_its_last_lease_does(values: dict[str, Any], lapses: bool) -> None:
    problem = lapse(a_job(**values), NOW, MAX_ATTEMPTS)

    assert (problem is not None) is lapses
    if problem is not None:
        assert (problem.status, problem.retryable) == (504, True)


def test_a_lapsed_job_reads_as_failed_with_its_reason() -> None:
    job = as_of(a_job(status="processing", progress=55, deadline=NOW), NOW, MAX_ATTEMPTS)

    assert job.status == "failed"
    assert job.error is not None
    assert job.error["type"] == "urn:petavatar:problem:job-timed-out"
    assert job.error_message == job.error["detail"] == "The job did not finish before its deadline"
    assert job.progress == 55


@pytest.mark.parametrize("job", [a_job(), a_completed_job(deadline=NOW - 1), a_job(status="failed", deadline=NOW - 1)])
def test_any_other_job_reads_as_it_is_stored(job: Any) -> None:
    assert as_of(job, NOW, MAX_ATTEMPTS) is job


@pytest.mark.parametrize(
    ("lease_until", "reason"),
    [(NOW + 10, "last attempt"), (NOW + 20, "deadline"), (NOW + 30, "deadline")],
)
def test_the_reason_that_came_first_stays_the_reason(lease_until: float, reason: str) -> None:
    job = a_job(status="processing", attempts=MAX_ATTEMPTS, lease_until=lease_until, deadline=NOW + 20)
    lapsed = [lapse(job, now, MAX_ATTEMPTS) for now in (min(lease_until, NOW + 20), NOW + 20, NOW + 100)]

    assert {reason in str(problem) for problem in lapsed} == {True}
    assert lapse(job, min(lease_until, NOW + 20) - 1, MAX_ATTEMPTS) is None


@pytest.mark.parametrize(("not_before", "seconds"), [(NOW + 6.5, 7), (NOW + 7, 7), (NOW, 1), (NOW - 5, 1), (0, 1)])
def test_a_message_that_came_too_early_is_hidden_for_whole_seconds(not_before: float, seconds: int) -> None:
    assert seconds_until_due(a_job(not_before=not_before), NOW) == seconds
