"""Jobs, the real code that works on them, and a clock that only the test moves."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any, Final

from agent.budget import MILLION, Budget
from deployment.infrastructure.queues import MAX_RECEIVES
from petavatar.accept import Acceptor
from petavatar.api_keys import Caller
from petavatar.ends import Ends
from petavatar.erase import Eraser
from petavatar.errors import (
    CostLimit,
    EndUnpublished,
    JobErased,
    JobNotCompleted,
    JobNotFound,
    LeaseLost,
    NothingKept,
    Problem,
    QuotaExceeded,
    TooEarly,
)
from petavatar.idempotency import KeyedRequest
from petavatar.jobs import Job
from petavatar.keys import UploadKey, avatar_key
from petavatar.limits import Limits
from petavatar.queue import Message, ProcessingQueue
from petavatar.redrive import redrive
from petavatar.table.cancellations import Cancellations
from petavatar.table.erasures import Erasures
from petavatar.table.jobs import JobTable
from petavatar.table.leases import Leases
from petavatar.table.quotas import Quotas
from petavatar.table.shares import Shares
from petavatar.variations import Wanted
from petavatar.vary import Variator
from petavatar.webhooks.messages import WebhookMessage, WebhookQueue
from petavatar.worker import Worker
from testing.jobs import NOW, a_result
from testing.kept import keep_all_of
from tests.support.cloud import Cloud
from tests.support.errands import Errand, Killed
from tests.support.job_context import Clock
from tests.support.standard_queue import DEAD_LETTERS, StandardQueue
from tests.support.stepped_agent import SteppedAgent, started

VISIBILITY_S: Final = 900
WEBHOOK: Final = "https://hooks.example.com/petavatar"
LIMIT: Final = MILLION
OWNERS_LIMIT: Final = 2_500_000
JOBS_A_DAY: Final = 2
"""What the models of a job may cost, in millionths of a US dollar."""
VARIATION: Final = Wanted.read({"change": "portrait", "webhook_url": WEBHOOK})


@dataclass(slots=True)
class MortalQueue(StandardQueue):
    """The queue, as seen by a process that may die next to its send of what is due at once."""

    death: str | None = None

    def send_message(self, **parameters: Any) -> dict[str, str]:
        death = None if "DelaySeconds" in parameters else self.death
        if death == "before the send":
            raise Killed
        answer = StandardQueue.send_message(self, **parameters)
        if death == "after the send":
            raise Killed
        return answer


@dataclass(slots=True)
class Delivery:
    """A worker at work on a message."""

    message: Message
    errand: Errand
    born: float
    lease_until: float
    budget: Budget


class JobWorld:
    """What a state machine's rules act on.

    Attributes:
        at_work: the workers at work.
        keys: the uploads, by job.
        readings: how each job last read.
        redriven: jobs that were put back since then.
        ended_for_good: jobs that no retry may bring to a result.
        erased: jobs whose owner erased them.
        owner: an owner with limits, and `owned` the uploads that were asked for in its name.
        canceled: jobs that were canceled, and of which the owner was answered so.
        loose_runs: when runs of the agent began that did not hand over a result, by job: they may live for a while.
        attempts: how often each job was tried since it was accepted or put back.
        addresses: the token of each share, by job: the last one opens it unless that has ended.
        shared: jobs whose last share has not ended.
        due: until when each job that was given up must wait.
        spent: what all runs of a job have spent, in millionths of a US dollar, whether or not anybody heard of it.
        sources: the jobs that variations were made of, by the variation.
        limits: what a job may cost in addition, likewise, because it was put back.
    """

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.clock = Clock(NOW)
        self.settings = cloud.settings
        store = replace(cloud.item_store, clock=self.clock)
        self.table = JobTable(store)
        self.sqs = MortalQueue(self.clock, VISIBILITY_S, MAX_RECEIVES)
        self.queue = ProcessingQueue(self.sqs, "queue", DEAD_LETTERS)
        self.webhook_sqs = MortalQueue(self.clock, VISIBILITY_S, MAX_RECEIVES)
        self.ends = Ends(self.table, cloud.events, WebhookQueue(self.webhook_sqs, "webhooks"))
        self.acceptor = Acceptor(cloud.storage, self.table, self.queue, self.settings, self.ends)
        self.agent = SteppedAgent()
        self.worker = Worker(Leases(store), self.queue, cloud.storage, self.agent, self.ends, self.settings)
        self.at_work: list[Delivery] = []
        self.keys: dict[str, UploadKey] = {}
        self.readings: dict[str, Job] = {}
        self.redriven: set[str] = set()
        self.ended_for_good: set[str] = set()
        self.eraser = Eraser(Erasures(store), cloud.storage, self.settings)
        self.cancellations = Cancellations(self.table)
        self.shares = Shares(self.table)
        self.addresses: dict[str, list[str]] = {}
        self.shared: set[str] = set()
        self.erased: set[str] = set()
        self.canceled: set[str] = set()
        self.owner = token_hex(8)
        self.owned: set[str] = set()
        self.quotas = Quotas(store)
        self.loose_runs: dict[str, list[float]] = {}
        self.attempts: Counter[str] = Counter()
        self.due: dict[str, float] = {}
        self.spent: Counter[str] = Counter()
        self.limits: Counter[str] = Counter()
        self.variator = Variator(cloud.storage, self.table, self.queue, self.settings)
        self.sources: dict[str, str] = {}

    def redrive(self, job_id: str) -> bool:
        done = redrive(self.table, self.queue, job_id, self.settings, self.ends)
        if done:
            self.redriven.add(job_id)
            del self.attempts[job_id]
            self.limits[job_id] += LIMIT
            self.due.pop(job_id, None)
        return done

    def wait(self, seconds: float) -> None:
        """Nothing lives longer than a function may."""
        self.clock.now += seconds
        for delivery in list(self.at_work):
            if self.clock.now >= delivery.born + self.settings.worker_timeout_s:
                self.go_on(delivery, Killed())

    def accept(self, job_id: str, door: str, death: str | None) -> None:
        if job_id in self.sources and job_id not in self.erased:
            # It has no upload: its request comes again.
            there = self.vary(self.sources[job_id], job_id, job_id in self.owned, death)
            assert there or self.reading(job_id) is None
            return
        accept: Callable[[UploadKey], Job] = self.acceptor.accept if door == "post" else self.acceptor.accept_or_fail
        self.sqs.death = death
        try:
            accept(self.keys[job_id])
        except Killed:
            pass
        except QuotaExceeded:
            assert job_id in self.owned
        except Problem:
            # Its photo is gone, or its tombstone found.
            assert job_id in self.erased
        finally:
            self.sqs.death = None
        if (job := self.reading(job_id)) and job.failure == QuotaExceeded.slug:
            self.ended_for_good.add(job_id)

    def vary(self, source_id: str, job_id: str, owned: bool, death: str | None) -> bool:
        """Makes a variation, by a request that always has the same Idempotency-Key; whether there is one now."""
        by = Caller(owner=self.owner, limits=Limits(JOBS_A_DAY, OWNERS_LIMIT)) if owned else Caller(scope="all")
        self.sqs.death = death
        try:
            keyed = KeyedRequest(job_id, "a request")
            if found := keyed.job(self.table, by):
                self.variator.queued(found)
                return True
            source = self.variator.source(source_id, by)
            if source_id not in self.sources:
                keep_all_of(source, self.cloud.store)
            self.variator.vary(source, VARIATION, job_id, by, keyed.digest)
        except Killed:
            pass
        except QuotaExceeded:
            assert owned
            return False
        except JobErased:
            assert job_id in self.erased
            return False
        except (JobNotFound, JobNotCompleted, NothingKept):
            return False
        finally:
            self.sqs.death = None
        return True

    def has_room(self) -> bool:
        """Whether the owner's monthly limit leaves room for one more try."""
        return self.quotas.used(self.owner).microusd + LIMIT <= OWNERS_LIMIT

    def deliver(self, message: Message | None) -> None:
        if message is None:
            return
        errand = started(self.worker, message)
        if errand.ended:
            self._settle(message, errand)
            return
        job = self.table.get(message.job_id)
        assert job is not None
        self.attempts[job.job_id] += 1
        assert self.attempts[job.job_id] <= self.settings.max_attempts
        assert self.clock.now >= self.due.get(job.job_id, 0)
        end = min(self.clock.now + self.settings.lease_s, job.deadline)
        self.loose_runs.setdefault(message.job_id, []).append(self.clock.now)
        share = self.agent.runs[-1].budget
        limit = share.get("limit", LIMIT)
        budget = Budget(limit / MILLION, attempt=share["attempt"], attempts=share["attempts"], carried=share["carried"])
        self.at_work.append(Delivery(message, errand, self.clock.now, end, budget))

    def one_at_work(self, which: int) -> Delivery:
        return self.at_work[which % len(self.at_work)]

    def webhooks_of(self, job: Job) -> int:
        """How many messages ask for the webhook of the end that a job has now."""
        asked = (WebhookMessage.from_body(kept.body) for kept in self.webhook_sqs.waiting.values())
        return sum((message.job_id, message.end) == (job.job_id, job.updated_at) for message in asked)

    def finish(self, delivery: Delivery) -> None:
        job_id = delivery.message.job_id
        self.cloud.store(avatar_key(job_id), b"a picture")
        if job_id not in self.canceled:
            self.loose_runs[job_id].remove(delivery.born)
        self.go_on(delivery, {"type": "result", "result": a_result(job_id)})

    def call_model(self, delivery: Delivery, worst: int, cost: int) -> None:
        """The run calls a model, if it fits; if not, the run ends."""
        job_id = delivery.message.job_id
        try:
            with delivery.budget.paying(worst) as payment:
                payment.cost = cost
        except CostLimit as problem:
            if not problem.retryable:
                self.ended_for_good.add(job_id)
            self.fail(delivery, problem)
        else:
            self.spent[job_id] += cost

    def fail(self, delivery: Delivery, problem: Problem) -> None:
        """The run reports a problem, and what it has spent."""
        spending = {"unspent": delivery.budget.close(), "spent": delivery.budget.spent}
        self.go_on(delivery, {"type": "error", "error": problem.record(), "spending": spending})

    def go_on(self, delivery: Delivery, order: Any) -> None:
        delivery.errand.go_on(order)
        if delivery.errand.ended:
            self.at_work.remove(delivery)
            self._settle(delivery.message, delivery.errand)

    def _settle(self, message: Message, errand: Errand) -> None:
        """The queue's mapping deletes what was worked on without an error."""
        if errand.error is None:
            self.sqs.delete(message)
        elif isinstance(errand.error, Problem):
            self.due[message.job_id] = self.clock.now + self.settings.backoff_s * self.attempts[message.job_id]
        elif not isinstance(errand.error, LeaseLost | TooEarly | EndUnpublished | Killed):
            raise errand.error

    def drain(self) -> None:
        """All that is in the queue is delivered, to workers and an agent that are well."""
        while (visible_at := self.sqs.next_visible_at()) is not None:
            self.clock.now = max(self.clock.now, visible_at)
            self.deliver(self.sqs.receive())
            for delivery in list(self.at_work):
                self.finish(delivery)

    def reading(self, job_id: str) -> Job | None:
        job = self.table.get(job_id)
        return job and self.table.as_of_now(job)

    def read(self, job_id: str) -> Job:
        return self.table.read(job_id)
