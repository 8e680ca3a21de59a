"""Whatever becomes of its messages, a job that can be done gets done, and none of them ends where people look."""

from collections.abc import Callable

import pytest

from petavatar.errors import LeaseLost
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


def test_a_lease_is_given_up_while_another_message_waits(bench: Bench) -> None:
    job_id = bench.accept(times=2)
    bench.start(bench.sqs.receive()).fail()
    second = bench.start(bench.sqs.receive())
    assert not second.errand.ended
    bench.cloud.now += 20
    assert bench.start(bench.sqs.receive()).errand.ended

    second.finish()
    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})


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
def test_duplicates_use_up_the_receives_and_the_run_fails_so_the_job_says_so_at_once(
    bench: Bench, end: Callable[[Work], None]
) -> None:
    job_id = bench.accept()
    first = bench.start(bench.sqs.receive())
    for _ in range(2):
        bench.start(bench.sqs.receive_again(first.message.message_id))

    end(first)
    bench.drain()

    # No receive is left, so nobody would ever work on it again: it must not read as if somebody would.
    assert [kept.message_id for kept in bench.sqs.dead.values()] == [first.message.message_id]
    assert bench.status(job_id) == "failed"


def test_a_worker_dies_at_every_receive_but_the_last(bench: Bench) -> None:
    job_id = bench.accept()
    for _ in range(2):
        bench.start(bench.sqs.receive()).die()
        bench.cloud.now += VISIBILITY_S

    bench.drain()

    assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 3, {})
