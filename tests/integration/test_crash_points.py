"""A process may die, and a connection may break, at every call to AWS, before and after the call takes effect.

Whatever the point: the job ends `completed` or `failed` within its receives, with one avatar, and never stays in
`processing`. The calls of a clean run are listed here, and a test compares each list with what is really called, so
that no call is without its cases.
"""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from moto.backends import get_backend
from strands.models import BedrockModel

from agent.models.bedrock import Bedrock
from agent.run import events_of
from agent.workspace import Workspace
from petavatar.accept import Acceptor
from petavatar.agent_runtime import AgentRuntime
from petavatar.aws import client
from petavatar.erase import Eraser
from petavatar.errors import JobNotFound, LeaseLost, Problem
from petavatar.job_events import JobEvents
from petavatar.jobs import Job
from petavatar.queue import Message, ProcessingQueue
from petavatar.redrive import redrive
from petavatar.storage import Storage, avatar_key, card_key, work_key
from petavatar.table.erasures import Erasures
from petavatar.table.jobs import JobTable
from petavatar.table.leases import Leases
from petavatar.table.store import ItemStore
from petavatar.worker import Worker
from scripts.redrive import redrive_queue
from testing import photos
from testing.bedrock import ANALYSIS, CAREER, IDENTITY, IMAGE, STEPS, BedrockEndpoint
from testing.jobs import NOW, a_completed_job, a_job, a_result
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint, BreakOff, Event, Invocation
from tests.support.cloud import AGENT_ARN, NAMES, Cloud, calls_of, running_cloud, upload_key
from tests.support.errands import Killed
from tests.support.job_context import a_context, a_control, orchestrating_model_at, runtime_client
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

pytestmark = pytest.mark.usefixtures("no_waiting_between_attempts")

PHOTO: Final = photos.jpeg()
VISIBILITY_S: Final = 900
LIFE_S: Final = 150.0

ACCEPT: Final = ("s3.GetObject", "dynamodb.PutItem", "sqs.SendMessage", "dynamodb.UpdateItem")
WORK: Final = (
    "dynamodb.UpdateItem",  # claim
    "bedrock-agentcore.InvokeAgentRuntime",
    "dynamodb.UpdateItem",  # progress
    "dynamodb.UpdateItem",  # progress
    "s3.HeadObject",
    "dynamodb.UpdateItem",  # complete
    "eventbridge.PutEvents",
    "dynamodb.UpdateItem",  # mark as announced
)
COMPLETE: Final = 5
FAIL: Final = (*WORK[:3], "dynamodb.UpdateItem", *WORK[COMPLETE + 1 :])
GIVE_UP: Final = (*WORK[:3], "dynamodb.UpdateItem", "sqs.ChangeMessageVisibility")
REDRIVE: Final = (
    "sqs.ReceiveMessage",
    "dynamodb.UpdateItem",  # requeue
    "sqs.SendMessage",
    "dynamodb.UpdateItem",  # mark
    "sqs.DeleteMessage",
    "sqs.ReceiveMessage",  # finds none
)

Test = Callable[..., None]

points = [
    pytest.mark.parametrize("when", ["before", "after"]),
    pytest.mark.parametrize("how", ["crash", "broken once", "broken"]),
]


def at_every(calls: tuple[str, ...]) -> Callable[[Test], Test]:
    """One case for each call, each moment and each way to break."""

    def decorate(test: Test) -> Test:
        ids = [f"{number}-{name}" for number, name in enumerate(calls)]
        for mark in (*points, pytest.mark.parametrize("call", range(len(calls)), ids=ids)):
            test = mark(test)
        return test

    return decorate


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Cloud]:
    with running_cloud() as running:
        yield running


@pytest.fixture
def cloud(_sandbox: Cloud) -> Cloud:
    """A sandbox whose queues are empty, and which otherwise holds the jobs of other tests too."""
    for name in (NAMES.queue, NAMES.dead_letter_queue):
        messages_of(name).clear()
    _sandbox.now = NOW
    return _sandbox


def messages_of(queue: str) -> list[Any]:
    """What moto holds of a queue: SQS itself can be purged once a minute only, and no time be made to pass."""
    messages: list[Any] = get_backend("sqs")[NAMES.account][NAMES.region].queues[queue]._messages
    return messages


def dead_letter_url() -> str:
    url: str = client("sqs").get_queue_url(QueueName=NAMES.dead_letter_queue)["QueueUrl"]
    return url


@pytest.fixture(scope="module")
def _running_agent() -> Iterator[AgentEndpoint]:
    endpoint = AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def agent(_running_agent: AgentEndpoint, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> AgentEndpoint:
    """An agent on the wire that stores its avatar and hands over a result."""
    _running_agent.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", _running_agent.url)

    def work(invocation: Invocation) -> list[Event]:
        job_id = invocation.payload["job_id"]
        cloud.store(avatar_key(job_id), b"a picture")
        return [
            {"type": "progress", "step": "one", "progress": 35},
            {"type": "heartbeat"},
            {"type": "progress", "step": "two", "progress": 95},
            {"type": "result", "result": a_result(job_id)},
        ]

    _running_agent.script = work
    return _running_agent


@pytest.fixture(scope="module")
def _running_bedrock() -> Iterator[BedrockEndpoint]:
    endpoint = BedrockEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def bedrock(_running_bedrock: BedrockEndpoint) -> BedrockEndpoint:
    _running_bedrock.reset()
    return _running_bedrock


@pytest.fixture(scope="module")
def model(_running_bedrock: BedrockEndpoint) -> BedrockModel:
    """The orchestrating model, which runs may share."""
    return orchestrating_model_at(_running_bedrock)


def store_at(cloud: Cloud, wire: Wire) -> ItemStore:
    """The table, as a process on this wire reaches it."""
    return replace(cloud.item_store, dynamodb=wire.client("dynamodb"))


@dataclass(slots=True)
class Life:
    """One job's life: processes that come and go, and the time between them."""

    cloud: Cloud
    outcomes: list[BaseException | None] = field(default_factory=list)

    def acceptor(self, wire: Wire) -> Acceptor:
        settings = self.cloud.settings
        storage = Storage(wire.client("s3"), upload_bucket=NAMES.upload_bucket, max_bytes=settings.max_upload_bytes)
        return Acceptor(storage, JobTable(store_at(self.cloud, wire)), self._queue(wire), settings)

    def worker(self, wire: Wire) -> Worker:
        runtime = AgentRuntime(wire.agent_client(), AGENT_ARN)
        storage = Storage(wire.client("s3"), generated_bucket=NAMES.generated_bucket)
        settings = self.cloud.settings
        events = JobEvents(wire.client("events"), NAMES.sandbox)
        return Worker(Leases(store_at(self.cloud, wire)), self._queue(wire), storage, runtime, events, settings)

    def deliver(self, message: Message, wire: Wire) -> bool:
        """One delivery of a message to a new process; whether it was consumed."""
        try:
            self.worker(wire).handle(message, LIFE_S)
        except (Killed, LeaseLost, Problem) as error:
            self.outcomes.append(error)
            return False
        self.outcomes.append(None)
        return True

    def queued(self) -> Job:
        """A job that was accepted, with its message in the queue."""
        job = self.cloud.write(a_job(sent=True))
        self.cloud.queue.send(job.job_id, job.s3_upload_key, self.cloud.now)
        return job

    def received(self) -> Message:
        """The message in the queue, received for the first time."""
        return Message.from_record(self.cloud.receive()[0])

    def deliver_until_consumed(self, *wires: Wire) -> None:
        """Delivers the message as the queue does: again after its visibility, at most as often as it may."""
        message = self.received()
        for receive in range(1, self.cloud.settings.max_receives + 1):
            wire = wires[receive - 1] if receive <= len(wires) else UntouchedWire()
            if self.deliver(replace(message, receive=receive), wire):
                return
            self.cloud.now += VISIBILITY_S

    def read(self, job_id: str) -> Job:
        return self.cloud.jobs.read(job_id)

    def _queue(self, wire: Wire) -> ProcessingQueue:
        return ProcessingQueue(wire.client("sqs"), self.cloud.queue_url)


@pytest.fixture
def life(cloud: Cloud) -> Life:
    return Life(cloud)


def avatars(job_id: str) -> list[str]:
    found = client("s3").list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=f"generated/{job_id}/")
    return [item["Key"] for item in found.get("Contents", [])]


class TestAccept:
    """A request that was cut off is made again by its client; an event comes again by itself."""

    @pytest.mark.parametrize("door", ["accept", "accept_or_fail"], ids=["request", "event"])
    def test_these_are_the_calls(self, life: Life, door: str) -> None:
        wire = Wire()
        getattr(life.acceptor(wire), door)(upload_key(life.cloud.upload(PHOTO)))

        assert tuple(wire.calls) == ACCEPT

    @pytest.mark.parametrize("door", ["accept", "accept_or_fail"], ids=["request", "event"])
    @at_every(ACCEPT)
    def test_the_next_one_makes_it_one_job_with_a_message(
        self, life: Life, agent: AgentEndpoint, door: str, call: int, when: When, how: How
    ) -> None:
        key = upload_key(life.cloud.upload(PHOTO))
        fault = Fault(call, when, how)
        try:
            getattr(life.acceptor(Wire(fault)), door)(key)
        except (Killed, Problem):
            accepted = False
        else:
            accepted = True
        assert fault.struck
        assert accepted == (how == "broken once")

        job = getattr(life.acceptor(UntouchedWire()), door)(key)

        assert (job.job_id, job.status) == (key.job_id, "queued")
        # Each attempt that was made sent one at the most.
        assert 1 <= life.cloud.waiting() <= 3
        for record in life.cloud.receive():
            assert life.deliver(Message.from_record(record), UntouchedWire())
        assert life.read(key.job_id).status == "completed"
        assert len(agent.invocations) == 1


class TestWork:
    def test_these_are_the_calls(self, life: Life, agent: AgentEndpoint) -> None:
        life.queued()
        wire = Wire()
        life.deliver(life.received(), wire)

        assert tuple(wire.calls) == WORK

    @at_every(WORK)
    def test_the_job_is_completed_by_a_later_receive(
        self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How
    ) -> None:
        job = life.queued()
        fault = Fault(call, when, how)

        life.deliver_until_consumed(Wire(fault))

        assert fault.struck
        assert life.read(job.job_id).status == "completed"
        assert avatars(job.job_id) == [avatar_key(job.job_id)]
        assert len(agent.invocations) <= 2

    @at_every(WORK)
    def test_its_end_is_published_once_if_no_worker_dies_next_to_the_publishing(
        self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How
    ) -> None:
        life.queued()
        with calls_of("events", "PutEvents") as later:
            life.deliver_until_consumed(wire := Wire(Fault(call, when, how)))

        by_the_first = wire.calls.count("eventbridge.PutEvents")
        if how == "broken" and call > COMPLETE:
            # It was logged and counted; its message is consumed, so no worker comes again.
            assert (by_the_first, later) == (1, [])
        elif how == "crash" and call > COMPLETE:
            noted = (call, when) == (len(WORK) - 1, "after")
            assert (by_the_first, len(later)) == (1, 0 if noted else 1)
        else:
            assert by_the_first + len(later) == 1

    @at_every(WORK)
    def test_after_the_third_death_it_reads_failed_and_redrive_brings_it_back(
        self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How
    ) -> None:
        job = life.queued()

        life.deliver_until_consumed(*[Wire(Fault(call, when, how)) for _ in range(3)])

        ended = life.read(job.job_id)
        if ended.status == "completed":
            # Broken once, the second attempt succeeds; once it is completed the job is done, whichever process dies.
            assert how == "broken once" or (call, when) >= (COMPLETE, "a")
            assert (call, when) != (COMPLETE, "before") or how == "broken once"
            return
        life.cloud.now += life.cloud.settings.job_deadline_s * (self._never_claimed(life.cloud, job))
        ended = life.read(job.job_id)
        assert ended.status == "failed"
        assert ended.error is not None
        assert ended.error["retryable"]
        assert redrive(life.cloud.jobs, life.cloud.queue, job.job_id, life.cloud.settings)
        life.deliver_until_consumed()
        assert life.read(job.job_id).status == "completed"
        assert avatars(job.job_id) == [avatar_key(job.job_id)]

    def _never_claimed(self, cloud: Cloud, job: Job) -> bool:
        """Whether no worker got as far as to take it: then it waits for its deadline."""
        found = cloud.find(job.job_id)
        return found is not None and found.status == "queued"

    @pytest.mark.parametrize("receive", [1, 2, 3])
    def test_an_answer_that_got_lost_costs_no_receive(self, life: Life, agent: AgentEndpoint, receive: int) -> None:
        """Each write is done at its first attempt, whose answer is lost, and found done at the second."""
        for call, name in enumerate(WORK):
            if not name.startswith("dynamodb"):
                continue
            job = life.queued()
            message = replace(life.received(), receive=receive)
            assert life.deliver(message, Wire(Fault(call, "after", "broken once")))
            assert life.read(job.job_id).status == "completed"

    @pytest.mark.parametrize("events", [0, 1, 2])
    def test_the_stream_breaks_off_anywhere(self, life: Life, agent: AgentEndpoint, events: int) -> None:
        job = life.queued()
        whole = agent.script
        streams = iter([lambda invocation: [*whole(invocation)[:events], BreakOff], whole])
        agent.script = lambda invocation: next(streams)(invocation)

        life.deliver_until_consumed()

        assert life.read(job.job_id).status == "completed"
        assert len(agent.invocations) == 2


class TestEndsOtherThanCompleted:
    def _reports(self, agent: AgentEndpoint, retryable: bool) -> None:
        error = {"type": "urn:petavatar:problem:x", "title": "x", "status": 500, "detail": "x", "retryable": retryable}
        agent.answers({"type": "progress", "step": "one", "progress": 35}, {"type": "error", "error": error})

    def test_these_are_the_calls_when_it_fails_for_good(self, life: Life, agent: AgentEndpoint) -> None:
        self._reports(agent, retryable=False)
        life.queued()
        wire = Wire()
        life.deliver(life.received(), wire)

        assert tuple(wire.calls) == FAIL

    @at_every(FAIL)
    def test_it_fails_for_good_once(self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How) -> None:
        self._reports(agent, retryable=False)
        job = life.queued()

        life.deliver_until_consumed(Wire(Fault(call, when, how)))

        ended = life.read(job.job_id)
        assert (ended.status, ended.error and ended.error["retryable"]) == ("failed", False)
        assert life.outcomes[-1] is None

    def test_these_are_the_calls_when_it_is_given_up(self, life: Life, agent: AgentEndpoint) -> None:
        self._reports(agent, retryable=True)
        life.queued()
        wire = Wire()
        life.deliver(life.received(), wire)

        assert tuple(wire.calls) == GIVE_UP

    @at_every(GIVE_UP)
    def test_given_up_it_is_completed_by_a_later_receive(
        self, life: Life, agent: AgentEndpoint, call: int, when: When, how: How
    ) -> None:
        whole = agent.script
        self._reports(agent, retryable=True)
        job = life.queued()
        message = life.received()
        life.deliver(message, Wire(Fault(call, when, how)))
        life.cloud.now += VISIBILITY_S
        agent.script = whole

        assert life.deliver(replace(message, receive=2), UntouchedWire())

        assert life.read(job.job_id).status == "completed"


class TestRedrive:
    """The script dies at each of its calls and is run again: as if it had been run once."""

    @pytest.fixture
    def dead(self, cloud: Cloud) -> Job:
        """A job that died three times, with its message where people look."""
        job = cloud.write(a_job(sent=True, status="processing", receive=3, lease_until=NOW - 1))
        ProcessingQueue(client("sqs"), dead_letter_url()).send(job.job_id, job.s3_upload_key, NOW)
        return job

    def test_these_are_the_calls(self, cloud: Cloud, dead: Job) -> None:
        wire = Wire()

        assert self._run(cloud, wire) == {"redriven": 1}

        assert tuple(wire.calls) == REDRIVE

    @pytest.mark.parametrize("when", ["before", "after"])
    @pytest.mark.parametrize("call", range(len(REDRIVE)), ids=[f"{i}-{name}" for i, name in enumerate(REDRIVE)])
    def test_run_again_it_leaves_one_job_at_work(
        self, cloud: Cloud, agent: AgentEndpoint, dead: Job, call: int, when: When
    ) -> None:
        with pytest.raises(Killed):
            self._run(cloud, Wire(Fault(call, when, "crash")))
        self._show_hidden_messages()

        self._run(cloud, Wire())

        job = cloud.jobs.get(dead.job_id)
        assert job is not None
        assert (job.status, job.sent, job.receive) == ("queued", True, 0)
        records = cloud.receive()
        assert len(records) == (2 if REDRIVE[call] == "sqs.SendMessage" and when == "after" else 1) + (
            call == 3 and when == "before"
        )
        worker = Life(cloud).worker(UntouchedWire())
        for record in records:
            worker.handle(Message.from_record(record), LIFE_S)
        assert len(agent.invocations) == 1
        self._show_hidden_messages()
        assert set(self._run(cloud, Wire())) <= {"nothing to do"}
        done = cloud.jobs.get(dead.job_id)
        assert done is not None
        assert done.status == "completed"

    def _run(self, cloud: Cloud, wire: Wire) -> dict[str, int]:
        sqs = wire.client("sqs")
        # Nobody sends meanwhile: there is nothing to wait for.
        sqs.meta.events.register(
            "provide-client-params.sqs.ReceiveMessage",
            lambda params, **_: {**params, "WaitTimeSeconds": 0},
            unique_id="no waiting",
        )
        jobs = JobTable(store_at(cloud, wire))
        queue = ProcessingQueue(sqs, cloud.queue_url)
        return dict(redrive_queue(sqs, dead_letter_url(), jobs, queue, cloud.settings))

    def _show_hidden_messages(self) -> None:
        """A minute goes by for the dead-letter queue alone."""
        for message in messages_of(NAMES.dead_letter_queue):
            message.visible_at = 0


ERASE: Final = (
    "dynamodb.PutItem",  # the tombstone
    "s3.ListObjectsV2",  # uploads
    "s3.DeleteObject",
    "s3.ListObjectsV2",  # kept steps
    "s3.DeleteObject",
    "s3.ListObjectsV2",  # pictures
    "s3.DeleteObject",
    "s3.DeleteObject",
    "dynamodb.PutItem",  # nothing is left
)


class TestErase:
    """A request that was cut off is made again: nothing is left, and between the two nothing is there to read."""

    @pytest.fixture
    def job(self, cloud: Cloud) -> Job:
        """A completed job with all its objects."""
        job = cloud.write(a_completed_job())
        cloud.upload(PHOTO, job_id=job.job_id)
        for key in (avatar_key(job.job_id), card_key(job.job_id), work_key(job.job_id, "a_step")):
            cloud.store(key, b"x")
        return job

    def test_these_are_the_calls(self, cloud: Cloud, job: Job) -> None:
        wire = Wire()
        self._eraser(cloud, wire).erase(job.job_id)

        assert tuple(wire.calls) == ERASE

    @at_every(ERASE)
    def test_the_next_request_finishes_it(self, cloud: Cloud, job: Job, call: int, when: When, how: How) -> None:
        fault = Fault(call, when, how)
        try:
            self._eraser(cloud, Wire(fault)).erase(job.job_id)
        except (Killed, Problem):
            begun = (call, when) != (0, "before")
            assert (cloud.jobs.get(job.job_id) is None) == begun
        else:
            assert how == "broken once"
        assert fault.struck

        try:
            self._eraser(cloud, UntouchedWire()).erase(job.job_id)
        except JobNotFound:
            # It had been finished, though the answer did not say so.
            assert how == "broken once" or (call, when) == (len(ERASE) - 1, "after")

        assert self._left(job) == []
        record = client("dynamodb").get_item(TableName=NAMES.table, Key={"job_id": {"S": job.job_id}})["Item"]
        assert record["status"] == {"S": "erased"}

    def _eraser(self, cloud: Cloud, wire: Wire) -> Eraser:
        storage = Storage(wire.client("s3"), upload_bucket=NAMES.upload_bucket, generated_bucket=NAMES.generated_bucket)
        return Eraser(Erasures(store_at(cloud, wire)), storage, cloud.settings)

    def _left(self, job: Job) -> list[str]:
        # The buckets hold what other tests have left, more than one answer lists.
        places = (
            (NAMES.upload_bucket, "uploads"),
            (NAMES.generated_bucket, "generated"),
            (NAMES.generated_bucket, "work"),
        )
        return [
            item["Key"]
            for bucket, prefix in places
            for item in client("s3")
            .list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job.job_id}/")
            .get("Contents", [])
        ]


RECORDS: Final = {
    ANALYSIS: "analyze_pet_image",
    CAREER: "map_personality_to_career",
    IDENTITY: "generate_identity_package",
}
"""The steps whose records are kept; the portrait itself is kept as it is."""
CARD_CALL: Final = "PUT card"
LOOKS_FOR_EARLIER_WORK: Final = (*(f"GET work/{step}.json" for step in RECORDS.values()), "HEAD avatar")
AGENT_CALLS: Final = (
    *LOOKS_FOR_EARLIER_WORK,
    "GET photo",
    "PUT avatar",
    CARD_CALL,
    *(f"PUT work/{step}.json" for step in RECORDS.values()),
    *(f"ask {name}" for name in STEPS),
)


class TestTheAgent:
    """Killed at each of its calls and run again, it completes, and pays for no step twice that it had kept."""

    @pytest.fixture
    def job(self, cloud: Cloud) -> Job:
        key = cloud.upload(PHOTO)
        return a_job(job_id=key.split("/")[1], etag=cloud.inspect(key).etag)

    def test_these_are_the_calls(self, bedrock: BedrockEndpoint, model: BedrockModel, job: Job) -> None:
        seen: list[str] = []
        self._run(bedrock, model, job, lambda name, when: seen.append(name) if when == "before" else None)

        assert sorted(seen) == sorted(AGENT_CALLS)

    def test_the_first_attempt_looks_for_no_earlier_work(
        self, bedrock: BedrockEndpoint, model: BedrockModel, job: Job
    ) -> None:
        seen: list[str] = []
        self._run(bedrock, model, job, lambda name, when: seen.append(name) if when == "before" else None, False)

        assert sorted(seen) == sorted(set(AGENT_CALLS) - set(LOOKS_FOR_EARLIER_WORK))

    @pytest.mark.parametrize("how", ["crash", "broken"])
    @pytest.mark.parametrize("when", ["before", "after"])
    @pytest.mark.parametrize("call", AGENT_CALLS)
    def test_run_again_it_completes_without_paying_twice(
        self, bedrock: BedrockEndpoint, model: BedrockModel, job: Job, call: str, when: When, how: How
    ) -> None:
        struck = threading.Event()

        def strike(name: str, moment: When) -> None:
            if (name, moment) == (call, when) and not (struck.is_set() and how == "crash"):
                struck.set()
                if how == "crash":
                    raise Killed
                if when == "before":
                    raise EndpointConnectionError(endpoint_url="https://aws")
                raise ReadTimeoutError(endpoint_url="https://aws")

        try:
            last = self._run(bedrock, model, job, strike)
        except Killed:
            assert how == "crash"
        else:
            assert how == "broken"
            assert last["type"] == ("result" if call == CARD_CALL else "error")
        assert struck.is_set()
        kept = [name for name, step in RECORDS.items() if self._exists(work_key(job.job_id, step))]
        kept += [IMAGE] if self._exists(avatar_key(job.job_id)) else []
        paid = {name: len(bedrock.asked(name)) for name in STEPS}

        last = self._run(bedrock, model, job, lambda _name, _when: None)

        assert last["type"] == "result"
        assert avatars(job.job_id) == [avatar_key(job.job_id), card_key(job.job_id)]
        again = {name: len(bedrock.asked(name)) - paid[name] for name in STEPS}
        assert again == {name: 0 if name in kept else 1 for name in STEPS}

    def _exists(self, key: str) -> bool:
        return bool(client("s3").list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=key)["KeyCount"])

    def _run(
        self,
        bedrock: BedrockEndpoint,
        model: BedrockModel,
        job: Job,
        on_call: Callable[[str, When], None],
        resumed: bool = True,
    ) -> dict[str, Any]:
        s3 = client.__wrapped__("s3")
        s3.meta.events.register_first("before-send", lambda request, **_: on_call(_s3_call(request), "before"))
        s3.meta.events.register_last("before-send", lambda request, **_: on_call(_s3_call(request), "after"))
        wire = runtime_client(bedrock)
        asked = threading.local()

        def before(request: Any, **_: Any) -> None:
            asked.name = _model_call(request)
            on_call(asked.name, "before")

        wire.meta.events.register_first("before-send", before)
        wire.meta.events.register("response-received", lambda **_: on_call(asked.name, "after"))
        context = a_context(Bedrock(wire, wire), a_control(), job_id=job.job_id, etag=job.etag)
        workspace = Workspace(s3, NAMES.upload_bucket, NAMES.generated_bucket, job.job_id, resumed)
        events = events_of(replace(context, workspace=workspace), model)
        try:
            return list(events)[-1]
        finally:
            _join_threads()


def _s3_call(request: Any) -> str:
    path = urlsplit(request.url).path
    if "/uploads/" in path:
        return f"{request.method} photo"
    if path.endswith(".png"):
        return f"{request.method} {path.rpartition('/')[2].removesuffix('.png')}"
    return f"{request.method} work/{path.rpartition('/')[2]}"


def _model_call(request: Any) -> str:
    if urlsplit(request.url).path.endswith("/invoke"):
        return f"ask {IMAGE}"
    (tool,) = json.loads(request.body)["toolConfig"]["tools"]
    return f"ask {tool['toolSpec']['name']}"


def _join_threads() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(20)
            assert not thread.is_alive(), thread.name
