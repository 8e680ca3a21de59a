"""Jobs keep their promises whatever happens to them, in any order.

The real acceptor, table, queue, worker and redrive run on moto's DynamoDB and S3, on a clock that only the test moves.
Each worker is a thread that rests whenever it waits for the agent, so that any other thing may happen meanwhile.
"""

import json
from dataclasses import replace
from typing import Any, ClassVar, Final
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from petavatar.api_keys import Caller
from petavatar.aws import client
from petavatar.errors import (
    JobEnded,
    JobInUse,
    JobNotCompleted,
    JobNotFound,
    NotShared,
    Problem,
)
from petavatar.jobs import TERMINAL
from petavatar.limits import Limits
from petavatar.share_tokens import ShareTokens
from petavatar.storage import Pins
from testing import photos
from tests.properties.job_events import OF_THE_PHOTO, PERMANENT, TRANSIENT, any_one, deaths, doors
from tests.properties.job_world import JOBS_A_DAY, LIMIT, OWNERS_LIMIT, WEBHOOK, JobWorld
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.errands import Killed

PHOTO: Final = photos.jpeg()
TOKENS: Final = ShareTokens(b"a secret")
MOST_JOBS: Final = 3
MOST_VARIATIONS: Final = 1
"""Beside as many jobs as there may be."""
EXAMPLES_PER_RUN: Final = 6
"""A run has forty steps: it stands for several examples of a property."""


class JobMachine(RuleBasedStateMachine):
    """Jobs, and all that may happen to them."""

    cloud: ClassVar[Cloud]
    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.world = JobWorld(self.cloud)

    # What may happen.

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

    # What always holds.

    @invariant()
    def what_was_erased_stays_away(self) -> None:
        """No record, and no run that could still write an object; objects that came back would be there at the end."""
        for job_id in self.world.erased:
            assert self.world.reading(job_id) is None
            life = self.world.settings.worker_timeout_s - self.world.settings.agent_margin_s
            assert all(self.world.clock.now >= begun + life for begun in self.world.loose_runs.get(job_id, []))

    @invariant()
    def an_end_is_an_end_and_progress_never_falls(self) -> None:
        for job_id in self.world.keys:
            before, now = self.world.readings.get(job_id), self.world.reading(job_id)
            if now is None:
                continue
            if before is not None and job_id not in self.world.redriven:
                if before.status in TERMINAL:
                    settled: dict[str, Any] = {"reserved": before.reserved, "reserved_in": before.reserved_in}
                    settled |= {name: getattr(before, name) for name in ("share_number", "shared", "share_photo")}
                    assert replace(now, sent=before.sent, announced=before.announced, **settled) == before
                elif before.lease_token and before.lease_token == now.lease_token:
                    assert now.progress >= before.progress
            self.world.readings[job_id] = now
        self.world.redriven.clear()

    @invariant()
    def what_was_canceled_never_comes_to_a_result(self) -> None:
        for job_id in self.world.canceled - self.world.erased:
            now = self.world.reading(job_id)
            assert now is None or now.failure == "canceled" or (now.status == "processing" and now.cancel_at)

    @invariant()
    def an_end_that_is_published_has_its_webhook_in_the_queue(self) -> None:
        for job_id in self.world.keys:
            stored = self.world.table.get(job_id)
            assert stored is None or not stored.announced or self.world.webhooks_of(stored)

    @invariant()
    def no_job_costs_more_than_its_limit(self) -> None:
        """Nor does its record claim more than was spent."""
        for job_id, spent in self.world.spent.items():
            assert spent <= LIMIT + self.world.limits[job_id]
            job = self.world.readings.get(job_id)
            assert job is None or job.spent <= spent

    @invariant()
    def no_owner_has_more_than_its_limits(self) -> None:
        """Whatever its runs have spent is counted, as long as its record says so."""
        used = self.world.quotas.used(self.world.owner)
        assert used.microusd <= OWNERS_LIMIT
        assert sum(self.world.spent[job_id] for job_id in self.world.owned) <= used.microusd

    @invariant()
    def the_last_address_of_a_share_opens_it_until_its_end_and_no_other_does(self) -> None:
        for job_id, addresses in self.world.addresses.items():
            assert len(set(addresses)) == len(addresses)
            for token in addresses:
                opens = job_id in self.world.shared and token == addresses[-1]
                try:
                    assert self.world.shares.find(token, TOKENS).job_id == job_id
                except NotShared:
                    assert not opens or self.world.reading(job_id) is None
                else:
                    assert opens

    @invariant()
    def strangers_see_nothing(self) -> None:
        stranger, owner = Caller(owner="f" * 16), Caller(owner=self.world.owner)
        for job_id in self.world.owned & self.world.readings.keys():
            assert self.world.table.read(job_id, by=owner).owner == self.world.owner
            with pytest.raises(JobNotFound):
                self.world.table.read(job_id, by=stranger)

    @invariant()
    def never_two_runs_with_live_leases(self) -> None:
        holders = [
            delivery.message.job_id for delivery in self.world.at_work if self.world.clock.now < delivery.lease_until
        ]
        assert len(holders) == len(set(holders))

    def teardown(self) -> None:
        """However it went: no job is lost, and every job ends or can be brought back."""
        for delivery in list(self.world.at_work):
            self.world.go_on(delivery, Killed())
        self.world.sqs.death = None
        self.world.drain()
        # S3's event comes for every upload, in the end.
        for job_id in self.world.keys.keys() - self.world.erased:
            self.world.accept(job_id, "event", None)
        self.world.drain()
        dead = {json.loads(kept.body)["job_id"] for kept in self.world.sqs.dead.values()}
        for job_id in self.world.readings:
            job = self.world.read(job_id)
            assert job.status in TERMINAL or job_id in dead
            assert job.announced == (job.status in TERMINAL) or job_id in dead
        self.world.clock.now += self.world.settings.job_deadline_s
        for job_id in self.world.readings:
            self._assert_ended_or_brought_back(job_id)
        for job_id in self.world.erased:
            for bucket, prefix in ((NAMES.upload_bucket, "uploads"), (NAMES.generated_bucket, "generated")):
                assert "Contents" not in client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job_id}/")

    def _assert_ended_or_brought_back(self, job_id: str) -> None:
        job = self.world.read(job_id)
        assert job.status in TERMINAL
        if job.status == "completed":
            return
        assert job.error is not None
        if not job.error["retryable"]:
            assert job_id in self.world.ended_for_good
            return
        if not self.world.redrive(job_id):
            assert job_id in self.world.owned
            assert not self.world.has_room()
            return
        self.world.drain()
        assert self.world.read(job_id).status == "completed"


@pytest.mark.timeout(600)  # to find the shortest way to a failure takes its time
def test_jobs_keep_their_promises_in_any_order(cloud: Cloud) -> None:
    class Machine(JobMachine):
        pass

    Machine.cloud = cloud
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=settings.default.max_examples // EXAMPLES_PER_RUN, stateful_step_count=40),
    )
