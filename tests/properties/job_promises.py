"""What holds of jobs whatever happens to them."""

import json
from dataclasses import replace
from typing import Any, ClassVar, Final

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant

from petavatar.api_keys import Caller
from petavatar.aws import client
from petavatar.errors import JobNotFound, NotShared
from petavatar.jobs import TERMINAL
from petavatar.share_tokens import ShareTokens
from tests.properties.job_world import LIMIT, OWNERS_LIMIT, JobWorld
from tests.support.cloud import NAMES, Cloud
from tests.support.errands import Killed

TOKENS: Final = ShareTokens(b"a secret")


class JobPromises(RuleBasedStateMachine):
    """Jobs in their world, whose promises are looked at after each step."""

    cloud: ClassVar[Cloud]

    def __init__(self) -> None:
        super().__init__()
        self.world = JobWorld(self.cloud)

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
        # S3's event comes for every upload, in the end; a variation has none, but its late message.
        for job_id in self.world.keys.keys() - self.world.erased - self.world.sources.keys():
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
