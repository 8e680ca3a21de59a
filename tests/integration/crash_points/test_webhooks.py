"""A webhook is sent at least once, whatever dies between a job's end and the note that it was delivered."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import Problem
from petavatar.jobs import Job
from petavatar.redrive import redrive
from petavatar.storage import Storage
from petavatar.table.deliveries import Deliveries
from petavatar.table.jobs import JobTable
from petavatar.webhooks.messages import WebhookMessage, WebhookQueue
from petavatar.webhooks.post import Answer
from petavatar.webhooks.sender import Sender
from testing.jobs import NOW, a_completed_job, a_job
from tests.integration.crash_points.life import VISIBILITY_S, Life, messages_of, store_at
from tests.integration.crash_points.points import at_every
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

URL: Final = "https://hooks.example.com/petavatar"
WORK: Final = (
    "dynamodb.UpdateItem",  # claim
    "bedrock-agentcore.InvokeAgentRuntime",
    "dynamodb.UpdateItem",  # progress
    "dynamodb.GetItem",  # heartbeat
    "dynamodb.UpdateItem",  # progress
    "s3.HeadObject",
    "dynamodb.UpdateItem",  # complete
    "sqs.SendMessage",  # queue the webhook
    "eventbridge.PutEvents",
    "dynamodb.UpdateItem",  # mark as published
    "bedrock-agentcore.StopRuntimeSession",
)
REFUSED_DROP: Final = (
    *("s3.GetObject", "dynamodb.PutItem", "sqs.SendMessage"),
    *("eventbridge.PutEvents", "dynamodb.UpdateItem"),
)
LAPSE: Final = (
    "dynamodb.UpdateItem",  # claim: refused
    *("sqs.SendMessage", "eventbridge.PutEvents", "dynamodb.UpdateItem"),
    "sqs.SendMessage",  # the dead letter
)
REDRIVE: Final = (
    "dynamodb.GetItem",
    *("sqs.SendMessage", "eventbridge.PutEvents", "dynamodb.UpdateItem"),
    *("dynamodb.UpdateItem", "sqs.SendMessage", "dynamodb.UpdateItem"),
)
TAKEN: Final = ("dynamodb.GetItem", "secrets-manager.GetSecretValue", "dynamodb.UpdateItem")
NOT_TAKEN: Final = ("dynamodb.GetItem", "secrets-manager.GetSecretValue", "sqs.SendMessage", "dynamodb.UpdateItem")


@dataclass(slots=True)
class Receiver:
    """It takes a webhook once it has answered with these statuses."""

    refusals: int = 0
    got: list[str] = field(default_factory=list)

    def post(self, _url: str, headers: Mapping[str, str], _body: bytes, **_: Any) -> Answer:
        self.got.append(headers["webhook-id"])
        return Answer(500, "the answer was 500") if len(self.got) <= self.refusals else Answer(204, "")


@pytest.fixture(autouse=True)
def _empty_queue(cloud: Cloud) -> Iterator[None]:
    messages_of(NAMES.webhook_queue).clear()
    yield
    messages_of(NAMES.webhook_queue).clear()


def queued(job: Job) -> list[WebhookMessage]:
    """The messages for a job's webhook."""
    found = [WebhookMessage.from_body(message.body) for message in messages_of(NAMES.webhook_queue)]
    return [message for message in found if message.job_id == job.job_id]


def a_sender(cloud: Cloud, wire: Wire, receiver: Receiver) -> Sender:
    store = store_at(cloud, wire)
    return Sender(
        JobTable(store),
        Deliveries(store),
        WebhookQueue(wire.client("sqs"), cloud.webhook_url, cloud.environment["WEBHOOK_DLQ_URL"]),
        ApiKeys(wire.client("secretsmanager"), cloud.secret_arn),
        Storage(client("s3"), generated_bucket=NAMES.generated_bucket),
        cloud.settings,
        receiver.post,
    )


def send_all(cloud: Cloud, job: Job, receiver: Receiver, *wires: Wire) -> None:
    """Delivers all messages until none is left: again after a while where the sender died, when they are due."""
    due, left = list(wires), 30
    while messages := queued(job):
        left -= 1
        assert left, "they never end"
        message = min(messages, key=lambda one: one.due)
        cloud.now = max(cloud.now, message.due)
        with suppress(Killed, Problem):
            a_sender(cloud, due.pop(0) if due else UntouchedWire(), receiver).handle(message)
            _consume(message)
            continue
        cloud.now += 180


def _consume(message: WebhookMessage) -> None:
    held = messages_of(NAMES.webhook_queue)
    held.remove(next(one for one in held if WebhookMessage.from_body(one.body) == message))


def now(cloud: Cloud, job: Job) -> Job:
    found = cloud.find(job.job_id)
    assert found is not None
    return found


class TestTheEnd:
    def test_these_are_the_calls_of_a_worker(self, life: Life, agent: AgentEndpoint) -> None:
        self._queued(life)
        wire = Wire()
        life.deliver(life.received(), wire)

        assert tuple(wire.calls) == WORK

    @at_every(WORK, first=6)
    def test_of_a_job_at_work_is_in_the_queue(
        self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How
    ) -> None:
        job = self._queued(life)

        life.deliver_until_consumed(Wire(Fault(call, when, how)))

        self._is_queued(life.cloud, job, "completed")

    def test_these_are_the_calls_for_a_refused_drop(self, life: Life) -> None:
        wire = Wire()
        self._drop(life, wire)

        assert tuple(wire.calls) == REFUSED_DROP

    @at_every(REFUSED_DROP, first=1)
    def test_of_a_refused_drop_is_in_the_queue_once_its_event_came_again(
        self, life: Life, call: int, when: When, how: How
    ) -> None:
        key = upload_key(life.cloud.upload(b"no photo", metadata={"webhook_url": URL}))
        for wire in (Wire(Fault(call, when, how)), UntouchedWire()):
            with suppress(Killed, Problem):
                replace(life.acceptor(wire), ends=life.ends(wire)).accept_or_fail(key)

        self._is_queued(life.cloud, life.read(key.job_id), "failed")

    def test_these_are_the_calls_for_a_lapse(self, life: Life, agent: AgentEndpoint) -> None:
        self._lapsed(life)
        wire = Wire()
        life.deliver(life.received(), wire)

        assert tuple(wire.calls) == LAPSE

    @at_every(LAPSE)
    def test_of_a_lapsed_job_is_in_the_queue(
        self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How
    ) -> None:
        job = self._lapsed(life)

        life.deliver_until_consumed(Wire(Fault(call, when, how)))

        self._is_queued(life.cloud, job, "failed")

    def test_these_are_the_calls_of_a_redrive(self, life: Life) -> None:
        wire = Wire()
        self._redrive(life, self._lapsed(life), wire)

        assert tuple(wire.calls) == REDRIVE

    @at_every(REDRIVE)
    def test_before_a_redrive_is_in_the_queue(self, life: Life, call: int, when: When, how: How) -> None:
        job = self._lapsed(life)
        for wire in (Wire(Fault(call, when, how)), UntouchedWire()):
            with suppress(Killed, Problem):
                self._redrive(life, job, wire)

        assert {message.end for message in queued(job)} == {job.updated_at}
        assert life.read(job.job_id).status == "queued"

    @staticmethod
    def _queued(life: Life) -> Job:
        job = life.cloud.write(a_job(sent=True, webhook_url=URL))
        life.cloud.queue.send(job.job_id, life.cloud.now)
        return job

    def _lapsed(self, life: Life) -> Job:
        job = self._queued(life)
        return life.cloud.write(replace(job, deadline=life.cloud.now))

    @staticmethod
    def _drop(life: Life, wire: Wire) -> None:
        key = upload_key(life.cloud.upload(b"no photo", metadata={"webhook_url": URL}))
        replace(life.acceptor(wire), ends=life.ends(wire)).accept_or_fail(key)

    @staticmethod
    def _redrive(life: Life, job: Job, wire: Wire) -> bool:
        jobs, queue = JobTable(store_at(life.cloud, wire)), life.acceptor(wire).queue
        life.cloud.now += VISIBILITY_S
        return redrive(jobs, queue, job.job_id, life.cloud.settings, life.ends(wire))

    @staticmethod
    def _is_queued(cloud: Cloud, job: Job, status: str) -> None:
        stored = now(cloud, job)
        assert (cloud.jobs.as_of_now(stored).status, stored.announced) == (status, True)
        assert {message.end for message in queued(job)} == {stored.updated_at}


class TestTheSender:
    @pytest.mark.parametrize(("refusals", "calls"), [(0, TAKEN), (1, NOT_TAKEN)])
    def test_these_are_the_calls(self, cloud: Cloud, refusals: int, calls: tuple[str, ...]) -> None:
        job = cloud.write(a_completed_job(webhook_url=URL))
        wire = Wire()
        a_sender(cloud, wire, Receiver(refusals)).handle(WebhookMessage(job_id=job.job_id, end=job.updated_at))

        assert tuple(wire.calls) == calls

    @at_every(TAKEN)
    def test_sends_it_at_least_once(self, cloud: Cloud, call: int, when: When, how: How) -> None:
        self._delivered(cloud, Receiver(), Wire(Fault(call, when, how)))

    @at_every(NOT_TAKEN)
    def test_sends_it_until_it_is_taken(self, cloud: Cloud, call: int, when: When, how: How) -> None:
        self._delivered(cloud, Receiver(refusals=2), Wire(Fault(call, when, how)))

    @staticmethod
    def _delivered(cloud: Cloud, receiver: Receiver, wire: Wire) -> None:
        job = cloud.write(a_completed_job(webhook_url=URL))
        cloud.webhooks.send(WebhookMessage(job_id=job.job_id, end=job.updated_at), cloud.now)

        send_all(cloud, job, receiver, wire)

        assert set(receiver.got) == {f"{job.job_id}_completed"}
        assert receiver.refusals < len(receiver.got) <= receiver.refusals + 3
        assert now(cloud, job).deliveries[-1]["problem"] == ""
        assert cloud.now < cloud.settings.webhook_retry_s[2] + 1800 + NOW
