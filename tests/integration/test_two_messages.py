"""On the running system: two messages for one job give it no more attempts than one would, and no earlier ones."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import pytest

from local.system import LocalSystem
from petavatar.errors import ModelUnavailable
from testing import photos
from testing.api import ApiUser
from tests.support.agentcore import AgentEndpoint, Event, Invocation

PHOTO: Final = photos.jpeg()
BACKOFF_S: Final = 1


@dataclass(slots=True)
class FailingAgent:
    """An agent whose model is never available; when each run of a job began."""

    began: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def run(self, invocation: Invocation) -> list[Event]:
        self.began[invocation.payload["job_id"]].append(time.time())
        return [{"type": "error", "error": ModelUnavailable("A model does not answer").record()}]


@pytest.fixture
def failing(system: LocalSystem, agent: AgentEndpoint) -> Iterator[FailingAgent]:
    """The system's worker asks this agent, and its back-off is short."""
    functions, name = system.client("lambda"), system.topology.lambda_name("process-worker")
    as_it_was = functions.get_function_configuration(FunctionName=name)["Environment"]
    failing = FailingAgent()
    agent.script = failing.run
    changes = {"AWS_ENDPOINT_URL_BEDROCK_AGENTCORE": agent.url, "BACKOFF_S": str(BACKOFF_S)}
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": as_it_was["Variables"] | changes}
    )
    yield failing
    functions.update_function_configuration(FunctionName=name, Environment=as_it_was)


def _send_again(user: ApiUser, job_id: str) -> None:
    sqs = user.system.client("sqs")
    url = sqs.get_queue_url(QueueName=user.system.names.queue)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"job_id": job_id}))


def _dead_letters(user: ApiUser) -> list[Any]:
    """Takes out what is in the dead-letter queue."""
    sqs, bodies = user.system.client("sqs"), []
    url = sqs.get_queue_url(QueueName=user.system.names.dead_letter_queue)["QueueUrl"]
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in batch:
            bodies.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


@pytest.mark.verify
@pytest.mark.parametrize("jobs", [3, 30])
def test_a_failing_job_with_two_messages_is_tried_three_times_and_never_within_its_back_off(
    system: LocalSystem, failing: FailingAgent, jobs: int
) -> None:
    user = ApiUser(system)

    dropped = [user.drop(PHOTO) for _ in range(jobs)]
    for job_id in dropped:
        _send_again(user, job_id)
    ends = [user.end_of(job_id) for job_id in dropped]
    user.settle()

    assert {end["error"]["type"] for end in ends} == {"urn:petavatar:problem:model-unavailable"}
    assert {job_id: len(failing.began[job_id]) for job_id in dropped} == dict.fromkeys(dropped, 3)
    for began in failing.began.values():
        waits = [later - earlier for earlier, later in pairwise(began)]
        assert all(wait >= BACKOFF_S * attempt for attempt, wait in enumerate(waits, start=1)), waits
    assert sorted(letter["job_id"] for letter in _dead_letters(user)) == sorted(dropped)
