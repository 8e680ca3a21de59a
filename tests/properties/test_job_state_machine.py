"""Jobs keep their promises whatever happens to them, in any order.

The real acceptor, table, queue, worker and redrive run on moto's DynamoDB and S3, on a clock that only the test moves.
Each worker is a thread that rests whenever it waits for the agent, so that any other thing may happen meanwhile.
"""

from typing import Any, Final
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from petavatar.errors import (
    JobEnded,
    JobInUse,
    JobNotCompleted,
    JobNotFound,
    Problem,
)
from petavatar.jobs import TERMINAL
from petavatar.limits import Limits
from petavatar.upload import Pins
from testing import photos
from tests.properties.job_events import OF_THE_PHOTO, PERMANENT, TRANSIENT, any_one, deaths, doors
from tests.properties.job_promises import TOKENS, JobPromises
from tests.properties.job_world import JOBS_A_DAY, LIMIT, OWNERS_LIMIT, WEBHOOK
from tests.support.cloud import Cloud, upload_key
from tests.support.errands import Killed

PHOTO: Final = photos.jpeg()
MOST_JOBS: Final = 3
MOST_VARIATIONS: Final = 1
"""Beside as many jobs as there may be."""
EXAMPLES_PER_RUN: Final = 10
"""A run has forty steps: it stands for several examples of a property."""


class JobMachine(JobPromises):
    """Jobs, and all that may happen to them."""

    jobs = Bundle("jobs")

    @precondition(lambda self: len(self.world.keys) < MOST_JOBS)
    @rule(target=jobs, door=doors, death=deaths, waits=st.sampled_from([{}, {"max_wait_s": "20"}]), owned=st.booleans())
    def a_photo_is_accepted(self, door: str, death: str | None, waits: dict[str, str], owned: bool) -> str:
        job_id, limits = str(uuid4()), Limits(JOBS_A_DAY, OWNERS_LIMIT)
        pins = Pins(self.world.owner, limits).metadata() if owned else {}
        metadata = {"webhook_url": WEBHOOK, **waits, **pins}
        self.world.keys[job_id] = upload_key(self.cloud.upload(PHOTO, job_id=job_id, metadata=metadata))
        if owned:
            self.world.owned.add(job_id)
        self.world.accept(job_id, door, death)
        return job_id

    @precondition(lambda self: len(self.world.keys) < MOST_JOBS)
    @rule(target=jobs)
    def what_is_no_photo_is_dropped(self) -> str:
        job_id = str(uuid4())
        metadata = {"webhook_url": WEBHOOK}
        self.world.keys[job_id] = upload_key(self.cloud.upload(b"no photo", job_id=job_id, metadata=metadata))
        self.world.ended_for_good.add(job_id)
        assert self.world.acceptor.accept_or_fail(self.world.keys[job_id]).status == "failed"
        return job_id

    @initialize(target=jobs, was_there=st.booleans())
    def a_job_was_completed_before(self, was_there: bool) -> Any:
        if not was_there:
            return multiple()
        job_id = self.a_photo_is_accepted("post", None, {}, owned=False)
        self.world.deliver(self.world.sqs.receive())
        self.world.finish(self.world.one_at_work(0))
        return job_id

    @precondition(lambda self: len(self.world.keys) < MOST_JOBS + MOST_VARIATIONS)
    @rule(target=jobs, source_id=jobs, death=deaths, owned=st.booleans())
    def a_variation_of_it_is_made(self, source_id: str, death: str | None, owned: bool) -> Any:
        before, job_id = self.world.reading(source_id), str(uuid4())
        if not self.world.vary(source_id, job_id, owned, death):
            assert before is None or before.status != "completed" or owned
            return multiple()
        assert before is not None
        assert before.status == "completed"
        self.world.sources[job_id] = source_id
        self.world.keys[job_id] = upload_key(f"uploads/{job_id}/original.jpg")
        if owned:
            self.world.owned.add(job_id)
        return job_id

    @rule(job_id=jobs, door=doors, death=deaths)
    def it_is_accepted_again(self, job_id: str, door: str, death: str | None) -> None:
        self.world.accept(job_id, "event" if job_id in self.world.ended_for_good else door, death)

    @rule(job_id=jobs)
    def another_message_for_it_is_sent(self, job_id: str) -> None:
        self.world.queue.send(job_id, self.world.clock.now)

    @rule()
    def a_message_is_delivered(self) -> None:
        self.world.deliver(self.world.sqs.receive())

    @precondition(lambda self: self.world.sqs.waiting or self.world.sqs.deleted)
    @rule(which=any_one)
    def a_message_is_delivered_once_more(self, which: int) -> None:
        known = [*self.world.sqs.waiting, *self.world.sqs.deleted]
        self.world.deliver(self.world.sqs.receive_again(known[which % len(known)]))

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one, progress=st.integers(1, 99))
    def the_agent_makes_progress(self, which: int, progress: int) -> None:
        self.world.go_on(self.world.one_at_work(which), {"type": "progress", "step": "a_step", "progress": progress})

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one, worst=st.integers(1, LIMIT // 2), percent=st.integers(0, 100))
    def the_agent_calls_a_model(self, which: int, worst: int, percent: int) -> None:
        self.world.call_model(self.world.one_at_work(which), worst, worst * percent // 100)

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one, death=deaths)
    def the_agent_finishes(self, which: int, death: str | None) -> None:
        """And the worker may die next to its message for the webhook."""
        self.world.webhook_sqs.death = death
        self.world.finish(self.world.one_at_work(which))
        self.world.webhook_sqs.death = None

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one, problem=st.sampled_from(PERMANENT))
    def the_agent_reports_what_no_retry_fixes(self, which: int, problem: Problem) -> None:
        delivery = self.world.one_at_work(which)
        self.world.ended_for_good.add(delivery.message.job_id)
        self.world.fail(delivery, problem)
        if isinstance(problem, OF_THE_PHOTO) and delivery.message.job_id not in self.world.canceled:
            # The run has ended before any step that writes.
            self.world.loose_runs[delivery.message.job_id].remove(delivery.born)

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one, problem=st.sampled_from(TRANSIENT))
    def the_agent_reports_what_a_retry_may_fix(self, which: int, problem: Problem) -> None:
        self.world.fail(self.world.one_at_work(which), problem)

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one)
    def the_agent_breaks_off(self, which: int) -> None:
        self.world.go_on(self.world.one_at_work(which), None)

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one)
    def a_worker_dies(self, which: int) -> None:
        self.world.go_on(self.world.one_at_work(which), Killed())

    @rule(seconds=st.sampled_from([1, 10, 20, 150, 181, 900, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.world.wait(seconds)

    @rule()
    def time_passes_until_a_message_shows(self) -> None:
        self.world.wait(max(0, (self.world.sqs.next_visible_at() or 0) - self.world.clock.now))

    @rule(job_id=jobs)
    def an_operator_redrives_it(self, job_id: str) -> None:
        before = self.world.reading(job_id)
        done = self.world.redrive(job_id)
        if before is None:
            assert not done
            return
        if before.status in TERMINAL:
            may_come_back = before.error is not None and before.error["retryable"]
            assert done == may_come_back or (not done and job_id in self.world.owned and not self.world.has_room())

    @precondition(lambda self: self.world.at_work)
    @rule(which=any_one)
    def the_heart_beats(self, which: int) -> None:
        self.world.go_on(self.world.one_at_work(which), {"type": "heartbeat"})

    @rule(job_id=jobs)
    def its_owner_cancels_it(self, job_id: str) -> None:
        before = self.world.reading(job_id)
        try:
            self.world.cancellations.cancel(job_id)
        except JobNotFound:
            assert before is None
        except JobEnded:
            assert before is not None
            assert before.status in TERMINAL
        else:
            self.world.canceled.add(job_id)
            self.world.ended_for_good.add(job_id)

    @rule(job_id=jobs)
    def its_owner_erases_it(self, job_id: str) -> None:
        before = self.world.reading(job_id)
        try:
            self.world.eraser.erase(job_id)
        except JobNotFound:
            assert before is None
            assert job_id not in self.world.erased
        except JobInUse:
            assert before is not None
            longest = self.world.settings.lease_s + self.world.settings.agent_read_timeout_s
            assert before.status not in TERMINAL or self.world.clock.now < max(self.world.loose_runs[job_id]) + longest
        else:
            assert job_id in self.world.erased if before is None else before.status in TERMINAL
            self.world.erased.add(job_id)
            self.world.shared.discard(job_id)
            self.world.readings.pop(job_id, None)

    @rule(job_id=jobs, photo=st.sampled_from([None, True, False]))
    def its_owner_shares_it(self, job_id: str, photo: bool | None) -> None:
        before = self.world.reading(job_id)
        try:
            job = self.world.shares.share(job_id, photo=photo)
        except JobNotFound:
            assert before is None
        except JobNotCompleted:
            assert before is not None
            assert before.status != "completed"
        else:
            addresses = self.world.addresses.setdefault(job_id, [])
            if job_id not in self.world.shared:
                addresses.append("")
            assert addresses[-1] in ("", TOKENS.token(job))
            addresses[-1] = TOKENS.token(job)
            self.world.shared.add(job_id)

    @rule(job_id=jobs)
    def its_owner_shares_it_no_more(self, job_id: str) -> None:
        try:
            self.world.shares.unshare(job_id)
        except JobNotFound:
            assert self.world.reading(job_id) is None
        self.world.shared.discard(job_id)

    @precondition(lambda self: self.world.erased)
    @rule(which=any_one, door=doors)
    def a_request_or_event_comes_late_that_had_seen_its_photo(self, which: int, door: str) -> None:
        job_id = sorted(self.world.erased)[which % len(self.world.erased)]
        self.cloud.upload(PHOTO, job_id=job_id)
        self.world.accept(job_id, door, None)
        # Whoever uploads it, its event comes in the end.
        self.world.accept(job_id, "event", None)


@pytest.mark.timeout(600)  # to find the shortest way to a failure takes its time
def test_jobs_keep_their_promises_in_any_order(cloud: Cloud) -> None:
    class Machine(JobMachine):
        pass

    Machine.cloud = cloud
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=settings.default.max_examples // EXAMPLES_PER_RUN, stateful_step_count=40),
    )
