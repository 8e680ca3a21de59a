"""What Locust leaves is read right, and runs that belong together become one."""

import json
from collections.abc import Sequence
from typing import Any

from bench.load.figures import Figures, Run


def an_entry(**values: Any) -> dict[str, Any]:
    """An entry of Locust's: three requests within a second."""
    return {
        "name": "/status/{job_id}",
        "method": "GET",
        "num_requests": 3,
        "num_failures": 0,
        "start_time": 100.0,
        "last_request_timestamp": 101.0,
        "response_times": {"10.5": 2, "20.0": 1},
    } | values


def a_run(*entries: dict[str, Any], errors: Sequence[dict[str, Any]] = ()) -> Run:
    return Run.read(json.dumps({"stats": entries, "errors": list(errors)}))


def test_an_entry_is_known_by_its_name() -> None:
    run = a_run(an_entry(), an_entry(name="S3", method="POST", num_failures=1))

    assert run.figures["/status/{job_id}"] == Figures(3, 0, 1.0, 2, {10.5: 2, 20.0: 1})
    assert run.figures["S3"].failures == 1


def test_the_rate_counts_the_intervals_between_the_answers() -> None:
    assert a_run(an_entry(num_requests=21)).figures["/status/{job_id}"].rate == 20.0


def test_one_answer_has_no_rate() -> None:
    one = an_entry(num_requests=1, last_request_timestamp=100.0)

    assert a_run(one).figures["/status/{job_id}"].rate is None


def test_a_request_that_was_never_answered_has_neither_times_nor_a_rate() -> None:
    nothing = a_run(an_entry(num_requests=0, last_request_timestamp=None, response_times={})).figures[
        "/status/{job_id}"
    ]

    assert (nothing.rate, nothing.percentile(0.5)) == (None, None)


def test_a_percentile_is_the_time_within_which_that_share_was_answered() -> None:
    figures = Figures(requests=100, times={5.0: 50, 7.0: 45, 90.0: 4, 400.0: 1})

    assert [figures.percentile(share) for share in (0.5, 0.95, 0.99, 1.0)] == [5.0, 7.0, 90.0, 400.0]


def test_several_runs_are_one_whose_times_stand_side_by_side() -> None:
    runs = [a_run(an_entry()), a_run(an_entry(response_times={"20.0": 2, "30.0": 1})), a_run(an_entry(name="S3"))]

    together = Run.together(runs)

    assert together.figures["/status/{job_id}"] == Figures(6, 0, 2.0, 4, {10.5: 2, 20.0: 3, 30.0: 1})
    assert together.figures["/status/{job_id}"].rate == 2.0
    assert together.figures["S3"].requests == 3


def test_failures_are_counted_and_reported_by_kind() -> None:
    errors = [{"error": "GET /status/{job_id}: answered 429, Retry-After: 1", "times": 4}]
    runs = [a_run(an_entry(num_failures=4), errors=errors), a_run(an_entry(num_failures=1)), a_run(an_entry(name="S3"))]

    together = Run.together(runs)

    assert together.failed == 5
    assert together.failures == ["GET /status/{job_id}: answered 429, Retry-After: 1 (4 times)"]
