"""One job's life: processes that come and go, and the time between them."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from moto.backends import get_backend

from deployment.infrastructure.queues import MAX_RECEIVES
from petavatar.accept import Acceptor
from petavatar.agent_runtime import AgentRuntime
from petavatar.aws import client
from petavatar.ends import Ends
from petavatar.errors import EndUnpublished, LeaseLost, Problem, TooEarly
from petavatar.job_events import JobEvents
from petavatar.jobs import Job
from petavatar.queue import Message, ProcessingQueue
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.leases import Leases
from petavatar.table.store import ItemStore
from petavatar.webhooks.messages import WebhookQueue
from petavatar.worker import Worker
from testing import photos
from testing.jobs import a_job
from tests.support.cloud import AGENT_ARN, NAMES, Cloud
from tests.support.errands import Killed
from tests.support.wire import UntouchedWire, Wire

PHOTO: Final = photos.jpeg()
VISIBILITY_S: Final = 900
LIFE_S: Final = 150.0


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
        return Worker(
            Leases(store_at(self.cloud, wire)), self._queue(wire), storage, runtime, self.ends(wire), settings
        )

    def ends(self, wire: Wire) -> Ends:
        webhooks = WebhookQueue(wire.client("sqs"), self.cloud.webhook_url)
        return Ends(JobTable(store_at(self.cloud, wire)), JobEvents(wire.client("events"), NAMES.sandbox), webhooks)

    def deliver(self, message: Message, wire: Wire) -> bool:
        """One delivery of a message to a new process; whether it was consumed."""
        try:
            self.worker(wire).handle(message, LIFE_S)
        except (Killed, LeaseLost, TooEarly, EndUnpublished, Problem) as error:
            self.outcomes.append(error)
            return False
        self.outcomes.append(None)
        return True

    def queued(self, attempts: int = 0) -> Job:
        """A job that was accepted, and tried so often, with its message in the queue."""
        job = self.cloud.write(a_job(sent=True, attempts=attempts))
        self.cloud.queue.send(job.job_id, self.cloud.now)
        return job

    def received(self) -> Message:
        """The message in the queue, received for the first time."""
        return Message.from_record(self.cloud.receive()[0])

    def deliver_until_consumed(self, *wires: Wire) -> None:
        """Delivers the message as the queue does: again after its visibility, at most as often as it may."""
        message = self.received()
        for receive in range(1, MAX_RECEIVES + 1):
            wire = wires[receive - 1] if receive <= len(wires) else UntouchedWire()
            if self.deliver(replace(message, receive=receive), wire):
                return
            self.cloud.now += VISIBILITY_S

    def read(self, job_id: str) -> Job:
        return self.cloud.jobs.read(job_id)

    def _queue(self, wire: Wire) -> ProcessingQueue:
        return ProcessingQueue(wire.client("sqs"), self.cloud.queue_url, self.cloud.dead_letter_url)


def avatars(job_id: str) -> list[str]:
    found = client("s3").list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=f"generated/{job_id}/")
    return [item["Key"] for item in found.get("Contents", [])]


def messages_of(queue: str) -> list[Any]:
    """What moto holds of a queue: SQS itself can be purged once a minute only, and no time be made to pass."""
    messages: list[Any] = get_backend("sqs")[NAMES.account][NAMES.region].queues[queue]._messages
    return messages


def dead_letter_url() -> str:
    url: str = client("sqs").get_queue_url(QueueName=NAMES.dead_letter_queue)["QueueUrl"]
    return url
