"""Jobs keep their promises whatever happens to them, in any order.

The real acceptor, table, queue, worker and redrive run on moto's DynamoDB and S3, on a clock that only the test moves.
Each worker is a thread that rests whenever it waits for the agent, so that any other thing may happen meanwhile.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.erase import Eraser
from petavatar.errors import (
    AgentFailure,
    ContentRefused,
    JobInUse,
    JobNotFound,
    LeaseLost,
    ModelUnavailable,
    NoPetFound,
    PhotoReplaced,
    Problem,
)
from petavatar.jobs import TERMINAL, Job
from petavatar.queue import Message, ProcessingQueue
from petavatar.redrive import redrive
from petavatar.storage import UploadKey, avatar_key
from petavatar.table.erasures import Erasures
from petavatar.table.jobs import JobTable
from petavatar.table.leases import Leases
from petavatar.worker import Worker
from testing import photos
from testing.jobs import NOW, a_result
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.errands import Errand, Killed
from tests.support.job_context import Clock
from tests.support.standard_queue import StandardQueue
from tests.support.stepped_agent import SteppedAgent, started

PHOTO: Final = photos.jpeg()
VISIBILITY_S: Final = 900
MOST_JOBS: Final = 3
EXAMPLES_PER_RUN: Final = 4
"""A run has forty steps: it stands for several examples of a property."""

PERMANENT: Final = (NoPetFound("no pet"), ContentRefused("refused"), PhotoReplaced("replaced"))
TRANSIENT: Final = (AgentFailure("broke"), ModelUnavailable("busy"))

doors = st.sampled_from(["post", "event"])
deaths = st.sampled_from([None, "before the send", "after the send"])
any_one = st.integers(0, 50)


@dataclass(slots=True)
class MortalQueue(StandardQueue):
    """The queue, as seen by a process that may die next to its send."""

    death: str | None = None

    def send_message(self, **parameters: str) -> dict[str, str]:
        if self.death == "before the send":
            raise Killed
        answer = StandardQueue.send_message(self, **parameters)
        if self.death == "after the send":
            raise Killed
        return answer


@dataclass(slots=True)
class Delivery:
    """A worker at work on a message."""

    message: Message
    errand: Errand
    born: float
    lease_until: float


class JobMachine(RuleBasedStateMachine):
    """Jobs, and all that may happen to them."""

    cloud: ClassVar[Cloud]
    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        cloud = self.cloud
        self.clock = Clock(NOW)
        self.settings = cloud.settings
        store = replace(cloud.item_store, clock=self.clock)
        self.table = JobTable(store)
        self.sqs = MortalQueue(self.clock, VISIBILITY_S, self.settings.max_receives)
        self.queue = ProcessingQueue(self.sqs, "queue")
        self.acceptor = Acceptor(cloud.storage, self.table, self.queue, self.settings)
        self.worker = Worker(Leases(store), self.queue, cloud.storage, SteppedAgent(), cloud.events, self.settings)
        self.at_work: list[Delivery] = []
        self.keys: dict[str, UploadKey] = {}
        self.readings: dict[str, Job] = {}
        self.redriven: set[str] = set()
        self.ended_for_good: set[str] = set()
        self.eraser = Eraser(Erasures(store), cloud.storage, self.settings)
        self.erased: set[str] = set()
        self.loose_runs: dict[str, list[float]] = {}
        """When runs of the agent began that did not hand over a result: they may be alive for a while, by job."""

    # What may happen.

    @precondition(lambda self: len(self.keys) < MOST_JOBS)
    @rule(target=jobs, door=doors, death=deaths)
    def a_photo_is_accepted(self, door: str, death: str | None) -> str:
        job_id = str(uuid4())
        self.keys[job_id] = upload_key(self.cloud.upload(PHOTO, job_id=job_id))
        self._accept(job_id, door, death)
        return job_id

    @precondition(lambda self: len(self.keys) < MOST_JOBS)
    @rule(target=jobs)
    def what_is_no_photo_is_dropped(self) -> str:
        job_id = str(uuid4())
        self.keys[job_id] = upload_key(self.cloud.upload(b"no photo", job_id=job_id))
        self.ended_for_good.add(job_id)
        assert self.acceptor.accept_or_fail(self.keys[job_id]).status == "failed"
        return job_id

    @rule(job_id=jobs, door=doors, death=deaths)
    def it_is_accepted_again(self, job_id: str, door: str, death: str | None) -> None:
        self._accept(job_id, "event" if job_id in self.ended_for_good else door, death)

    @rule()
    def a_message_is_delivered(self) -> None:
        self._deliver(self.sqs.receive())

    @precondition(lambda self: self.sqs.waiting or self.sqs.deleted)
    @rule(which=any_one)
    def a_message_is_delivered_once_more(self, which: int) -> None:
        known = [*self.sqs.waiting, *self.sqs.deleted]
        self._deliver(self.sqs.receive_again(known[which % len(known)]))

    @precondition(lambda self: self.at_work)
    @rule(which=any_one, progress=st.integers(1, 99))
    def the_agent_makes_progress(self, which: int, progress: int) -> None:
        self._go_on(self._one_at_work(which), {"type": "progress", "step": "a_step", "progress": progress})

    @precondition(lambda self: self.at_work)
    @rule(which=any_one)
    def the_agent_finishes(self, which: int) -> None:
        self._finish(self._one_at_work(which))

    @precondition(lambda self: self.at_work)
    @rule(which=any_one, problem=st.sampled_from(PERMANENT))
    def the_agent_reports_what_no_retry_fixes(self, which: int, problem: Problem) -> None:
        delivery = self._one_at_work(which)
        self.ended_for_good.add(delivery.message.job_id)
        self._go_on(delivery, {"type": "error", "error": problem.record()})

    @precondition(lambda self: self.at_work)
    @rule(which=any_one, problem=st.sampled_from(TRANSIENT))
    def the_agent_reports_what_a_retry_may_fix(self, which: int, problem: Problem) -> None:
        self._go_on(self._one_at_work(which), {"type": "error", "error": problem.record()})

    @precondition(lambda self: self.at_work)
    @rule(which=any_one)
    def the_agent_breaks_off(self, which: int) -> None:
        self._go_on(self._one_at_work(which), None)

    @precondition(lambda self: self.at_work)
    @rule(which=any_one)
    def a_worker_dies(self, which: int) -> None:
        self._go_on(self._one_at_work(which), Killed())

    @rule(seconds=st.sampled_from([1, 10, 20, 150, 181, 900, 3600]))
    def time_passes(self, seconds: int) -> None:
        self._wait(seconds)

    @rule()
    def time_passes_until_a_message_shows(self) -> None:
        self._wait(max(0, (self.sqs.next_visible_at() or 0) - self.clock.now))

    @rule(job_id=jobs)
    def an_operator_redrives_it(self, job_id: str) -> None:
        before = self._reading(job_id)
        done = redrive(self.table, self.queue, job_id, self.settings)
        if before is None:
            assert not done
            return
        if done:
            self.redriven.add(job_id)
        if before.status in TERMINAL:
            assert done == (before.error is not None and before.error["retryable"])

    @rule(job_id=jobs)
    def its_owner_erases_it(self, job_id: str) -> None:
        before = self._reading(job_id)
        try:
            self.eraser.erase(job_id)
        except JobNotFound:
            assert before is None
        except JobInUse:
            assert before is not None
            longest = self.settings.lease_s + self.settings.agent_read_timeout_s
            assert before.status not in TERMINAL or self.clock.now < max(self.loose_runs[job_id]) + longest
        else:
            assert before is not None
            assert before.status in TERMINAL
            self.erased.add(job_id)
            self.readings.pop(job_id, None)

    @precondition(lambda self: self.erased)
    @rule(which=any_one, door=doors)
    def a_request_or_event_comes_late_that_had_seen_its_photo(self, which: int, door: str) -> None:
        job_id = sorted(self.erased)[which % len(self.erased)]
        self.cloud.upload(PHOTO, job_id=job_id)
        self._accept(job_id, door, None)
        client("s3").delete_object(Bucket=NAMES.upload_bucket, Key=self.keys[job_id].key)

    # What always holds.

    @invariant()
    def what_was_erased_stays_away(self) -> None:
        """No record, and no run that could still write an object; objects that came back would be there at the end."""
        for job_id in self.erased:
            assert self._reading(job_id) is None
            life = self.settings.worker_timeout_s - self.settings.agent_margin_s
            assert all(self.clock.now >= begun + life for begun in self.loose_runs.get(job_id, []))

    @invariant()
    def an_end_is_an_end_and_progress_never_falls(self) -> None:
        for job_id in self.keys:
            before, now = self.readings.get(job_id), self._reading(job_id)
            if now is None:
                continue
            if before is not None and job_id not in self.redriven:
                if before.status in TERMINAL:
                    assert replace(now, sent=before.sent, announced=before.announced) == before
                elif before.lease_token and before.lease_token == now.lease_token:
                    assert now.progress >= before.progress
            self.readings[job_id] = now
        self.redriven.clear()

    @invariant()
    def never_two_runs_with_live_leases(self) -> None:
        holders = [delivery.message.job_id for delivery in self.at_work if self.clock.now < delivery.lease_until]
        assert len(holders) == len(set(holders))

    def teardown(self) -> None:
        """However it went: no job is lost, and every job ends or can be brought back."""
        for delivery in list(self.at_work):
            self._go_on(delivery, Killed())
        self.sqs.death = None
        self._drain()
        dead = {json.loads(kept.body)["job_id"] for kept in self.sqs.dead.values()}
        for job_id in self.readings:
            job = self._read(job_id)
            assert job.status in TERMINAL or not job.sent or job_id in dead
        self.clock.now += self.settings.job_deadline_s
        for job_id in self.readings:
            self._assert_ended_or_brought_back(job_id)
        for job_id in self.erased:
            for bucket, prefix in ((NAMES.upload_bucket, "uploads"), (NAMES.generated_bucket, "generated")):
                assert "Contents" not in client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job_id}/")

    def _assert_ended_or_brought_back(self, job_id: str) -> None:
        job = self._read(job_id)
        assert job.status in TERMINAL
        if job.status == "completed":
            return
        assert job.error is not None
        if not job.error["retryable"]:
            assert job_id in self.ended_for_good
            return
        assert redrive(self.table, self.queue, job_id, self.settings)
        self._drain()
        assert self._read(job_id).status == "completed"

    # How it is done.

    def _wait(self, seconds: float) -> None:
        """Nothing lives longer than a function may."""
        self.clock.now += seconds
        for delivery in list(self.at_work):
            if self.clock.now >= delivery.born + self.settings.worker_timeout_s:
                self._go_on(delivery, Killed())

    def _accept(self, job_id: str, door: str, death: str | None) -> None:
        accept: Callable[[UploadKey], Job] = self.acceptor.accept if door == "post" else self.acceptor.accept_or_fail
        self.sqs.death = death
        try:
            accept(self.keys[job_id])
        except Killed:
            pass
        except Problem:
            # Its photo is gone, or its tombstone found.
            assert job_id in self.erased
        finally:
            self.sqs.death = None

    def _deliver(self, message: Message | None) -> None:
        if message is None:
            return
        errand = started(self.worker, message)
        if errand.ended:
            self._settle(message, errand)
            return
        job = self.table.get(message.job_id)
        assert job is not None
        end = min(self.clock.now + self.settings.lease_s, job.deadline)
        self.loose_runs.setdefault(message.job_id, []).append(self.clock.now)
        self.at_work.append(Delivery(message, errand, self.clock.now, end))

    def _one_at_work(self, which: int) -> Delivery:
        return self.at_work[which % len(self.at_work)]

    def _finish(self, delivery: Delivery) -> None:
        job_id = delivery.message.job_id
        self.cloud.store(avatar_key(job_id), b"a picture")
        self.loose_runs[job_id].remove(delivery.born)
        self._go_on(delivery, {"type": "result", "result": a_result(job_id)})

    def _go_on(self, delivery: Delivery, order: Any) -> None:
        delivery.errand.go_on(order)
        if delivery.errand.ended:
            self.at_work.remove(delivery)
            self._settle(delivery.message, delivery.errand)

    def _settle(self, message: Message, errand: Errand) -> None:
        """The queue's mapping deletes what was worked on without an error."""
        if errand.error is None:
            self.sqs.delete(message)
        elif not isinstance(errand.error, Problem | LeaseLost | Killed):
            raise errand.error

    def _drain(self) -> None:
        """All that is in the queue is delivered, to workers and an agent that are well."""
        while (visible_at := self.sqs.next_visible_at()) is not None:
            self.clock.now = max(self.clock.now, visible_at)
            self._deliver(self.sqs.receive())
            for delivery in list(self.at_work):
                self._finish(delivery)

    def _reading(self, job_id: str) -> Job | None:
        job = self.table.get(job_id)
        return job and self.table.as_of_now(job)

    def _read(self, job_id: str) -> Job:
        return self.table.read(job_id)


@pytest.mark.timeout(600)  # to find the shortest way to a failure takes its time
def test_jobs_keep_their_promises_in_any_order(cloud: Cloud) -> None:
    class Machine(JobMachine):
        pass

    Machine.cloud = cloud
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=settings.default.max_examples // EXAMPLES_PER_RUN, stateful_step_count=40),
    )
