"""What Locust leaves is read right, and runs that belong together become one."""

import json
from collections.abc import Sequence
from typing import Any

from bench.load.figures import Figures, Run

READ = "/status/{job_id}"


def a_run(*figures: Any, errors: Sequence[str] = ()) -> Run:
    return Run.read(json.dumps({"figures": {READ: figures}, "errors": list(errors)}))


def test_a_run_has_the_figures_of_each_name() -> None:
    run = a_run(3, 1, 2.5, 10.0, 20.0, 30.0)

    assert run.of(READ) == Figures(requests=3, failures=1, rate=2.5, p50=10.0, p95=20.0, p99=30.0)
    assert run.of("never asked") == Figures(0, 0, None, None, None, None)


def test_of_several_runs_counts_add_up_and_the_rest_is_the_median_without_the_warm_up() -> None:
    warm_up, *turns = a_run(9, 0, 1.0, 900.0, 950.0, 990.0), a_run(100, 0, 9.0, 1, 2, 3), a_run(100, 0, 11.0, 3, 4, 9)

    assert Run.together([warm_up, *turns]).of(READ) == Figures(200, 0, 10.0, 2, 3, 6)


def test_failures_of_all_runs_count_those_of_the_warm_up_too() -> None:
    error = f"GET {READ}: answered 429, Retry-After: 1 (4 times)"

    together = Run.together([a_run(4, 4, 1, 1, 1, 1, errors=[error]), a_run(4, 1, 1, 1, 1, 1)])

    assert together.failed == 5
    assert together.errors == [error]
