"""The budget of an attempt: whatever calls overlap, fail or cost, none begins that might pass it."""

import threading
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.budget import Budget, Payment, microusd
from petavatar.errors import CostLimit

LIMIT = 100
USD = LIMIT / 1_000_000

calls = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.integers(0, 120)),
        st.tuples(st.just("end"), st.integers(0, 10), st.integers(0, 120)),
    ),
    max_size=40,
)


@given(calls)
def test_no_order_of_calls_passes_the_limit(steps: list[tuple[str, int] | tuple[str, int, int]]) -> None:
    budget = Budget(USD)
    open_calls: list[tuple[ExitStack, Payment]] = []
    for step in steps:
        if step[0] == "begin":
            before, stack = budget.spent, ExitStack()
            try:
                open_calls.append((stack, stack.enter_context(budget.paying(step[1]))))
            except CostLimit:
                assert before + step[1] > LIMIT
                assert budget.spent == before
        elif open_calls:
            stack, payment = open_calls.pop(step[1] % len(open_calls))
            payment.cost = min(payment.cost, step[-1])
            stack.close()
        assert budget.spent <= LIMIT
    assert budget.close() == LIMIT - budget.spent


def test_threads_at_once_pass_it_no_more_than_one_alone() -> None:
    budget, together, served = Budget(USD), threading.Barrier(20), []

    def call() -> None:
        together.wait()
        try:
            with budget.paying(9):
                served.append(9)
        except CostLimit:
            pass

    threads = [threading.Thread(target=call) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(served) == budget.spent == 99


def test_a_call_that_breaks_counts_at_its_worst() -> None:
    budget = Budget(USD)

    with pytest.raises(ZeroDivisionError), budget.paying(60):
        raise ZeroDivisionError

    assert (budget.spent, budget.close()) == (60, 40)


def test_closed_it_counts_what_is_at_work_and_lets_nothing_begin() -> None:
    budget = Budget(USD)

    with budget.paying(30) as payment:
        assert budget.close() == 70
        with pytest.raises(CostLimit), budget.paying(1):
            pass
        payment.cost = 10
    assert budget.spent == 10


@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.sampled_from(["reports", "crashes", "overlaps"])), min_size=1, max_size=3
    )
)
def test_all_attempts_together_stay_within_the_limit_whatever_crashes(attempts: list[tuple[int, str]]) -> None:
    spent, given_back = 0, 0
    for number, (wanted, end) in enumerate(attempts, start=1):
        budget = Budget(USD, attempt=number, attempts=3, carried=given_back)
        for _ in range(wanted):
            try:
                with budget.paying(1):
                    spent += 1
            except CostLimit:
                break
        given_back = budget.close() if end == "reports" else 0
    assert spent <= LIMIT


@pytest.mark.parametrize(("attempt", "carried", "fits"), [(1, 0, 33), (2, 0, 33), (2, 20, 53), (3, 66, 99), (4, 50, 0)])
def test_an_attempt_has_its_share_and_what_the_one_before_gave_back(attempt: int, carried: int, fits: int) -> None:
    budget = Budget(USD, attempt=attempt, attempts=3, carried=carried)

    with pytest.raises(CostLimit), budget.paying(fits + 1):
        pass
    with budget.paying(fits):
        pass


@pytest.mark.parametrize(
    ("attempt", "worst", "retryable"), [(1, 40, True), (1, 99, True), (1, 101, False), (2, 67, False), (3, 34, False)]
)
def test_only_what_a_later_share_may_pay_for_is_worth_another_attempt(
    attempt: int, worst: int, retryable: bool
) -> None:
    budget = Budget(USD, attempt=attempt, attempts=3)

    with pytest.raises(CostLimit) as refused, budget.paying(worst):
        pass

    assert refused.value.record()["retryable"] is retryable


def test_the_refusal_says_the_limit_and_what_is_spent() -> None:
    budget = Budget(0.5)
    with budget.paying(microusd(0.25)):
        pass

    with pytest.raises(CostLimit) as refused, budget.paying(microusd(0.3)):
        pass

    assert refused.value.record() == {
        "type": "urn:petavatar:problem:cost-limit",
        "title": "The job has reached the limit of its cost",
        "status": 500,
        "detail": "US$ 0.2500 of the US$ 0.50 that one job may cost are spent or set aside, "
        "and the next call of a model might cost more than what is left.",
        "retryable": False,
    }


@pytest.mark.parametrize(("dollars", "millionths"), [(0.08, 80_000), (1.1 * 3 / 1_000_000, 4), (0, 0), (1e-9, 1)])
def test_amounts_are_rounded_up(dollars: float, millionths: int) -> None:
    assert microusd(dollars) == millionths
