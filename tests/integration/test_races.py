"""AWS delivers everything twice, at once, and in any order: there is one job, one run, and one photo all the same."""

import base64
import json
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from strands.models import BedrockModel

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.run import events_of
from local.system import LocalSystem
from petavatar.accept import Acceptor
from petavatar.agent_runtime import AgentRuntime, agent_client
from petavatar.aws import client
from petavatar.errors import AgentFailure, JobIdTaken, LeaseLost, StorageFailure
from petavatar.jobs import Job
from petavatar.queue import Message, ProcessingQueue
from petavatar.storage import avatar_key
from petavatar.table.jobs import JobTable
from petavatar.worker import Worker
from testing import photos
from testing.api import ApiUser
from testing.bedrock import ANALYSIS, BedrockEndpoint
from testing.events import CONTEXT, api_event, body_of, s3_eventbridge
from testing.jobs import a_job, a_result
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint, Event, Invocation
from tests.support.cloud import AGENT_ARN, NAMES, Cloud, upload_key
from tests.support.errands import Errand, Killed
from tests.support.job_context import a_context, orchestrating_model_at, runtime_client
from tests.support.standard_queue import StandardQueue
from tests.support.stepped_agent import SteppedAgent, started
from tests.support.wire import one_call_at_a_time, resting_before_every_call

INTERLEAVINGS: Final = 200
PATIENCE_S: Final = 20.0
VISIBILITY_S: Final = 900
PHOTO: Final = photos.jpeg()


@pytest.fixture(scope="module")
def _running_agent() -> Iterator[AgentEndpoint]:
    endpoint = AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


@pytest.fixture
def agent(_running_agent: AgentEndpoint, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> AgentEndpoint:
    """An agent on the wire that does its work at once."""
    _running_agent.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", _running_agent.url)

    def work(invocation: Invocation) -> list[Event]:
        job_id = invocation.payload["job_id"]
        cloud.store(avatar_key(job_id), b"a picture")
        return [
            {"type": "progress", "step": "a_step", "progress": 35},
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


def status_of(cloud: Cloud, job_id: str) -> str:
    return cloud.jobs.read(job_id).status


class TestTheSameMessageFiftyTimesOnEightThreads:
    DELIVERIES: Final = 50
    THREADS: Final = 8

    @pytest.mark.parametrize("same_id", [True, False], ids=["one message", "as many messages"])
    def test_the_agent_runs_once(self, cloud: Cloud, agent: AgentEndpoint, same_id: bool) -> None:
        job = cloud.write(a_job(sent=True))
        original = cloud.message(job.job_id)
        work, all_others_are_through = agent.script, threading.Event()

        def work_until_then(invocation: Invocation) -> Any:
            assert all_others_are_through.wait(PATIENCE_S)
            return work(invocation)

        agent.script = work_until_then
        runtime = AgentRuntime(agent_client(int(PATIENCE_S)), AGENT_ARN)
        worker = Worker(cloud.leases, cloud.queue, cloud.storage, runtime, cloud.events, cloud.settings)
        deliveries = [
            original if same_id else replace(original, message_id=f"{original.message_id}-{i}")
            for i in range(self.DELIVERIES)
        ]

        with one_call_at_a_time("dynamodb", "s3"), ThreadPoolExecutor(self.THREADS) as pool:
            ends = [pool.submit(worker.handle, delivery, 150.0) for delivery in deliveries]
            through = as_completed(ends, PATIENCE_S)
            errors = [next(through).exception() for _ in range(self.DELIVERIES - 1)]
            all_others_are_through.set()
            errors += [end.exception() for end in through]

        assert len(agent.invocations) == 1
        assert status_of(cloud, job.job_id) == "completed"
        # An owner's message must outlive its duplicates; other messages are not needed.
        refused = {LeaseLost} if same_id else {type(None)}
        assert {type(error) for error in errors[:-1]} == refused
        assert errors[-1] is None


@dataclass(slots=True)
class Deployed:
    """The three functions of the flow, loaded once, and what their queue's mapping does."""

    cloud: Cloud
    post: Callable[..., Any]
    event: Callable[..., Any]
    work: Callable[..., Any]
    left: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def in_cloud(cls, cloud: Cloud) -> "Deployed":
        names = ("process-handler", "s3-event-handler", "process-worker")
        return cls(cloud, *(cloud.handler(name).handler for name in names))

    def ask(self, key: str) -> Any:
        """POST /process."""
        request = api_event(self.cloud.api_key, body=json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{key}"}))
        return self.post(request, CONTEXT)

    def drop(self, key: str) -> None:
        """The S3 event."""
        self.event(s3_eventbridge(NAMES.upload_bucket, key), CONTEXT)

    def poll(self) -> None:
        """Receives what is there, and deletes what was worked on."""
        for record in self.cloud.receive():
            self.deliver(record)

    def deliver(self, record: dict[str, Any]) -> None:
        try:
            self.work({"Records": [record]}, CONTEXT)
        except LeaseLost:
            self.left.append(record)
        else:
            client("sqs").delete_message(QueueUrl=self.cloud.queue_url, ReceiptHandle=record["receiptHandle"])

    def drain(self) -> None:
        """Whatever is left comes again, for its second time."""
        self.poll()
        left, self.left = self.left, []
        for record in left:
            record["attributes"]["ApproximateReceiveCount"] = "2"
            self.deliver(record)


class TestRequestAndEvent:
    def test_in_every_interleaving_there_is_one_job_and_one_run(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        deployed = Deployed.in_cloud(cloud)
        traces = {self._interleave(deployed, agent, random.Random(seed)) for seed in range(INTERLEAVINGS)}

        assert len(traces) > INTERLEAVINGS * 0.9
        assert len(cloud.items()) == INTERLEAVINGS
        assert cloud.waiting() == 0

    def _interleave(self, deployed: Deployed, agent: AgentEndpoint, dice: random.Random) -> tuple[int, ...]:
        """Lets both ways in, twice each, and two pollers of the queue go on in turns that the dice decide."""
        key = deployed.cloud.upload(PHOTO)
        job_id = key.split("/")[1]
        answers: list[Any] = []
        before = len(agent.invocations)
        work = [
            lambda: answers.append(deployed.ask(key)),
            lambda: answers.append(deployed.ask(key)),
            lambda: deployed.drop(key),
            lambda: deployed.drop(key),
            deployed.poll,
            deployed.poll,
        ]
        with resting_before_every_call("s3", "dynamodb", "sqs"):
            errands = [Errand(task) for task in work]
            trace = []
            while under_way := [i for i, errand in enumerate(errands) if not errand.ended]:
                trace.append(dice.choice(under_way))
                errands[trace[-1]].go_on()
        assert [errand.error for errand in errands] == [None] * len(errands), trace
        deployed.drain()

        assert len(agent.invocations) == before + 1, trace
        assert status_of(deployed.cloud, job_id) == "completed", trace
        assert deployed.left == [], trace
        assert {(answer["statusCode"], body_of(answer)["job_id"]) for answer in answers} == {(202, job_id)}, trace
        return tuple(trace)


class TestAnotherPhotoUnderTheSameKey:
    """A presigned POST can be used again: what is worked on is what was accepted, or nothing."""

    RED: Final = photos.jpeg(Image.new("RGB", (64, 64), "red"))
    BLUE: Final = photos.jpeg(Image.new("RGB", (64, 64), "blue"))

    def _seen(self, bedrock: BedrockEndpoint) -> list[str]:
        """The colours that the analysis was shown."""
        blocks = [call.body["messages"][0]["content"][0] for call in bedrock.asked(ANALYSIS)]
        pictures = [photos.opened(base64.b64decode(block["image"]["source"]["bytes"])) for block in blocks]
        return ["red" if photos.is_like(photos.corners(picture)[0], (254, 0, 0)) else "blue" for picture in pictures]

    @pytest.mark.parametrize("at", range(4), ids=["inspect", "create", "send", "mark"])
    def test_replaced_while_it_is_accepted(
        self, cloud: Cloud, bedrock: BedrockEndpoint, model: BedrockModel, at: int
    ) -> None:
        key = cloud.upload(self.RED)
        acceptor = Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)
        accepted: list[Job] = []
        with resting_before_every_call("s3", "dynamodb", "sqs"):
            errand = Errand(lambda: accepted.append(acceptor.accept(upload_key(key))))
            for _ in range(at + 1):
                errand.go_on()
            client("s3").put_object(Bucket=NAMES.upload_bucket, Key=key, Body=self.BLUE)
            while not errand.ended:
                errand.go_on()

        last = self._run(cloud, bedrock, model, accepted[0])

        # Before it was looked at, the other photo is simply the photo.
        if at == 0:
            assert (last["type"], self._seen(bedrock)) == ("result", ["blue"])
        else:
            assert last["error"]["type"] == "urn:petavatar:problem:photo-replaced"
            assert self._seen(bedrock) == []

    def test_replaced_while_the_agent_works(self, cloud: Cloud, bedrock: BedrockEndpoint, model: BedrockModel) -> None:
        """At each call that the agent makes to S3 before it has read the photo, and after."""
        outcomes = [self._replaced_before_read(cloud, bedrock, model, number) for number in range(4)]

        replaced: tuple[str, list[str]] = ("urn:petavatar:problem:photo-replaced", [])
        whole = ("", ["red"])
        assert outcomes == [replaced, replaced, whole, whole]

    def _replaced_before_read(
        self, cloud: Cloud, bedrock: BedrockEndpoint, model: BedrockModel, number: int
    ) -> tuple[str, list[str]]:
        bedrock.reset()
        key = cloud.upload(self.RED)
        job = a_job(job_id=key.split("/")[1], etag=cloud.inspect(key).etag)
        calls = iter(range(100))
        lock = threading.Lock()

        def replace_photo(**_: Any) -> None:
            with lock:
                mine = next(calls) == number
            if mine:
                # By a client of its own, whose calls are not counted.
                other: Any = client.__wrapped__("s3")
                other.put_object(Bucket=NAMES.upload_bucket, Key=key, Body=self.BLUE)

        events = client("s3").meta.events
        events.register_first("before-send", replace_photo)
        try:
            last = self._run(cloud, bedrock, model, job)
        finally:
            events.unregister("before-send", replace_photo)
        return last.get("error", {}).get("type", ""), self._seen(bedrock)

    def test_asking_again_names_the_conflict_and_the_first_photo_stays(self, cloud: Cloud) -> None:
        key = cloud.upload(self.RED)
        acceptor = Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)
        first = acceptor.accept(upload_key(key))
        client("s3").put_object(Bucket=NAMES.upload_bucket, Key=key, Body=self.BLUE)

        with pytest.raises(JobIdTaken):
            acceptor.accept(upload_key(key))
        with pytest.raises(JobIdTaken):
            acceptor.accept_or_fail(upload_key(key))

        assert cloud.jobs.get(first.job_id) == replace(first, sent=True)
        assert cloud.waiting() == 1

    def _run(self, cloud: Cloud, bedrock: BedrockEndpoint, model: BedrockModel, job: Job) -> dict[str, Any]:
        wire = runtime_client(bedrock)
        context = a_context(
            Bedrock(wire, wire),
            RunControl.lasting(job.job_id, PATIENCE_S),
            job_id=job.job_id,
            image_key=job.s3_upload_key,
            etag=job.etag,
        )
        return list(events_of(context, model))[-1]


def test_a_presigned_post_used_again_never_makes_a_mixture(system: LocalSystem) -> None:
    user = ApiUser(system)
    ticket = user.upload(Path("samples/chelsea.jpg").read_bytes())
    assert user.process(ticket["s3_uri"]).status_code == 202

    assert user.post_to_s3(ticket, Path("samples/coffee.jpg").read_bytes()).status_code == 204

    end = user.end_of(ticket["job_id"])
    if end["status"] == "completed":
        assert user.results(ticket["job_id"])["pet_analysis"]["species"] == "cat"
    else:
        assert end["error"]["type"] == "urn:petavatar:problem:photo-replaced"
    assert user.process(ticket["s3_uri"]).status_code == 409


@dataclass(slots=True)
class Bench:
    """A worker on a queue and an agent that go step by step, on one clock."""

    cloud: Cloud
    agent: SteppedAgent = field(default_factory=SteppedAgent)
    sqs: StandardQueue = field(init=False)
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.sqs = StandardQueue(lambda: self.cloud.now, VISIBILITY_S, self.cloud.settings.max_receives)
        queue = ProcessingQueue(self.sqs, "queue")
        self.worker = Worker(
            self.cloud.leases, queue, self.cloud.storage, self.agent, self.cloud.events, self.cloud.settings
        )

    def accept(self, times: int = 1) -> str:
        """Accepts a photo; after the first time as if the mark of the send had been lost."""
        key = self.cloud.upload(PHOTO)
        queue = ProcessingQueue(self.sqs, "queue")
        unmarked = UnmarkedJobs(self.cloud.item_store)
        for number in range(times):
            table = self.cloud.jobs if number == times - 1 else unmarked
            acceptor = Acceptor(self.cloud.storage, table, queue, self.cloud.settings)
            try:
                acceptor.accept(upload_key(key))
            except StorageFailure:
                assert table is unmarked
        return key.split("/")[1]

    def start(self, message: Message | None) -> "Work":
        assert message is not None
        return Work(self, message, started(self.worker, message))

    def drain(self) -> None:
        """All messages that are left come, one after another, to workers and an agent that are well."""
        while (visible_at := self.sqs.next_visible_at()) is not None:
            self.cloud.now = max(self.cloud.now, visible_at)
            message = self.sqs.receive()
            if message is not None and not (work := self.start(message)).errand.ended:
                work.finish()

    def status(self, job_id: str) -> str:
        return status_of(self.cloud, job_id)


class UnmarkedJobs(JobTable):
    """The table, but that it can't be reached when the send is to be noted."""

    def mark_sent(self, job_id: str) -> None:
        raise StorageFailure("Could not note that the job was queued")


@dataclass(slots=True)
class Work:
    """A worker at work on a message."""

    bench: Bench
    message: Message
    errand: Errand

    def __post_init__(self) -> None:
        self._settle()

    def go_on(self, order: Any) -> None:
        self.errand.go_on(order)
        self._settle()

    def finish(self) -> None:
        self.bench.cloud.store(avatar_key(self.message.job_id), b"a picture")
        self.go_on({"type": "result", "result": a_result(self.message.job_id)})

    def fail(self) -> None:
        self.go_on({"type": "error", "error": AgentFailure("It broke").record()})

    def die(self) -> None:
        self.go_on(Killed())

    def _settle(self) -> None:
        if self.errand.ended and self.errand.error is None:
            self.bench.sqs.delete(self.message)


@pytest.fixture
def bench(cloud: Cloud) -> Bench:
    return Bench(cloud)


class TestMessagesOfAHealthyJob:
    """Whatever becomes of its messages, a job that can be done gets done, and none of them ends where people look."""

    def test_the_mark_of_the_send_is_lost(self, bench: Bench) -> None:
        job_id = bench.accept(times=2)
        assert len(bench.sqs.waiting) == 2

        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 1, {})

    def test_a_message_under_another_id_comes_while_the_first_is_worked_on(self, bench: Bench) -> None:
        job_id = bench.accept(times=2)
        first = bench.start(bench.sqs.receive())
        second = bench.start(bench.sqs.receive())

        assert second.errand.ended
        first.finish()
        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 1, {})

    def test_a_worker_dies_after_the_other_message_was_let_go(self, bench: Bench) -> None:
        job_id = bench.accept(times=2)
        first = bench.start(bench.sqs.receive())
        bench.start(bench.sqs.receive())
        first.die()

        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})

    def test_a_lease_is_given_up_while_another_message_waits(self, bench: Bench) -> None:
        job_id = bench.accept(times=2)
        bench.start(bench.sqs.receive()).fail()
        second = bench.start(bench.sqs.receive())
        assert not second.errand.ended
        bench.cloud.now += 20
        assert bench.start(bench.sqs.receive()).errand.ended

        second.finish()
        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})

    def test_a_lease_is_given_up_while_a_duplicate_of_its_message_waits(self, bench: Bench) -> None:
        job_id = bench.accept()
        first = bench.start(bench.sqs.receive())
        duplicate = bench.start(bench.sqs.receive_again(first.message.message_id))
        assert isinstance(duplicate.errand.error, LeaseLost)

        first.fail()
        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 2, {})

    def test_duplicates_use_up_the_receives_and_the_run_is_done_all_the_same(self, bench: Bench) -> None:
        job_id = bench.accept()
        first = bench.start(bench.sqs.receive())
        for _ in range(2):
            bench.start(bench.sqs.receive_again(first.message.message_id))

        first.finish()
        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 1, {})

    @pytest.mark.parametrize("end", [Work.fail, Work.die], ids=["gives up", "dies"])
    def test_duplicates_use_up_the_receives_and_the_run_fails_so_the_job_says_so_at_once(
        self, bench: Bench, end: Callable[[Work], None]
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

    def test_a_worker_dies_at_every_receive_but_the_last(self, bench: Bench) -> None:
        job_id = bench.accept()
        for _ in range(2):
            bench.start(bench.sqs.receive()).die()
            bench.cloud.now += VISIBILITY_S

        bench.drain()

        assert (bench.status(job_id), len(bench.agent.runs), bench.sqs.dead) == ("completed", 3, {})
