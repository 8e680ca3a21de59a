"""A sender of webhooks at noon, and a receiver that answers as it is asked to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.jobs import Job
from petavatar.table.deliveries import Deliveries
from petavatar.webhooks.messages import WebhookMessage
from petavatar.webhooks.post import Answer
from petavatar.webhooks.sender import Sender
from testing.jobs import a_completed_job
from tests.support.cloud import NAMES, Cloud, calls_of

URL = "https://hooks.example.com/petavatar?token=secret"
TAKEN = Answer(204, "", 0.1)
FAILED = Answer(500, "the answer was 500", 0.2)


@dataclass(slots=True)
class Receiver:
    """It stands in the place of the POST, and keeps what it gets."""

    answers: list[Answer] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def post(self, url: str, headers: Mapping[str, str], body: bytes, **how: Any) -> Answer:
        self.got.append(({name.lower(): value for name, value in headers.items()}, body))
        self.asked.append({"url": url, **how})
        return self.answers.pop(0) if self.answers else TAKEN


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def keys(cloud: Cloud) -> ApiKeys:
    return ApiKeys(client("secretsmanager"), cloud.secret_arn)


@pytest.fixture
def sender(cloud: Cloud, keys: ApiKeys, receiver: Receiver) -> Sender:
    deliveries = Deliveries(cloud.item_store)
    return Sender(cloud.jobs, deliveries, cloud.webhooks, keys, cloud.storage, cloud.settings, receiver.post)


@pytest.fixture
def sent() -> Iterator[list[dict[str, Any]]]:
    """The calls that put messages into queues."""
    with calls_of("sqs", "SendMessage") as calls:
        yield calls


def an_ended_job(cloud: Cloud, **values: Any) -> Job:
    """A completed job with a webhook."""
    return cloud.write(a_completed_job(**{"webhook_url": URL, **values}))


def the_message(job: Job, **values: Any) -> WebhookMessage:
    """The first message for a job's end."""
    return WebhookMessage(**{"job_id": job.job_id, "end": job.updated_at, **values})


def messages(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was put into queues: where, with what delay, and what it says."""
    return [
        {
            "dead": NAMES.webhook_dead_letter_queue in call["QueueUrl"],
            "delay": call.get("DelaySeconds", 0),
            **json.loads(call["MessageBody"]),
        }
        for call in sent
    ]
