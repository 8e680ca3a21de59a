"""What every step of a run watches: deadline, cancellation, usage."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.control import RunControl, Usage
from petavatar.errors import JobTimedOut
from testing.jobs import A_JOB_ID
from tests.support.job_context import Clock, Delays


@pytest.fixture
def clock() -> Clock:
    return Clock(now=0.0)


@pytest.fixture
def control(clock: Clock) -> RunControl:
    return RunControl(job_id=A_JOB_ID, deadline=10.0, cancelled=Delays(), clock=clock)


def test_a_run_goes_on_until_its_deadline(control: RunControl, clock: Clock) -> None:
    control.check()
    clock.now = 9.999
    control.check()
    assert control.remaining() == pytest.approx(0.001)

    clock.now = 10.0
    with pytest.raises(JobTimedOut):
        control.check()


def test_a_cancelled_run_is_over(control: RunControl) -> None:
    control.cancelled.set()

    with pytest.raises(JobTimedOut):
        control.check()


def test_a_wait_that_would_outlast_the_run_is_not_begun(control: RunControl) -> None:
    for seconds in (10.0, 11.0):
        with pytest.raises(JobTimedOut):
            control.wait(seconds)

    assert isinstance(control.cancelled, Delays)
    assert control.cancelled.asked == []


def test_a_wait_lasts_as_long_as_asked(control: RunControl) -> None:
    control.wait(9.9)

    assert isinstance(control.cancelled, Delays)
    assert control.cancelled.asked == [9.9]


def test_a_wait_ends_as_soon_as_the_run_does() -> None:
    control = RunControl.lasting(A_JOB_ID, 60)
    waiting = threading.Event()

    def wait() -> None:
        waiting.set()
        control.wait(50)

    with ThreadPoolExecutor(1) as executor:
        end = executor.submit(wait)
        assert waiting.wait(5)
        control.cancelled.set()
        with pytest.raises(JobTimedOut):
            end.result(timeout=5)


def test_a_run_lasts_from_now() -> None:
    before = time.monotonic()
    control = RunControl.lasting(A_JOB_ID, 60)

    assert before + 60 <= control.deadline <= time.monotonic() + 60


def test_two_runs_share_no_signal_and_no_usage() -> None:
    one, two = RunControl.lasting(A_JOB_ID, 1), RunControl.lasting(A_JOB_ID, 1)
    one.cancelled.set()
    one.usage.add_image()

    assert not two.cancelled.is_set()
    assert two.usage.totals()["calls"] == 0


def test_usage_adds_up_over_threads_in_all_and_of_each_model() -> None:
    usage = Usage()

    with ThreadPoolExecutor(8) as executor:
        for _ in range(400):
            executor.submit(usage.add_answer, "text", {"inputTokens": 3, "outputTokens": 2})
        executor.submit(usage.add_answer, "orchestrator", {"inputTokens": 7, "outputTokens": 5})
        executor.submit(usage.add_image)

    assert usage.record({"text": "sonnet", "orchestrator": "haiku", "image": "core"}) == {
        "calls": 402,
        "input_tokens": 1207,
        "output_tokens": 805,
        "images": 1,
        "models": {
            "text": {"model": "sonnet", "calls": 400, "input_tokens": 1200, "output_tokens": 800, "images": 0},
            "orchestrator": {"model": "haiku", "calls": 1, "input_tokens": 7, "output_tokens": 5, "images": 0},
            "image": {"model": "core", "calls": 1, "input_tokens": 0, "output_tokens": 0, "images": 1},
        },
    }


def test_tokens_of_a_prompt_cache_are_input_too() -> None:
    usage = Usage()

    usage.add_answer(
        "text", {"inputTokens": 10, "cacheReadInputTokens": 300, "cacheWriteInputTokens": 40, "outputTokens": 1}
    )

    assert usage.totals()["input_tokens"] == 350
