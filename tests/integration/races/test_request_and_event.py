"""The request and the event of one upload come at once, twice each: there is one job and one run."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from petavatar.aws import client
from petavatar.errors import LeaseLost
from testing import photos
from testing.events import CONTEXT, api_event, body_of, s3_eventbridge
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud
from tests.support.errands import Errand
from tests.support.wire import resting_before_every_call

PHOTO: Final = photos.jpeg()


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


@pytest.mark.parametrize("seeds", [range(10), pytest.param(range(10, 60), marks=pytest.mark.verify)], ids=str)
def test_in_every_interleaving_there_is_one_job_and_one_run(cloud: Cloud, agent: AgentEndpoint, seeds: range) -> None:
    deployed = Deployed.in_cloud(cloud)
    traces = {_interleave(deployed, agent, random.Random(seed)) for seed in seeds}

    assert len(traces) > len(seeds) * 0.9
    assert len(cloud.items()) == len(seeds)
    assert cloud.waiting() == 0


def _interleave(deployed: Deployed, agent: AgentEndpoint, dice: random.Random) -> tuple[int, ...]:
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
    assert deployed.cloud.jobs.read(job_id).status == "completed", trace
    assert deployed.left == [], trace
    assert {(answer["statusCode"], body_of(answer)["job_id"]) for answer in answers} == {(202, job_id)}, trace
    return tuple(trace)
