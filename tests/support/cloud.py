"""A sandbox of AWS, made by the project's own script: on moto in this process, or in an engine that was given.

Only the tests of the table may have it in an engine (`tests.support.engines.plugin`): others look at moto's inside.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

from moto import mock_aws

from deployment.names import Names
from petavatar.aws import client
from petavatar.ends import Ends
from petavatar.job_events import JobEvents
from petavatar.jobs import Job
from petavatar.keys import UploadKey
from petavatar.queue import Message, ProcessingQueue
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.erasures import Erasures
from petavatar.table.jobs import JobTable
from petavatar.table.leases import Leases
from petavatar.table.store import ItemStore
from petavatar.upload import Upload
from petavatar.webhooks.messages import WebhookQueue
from testing.events import sqs_record
from testing.jobs import NOW
from tests.support.engines.place import ACCOUNT, REGION, RUN, RUNNING
from tests.support.handlers import load_handler
from tests.support.infrastructure import made_in_the_engine, made_on_moto

ROOT: Final = Path(__file__).parents[2]
NAMES: Final = (
    Names(ACCOUNT, REGION, RUN + os.environ.get("PYTEST_XDIST_WORKER", ""))
    if RUNNING
    else Names("123456789012", "us-east-1", "test")
)
AGENT_ARN: Final = "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/PetAvatarAgent-test"


@dataclass(slots=True)
class Cloud:
    """The sandbox, and what a test does to it from outside.

    Attributes:
        queue_url: where the processing queue is.
        secret_arn: where the API keys are.
        api_key: a valid one.
        overrides: environment variables of the functions that are not as usual.
        now: the time by which the table's jobs are judged, but for handlers, which have the real one.
    """

    queue_url: str
    secret_arn: str
    api_key: str
    overrides: dict[str, str] = field(default_factory=dict)
    now: float = NOW

    @property
    def dead_letter_url(self) -> str:
        """Where the dead-letter queue of jobs is."""
        return self.queue_url.replace(NAMES.queue, NAMES.dead_letter_queue)

    @property
    def webhook_url(self) -> str:
        """Where the queue of webhooks is."""
        return self.queue_url.replace(NAMES.queue, NAMES.webhook_queue)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the functions."""
        return {
            "DYNAMODB_TABLE_NAME": NAMES.table,
            "S3_UPLOAD_BUCKET": NAMES.upload_bucket,
            "S3_GENERATED_BUCKET": NAMES.generated_bucket,
            "SQS_QUEUE_URL": self.queue_url,
            "SQS_DLQ_URL": self.dead_letter_url,
            "WEBHOOK_QUEUE_URL": self.webhook_url,
            "WEBHOOK_DLQ_URL": self.webhook_url.replace(NAMES.webhook_queue, NAMES.webhook_dead_letter_queue),
            "API_KEY_SECRET_ARN": self.secret_arn,
            "AGENT_RUNTIME_ARN": AGENT_ARN,
            "SANDBOX": NAMES.sandbox,
            **self.overrides,
        }

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(environ=self.environment)

    @property
    def item_store(self) -> ItemStore:
        return ItemStore(client("dynamodb"), NAMES.table, self.settings.max_attempts, lambda: self.now)

    @property
    def jobs(self) -> JobTable:
        return JobTable(self.item_store)

    @property
    def leases(self) -> Leases:
        return Leases(self.item_store)

    @property
    def erasures(self) -> Erasures:
        return Erasures(self.item_store)

    @property
    def queue(self) -> ProcessingQueue:
        return ProcessingQueue(client("sqs"), self.queue_url, self.dead_letter_url)

    @property
    def events(self) -> JobEvents:
        return JobEvents(client("events"), NAMES.sandbox)

    @property
    def webhooks(self) -> WebhookQueue:
        return WebhookQueue(client("sqs"), self.webhook_url, self.environment["WEBHOOK_DLQ_URL"])

    @property
    def ends(self) -> Ends:
        return Ends(self.jobs, self.events, self.webhooks)

    @property
    def storage(self) -> Storage:
        return Storage(
            client("s3"),
            upload_bucket=NAMES.upload_bucket,
            generated_bucket=NAMES.generated_bucket,
            max_bytes=self.settings.max_upload_bytes,
        )

    def handler(self, name: str) -> ModuleType:
        """A function's handler.py, loaded afresh as Lambda does at a cold start."""
        return load_handler(name, self.environment)

    def upload(
        self,
        body: bytes,
        *,
        job_id: str | None = None,
        name: str = "original.jpg",
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Puts an object where uploads belong and returns its key."""
        key = f"uploads/{job_id or uuid4()}/{name}"
        client("s3").put_object(Bucket=NAMES.upload_bucket, Key=key, Body=body, Metadata=dict(metadata or {}))
        return key

    def inspect(self, key: str) -> Upload:
        """An upload as accept looks at it."""
        return self.storage.inspect(upload_key(key))

    def store(self, key: str, body: bytes) -> None:
        """Puts an object into the generated bucket."""
        client("s3").put_object(Bucket=NAMES.generated_bucket, Key=key, Body=body)

    def stored(self, key: str) -> bytes:
        """An object of the generated bucket."""
        return bytes(client("s3").get_object(Bucket=NAMES.generated_bucket, Key=key)["Body"].read())

    def forget_work(self, job_id: str) -> None:
        """Removes what attempts at a job have kept: records of steps, and pictures."""
        for place in ("work", "generated"):
            found = client("s3").list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=f"{place}/{job_id}/")
            for item in found.get("Contents", []):
                client("s3").delete_object(Bucket=NAMES.generated_bucket, Key=item["Key"])

    def find(self, job_id: str) -> Job | None:
        """A job as it lies in the table, whatever the time."""
        return JobTable(replace(self.item_store, clock=lambda: 0)).get(job_id)

    def items(self) -> list[dict[str, Any]]:
        """All items of the table, as DynamoDB has them."""
        items: list[dict[str, Any]] = client("dynamodb").scan(TableName=NAMES.table)["Items"]
        return items

    def write(self, job: Job) -> Job:
        """Writes a job as it is, whatever was there."""
        client("dynamodb").delete_item(TableName=NAMES.table, Key={"job_id": {"S": job.job_id}})
        assert self.jobs.create(job) is None
        return job

    def end_back_off(self, job_id: str) -> None:
        """Lets the time pass for a job that was given up, until it is due again."""
        client("dynamodb").update_item(
            TableName=NAMES.table, Key={"job_id": {"S": job_id}}, UpdateExpression="REMOVE not_before"
        )

    def dead_letters(self) -> list[str]:
        """Takes all messages out of the dead-letter queue of jobs; their bodies."""
        found = client("sqs").receive_message(QueueUrl=self.dead_letter_url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            client("sqs").delete_message(QueueUrl=self.dead_letter_url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in found]

    def waiting(self) -> int:
        """How many messages are in the queue, received or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = client("sqs").get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)["Attributes"]
        return sum(int(counts[name]) for name in names)

    def receive(self, at_most: int = 10) -> list[dict[str, Any]]:
        """Receives messages as records of an SQS event, the way the queue's mapping does."""
        answer = client("sqs").receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=at_most, MessageSystemAttributeNames=["All"]
        )
        return [sqs_record(message) for message in answer.get("Messages", [])]

    def delete(self, record: Mapping[str, Any]) -> None:
        """Takes a delivered message out of the queue."""
        client("sqs").delete_message(QueueUrl=self.queue_url, ReceiptHandle=record["receiptHandle"])

    def delivery(self, job_id: str, receive: int = 1) -> dict[str, Any]:
        """A fresh message for a job as a record of an SQS event, received for the given time."""
        self.queue.send(job_id, 0)
        received = iter(lambda: self.receive(at_most=1), [])
        record = next(record for [record] in received if job_id in record["body"])
        record["attributes"]["ApproximateReceiveCount"] = str(receive)
        return record

    def message(self, job_id: str, receive: int = 1) -> Message:
        """The same as the worker sees it."""
        return Message.from_record(self.delivery(job_id, receive))

    def set_keys(self, *keys: str) -> None:
        """Makes these the valid API keys."""
        entries = [{"id": str(i), "sha256": hashlib.sha256(key.encode()).hexdigest()} for i, key in enumerate(keys)]
        self.set_secret(json.dumps({"keys": entries}))

    def set_secret(self, text: str) -> None:
        """Sets the text of the secret that holds the API keys."""
        client("secretsmanager").put_secret_value(SecretId=self.secret_arn, SecretString=text)

    def break_table(self) -> None:
        """Takes the table away, so that every call to it fails."""
        client("dynamodb").delete_table(TableName=NAMES.table)

    def break_secret(self) -> None:
        """Takes the keys away."""
        client("secretsmanager").delete_secret(SecretId=self.secret_arn, ForceDeleteWithoutRecovery=True)

    def break_queue(self) -> None:
        """Takes the queue away."""
        client("sqs").delete_queue(QueueUrl=self.queue_url)

    def break_buckets(self) -> None:
        """Takes both buckets away."""
        for bucket in (NAMES.upload_bucket, NAMES.generated_bucket):
            for found in client("s3").list_objects_v2(Bucket=bucket).get("Contents", []):
                client("s3").delete_object(Bucket=bucket, Key=found["Key"])
            client("s3").delete_bucket(Bucket=bucket)


def upload_key(key: str) -> UploadKey:
    """A key that is an upload's."""
    parsed = UploadKey.parse(key)
    assert parsed is not None
    return parsed


@contextmanager
def running_cloud() -> Iterator[Cloud]:
    """An empty sandbox. What goes to this machine's own endpoints passes moto by.

    In an engine that was given, its table is empty, and only that.
    """
    if RUNNING:
        made = made_in_the_engine(NAMES)
        assert made.api_key is not None
        yield Cloud(made.queue_url, made.secret_arn, made.api_key)
        return
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        made, state = made_on_moto(NAMES)
        state.bring_back()
        assert made.api_key is not None
        yield Cloud(made.queue_url, made.secret_arn, made.api_key)


@contextmanager
def calls_of(service: str, operation: str) -> Iterator[list[dict[str, Any]]]:
    """The parameters of every call of one operation, noted on their way to AWS."""
    calls: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        calls.append(dict(params))

    event = f"provide-client-params.{service}.{operation}"
    events = client(service).meta.events
    events.register(event, note)
    try:
        yield calls
    finally:
        events.unregister(event, note)
