"""A worker on a queue and an agent that go step by step, on one clock."""

from dataclasses import dataclass, field
from typing import Any, Final

from deployment.infrastructure.queues import MAX_RECEIVES
from petavatar.accept import Acceptor
from petavatar.errors import AgentFailure, StorageFailure
from petavatar.keys import avatar_key
from petavatar.queue import Message, ProcessingQueue
from petavatar.table.jobs import JobTable
from petavatar.worker import Worker
from testing import photos
from testing.jobs import a_result
from tests.support.cloud import Cloud, upload_key
from tests.support.errands import Errand, Killed
from tests.support.standard_queue import DEAD_LETTERS, StandardQueue
from tests.support.stepped_agent import SteppedAgent, started

PHOTO: Final = photos.jpeg()
VISIBILITY_S: Final = 900


@dataclass(slots=True)
class Bench:
    """A worker on a queue and an agent that go step by step, on one clock."""

    cloud: Cloud
    agent: SteppedAgent = field(default_factory=SteppedAgent)
    sqs: StandardQueue = field(init=False)
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.sqs = StandardQueue(lambda: self.cloud.now, VISIBILITY_S, MAX_RECEIVES)
        queue = ProcessingQueue(self.sqs, "queue", DEAD_LETTERS)
        self.worker = Worker(
            self.cloud.leases, queue, self.cloud.storage, self.agent, self.cloud.ends, self.cloud.settings
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
        return self.cloud.jobs.read(job_id).status


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
