"""Two things timed in turn, and a process that is measured from outside."""

import pytest

from bench.timing import in_turn, run_python


def test_both_are_timed_in_turn_and_neither_is_always_first() -> None:
    order: list[str] = []

    in_turn(lambda: order.append("ours") or 1.0, lambda: order.append("theirs") or 1.0, 2)  # type: ignore[func-returns-value]

    assert order == ["ours", "theirs", "ours", "theirs", "theirs", "ours"]


def test_a_pair_is_medians_of_what_was_taken_after_the_warming() -> None:
    ours, theirs = iter([100.0, 2.0, 4.0, 30.0]), iter([100.0, 1.0, 4.0, 10.0])

    pair = in_turn(lambda: next(ours), lambda: next(theirs), 3)

    assert (pair.ratio, pair.ours, pair.theirs) == (2.0, 4.0, 4.0)


def test_a_process_gets_its_input_and_environment_and_its_cpu_time_is_known() -> None:
    program = "import os, sys; print(os.environ['WORD'], sys.stdin.read())"

    ended = run_python(["-c", program], {"WORD": "hello"}, given=b"world")

    assert ended.output == b"hello world\n"
    assert 0 < ended.cpu_s < 60


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="the reason"):
        run_python(["-c", "raise SystemExit('the reason')"], {})
