"""Whatever becomes of its messages, a job that can be done gets done, and none of them ends where people look."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from deployment.infrastructure.queues import MAX_RECEIVES
from petavatar.errors import LeaseLost, TooEarly
from tests.integration.races.bench import VISIBILITY_S, Bench, Work
from tests.support.cloud import Cloud


@pytest.fixture
def bench(cloud: Cloud) -> Bench:
    return Bench(cloud)


def test_the_mark_of_the_send_is_lost(bench: Bench) -> None:
    job_id = bench.accept(times=2)
    assert len(bench.sqs.waiting) == 2

    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 1, {})


def test_a_message_under_another_id_comes_while_the_first_is_worked_on(bench: Bench) -> None:
    job_id = bench.accept(times=2)
    first = bench.start(bench.sqs.receive())
    second = bench.start(bench.sqs.receive())

    assert second.errand.ended
    first.finish()
    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 1, {})


def test_a_worker_dies_after_the_other_message_was_let_go(bench: Bench) -> None:
    job_id = bench.accept(times=2)
    first = bench.start(bench.sqs.receive())
    bench.start(bench.sqs.receive())
    first.die()

    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})


def test_another_message_that_comes_within_the_back_off_is_let_go(bench: Bench) -> None:
    job_id = bench.accept(times=2)
    own = bench.start(bench.sqs.receive())
    own.fail()
    assert bench.start(bench.sqs.receive()).errand.error is None
    assert set(bench.sqs.waiting) == {own.message.message_id}

    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})


def test_another_message_that_comes_after_the_back_off_takes_the_place_of_the_jobs_own(bench: Bench) -> None:
    job_id = bench.accept(times=2)
    bench.start(bench.sqs.receive()).fail()
    bench.cloud.now += 10
    second = bench.start(bench.sqs.receive())
    assert not second.errand.ended
    assert bench.start(bench.sqs.receive()).errand.error is None

    second.finish()
    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})


def test_two_messages_for_a_job_that_fails_and_fails_make_three_attempts(bench: Bench) -> None:
    job_id = bench.accept(times=2)

    began = []
    while (visible_at := bench.sqs.next_visible_at()) is not None:
        bench.cloud.now = max(bench.cloud.now, visible_at)
        if not (work := bench.start(bench.sqs.receive())).errand.ended:
            began.append(bench.cloud.now)
            work.fail()

    assert [later - earlier for earlier, later in pairwise(began)] == [10, 20]
    assert bench.status(job_id) == "failed"
    assert [kept.body for kept in bench.sqs.dead.values()] == [f'{{"job_id": "{job_id}"}}']


def test_a_message_that_comes_within_the_back_off_waits_and_costs_no_attempt(bench: Bench) -> None:
    job_id = bench.accept()
    first = bench.start(bench.sqs.receive())
    first.fail()
    bench.cloud.now += 4
    for _ in range(3):
        early = bench.start(bench.sqs.receive_again(first.message.message_id))
        assert isinstance(early.errand.error, TooEarly)
    assert bench.sqs.next_visible_at() == bench.cloud.now + 6

    for _ in range(2):
        bench.cloud.now = bench.sqs.next_visible_at() or 0
        bench.start(bench.sqs.receive()).fail()

    assert (bench.status(job_id), len(bench.agent.runs)) == ("failed", 3)


def test_a_lease_is_given_up_while_a_duplicate_of_its_message_waits(bench: Bench) -> None:
    job_id = bench.accept()
    first = bench.start(bench.sqs.receive())
    duplicate = bench.start(bench.sqs.receive_again(first.message.message_id))
    assert isinstance(duplicate.errand.error, LeaseLost)

    first.fail()
    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})


def test_duplicates_use_up_the_receives_and_the_run_is_done_all_the_same(bench: Bench) -> None:
    job_id = bench.accept()
    first = bench.start(bench.sqs.receive())
    for _ in range(2):
        bench.start(bench.sqs.receive_again(first.message.message_id))

    first.finish()
    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 1, {})


@pytest.mark.parametrize("end", [Work.fail, Work.die], ids=["gives up", "dies"])
def test_duplicates_use_up_no_attempt(bench: Bench, end: Callable[[Work], None]) -> None:
    job_id = bench.accept()
    first = bench.start(bench.sqs.receive())
    for _ in range(2):
        bench.start(bench.sqs.receive_again(first.message.message_id))

    end(first)
    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})


@pytest.mark.parametrize("end", [Work.fail, Work.die], ids=["gives up", "dies"])
def test_duplicates_use_up_all_receives_so_people_see_the_job_and_its_deadline_ends_it(
    bench: Bench, end: Callable[[Work], None]
) -> None:
    job_id = bench.accept()
    first = bench.start(bench.sqs.receive())
    for _ in range(MAX_RECEIVES - 1):
        bench.start(bench.sqs.receive_again(first.message.message_id))

    end(first)
    bench.drain()

    assert [kept.message_id for kept in bench.sqs.dead.values()] == [first.message.message_id]
    bench.cloud.now += bench.cloud.settings.job_deadline_s
    assert bench.status(job_id) == "failed"


def test_a_worker_dies_at_every_attempt_but_the_last(bench: Bench) -> None:
    job_id = bench.accept()
    for _ in range(2):
        bench.start(bench.sqs.receive()).die()
        bench.cloud.now += VISIBILITY_S

    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 3, {})
