"""The script that redrives jobs dies at each of its calls and is run again: as if it had been run once."""

from typing import Final

import pytest

from petavatar.aws import client
from petavatar.jobs import Job
from petavatar.queue import Message, ProcessingQueue
from petavatar.table.jobs import JobTable
from scripts.redrive import redrive_queue
from testing.jobs import NOW, a_job
from tests.integration.crash_points.life import LIFE_S, Life, dead_letter_url, messages_of, store_at
from tests.integration.crash_points.points import at_every
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

REDRIVE: Final = (
    "sqs.ReceiveMessage",
    "dynamodb.UpdateItem",  # requeue
    "sqs.SendMessage",
    "dynamodb.UpdateItem",  # mark
    "sqs.DeleteMessage",
    "sqs.ReceiveMessage",  # finds none
)


@pytest.fixture
def dead(cloud: Cloud) -> Job:
    """A job that died three times, with its message where people look."""
    job = cloud.write(a_job(sent=True, status="processing", attempts=3, lease_until=NOW - 1))
    ProcessingQueue(client("sqs"), dead_letter_url()).send(job.job_id, NOW)
    return job


def test_these_are_the_calls(cloud: Cloud, dead: Job) -> None:
    wire = Wire()

    assert _run(cloud, wire) == {"redriven": 1}

    assert tuple(wire.calls) == REDRIVE


@at_every(REDRIVE, [("before", "crash"), ("after", "crash")], first=1)
def test_run_again_it_leaves_one_job_at_work(
    cloud: Cloud, agent: AgentEndpoint, dead: Job, call: int, when: When, how: How
) -> None:
    with pytest.raises(Killed):
        _run(cloud, Wire(Fault(call, when, how)))
    _show_hidden_messages()

    _run(cloud, Wire())

    job = cloud.jobs.get(dead.job_id)
    assert job is not None
    assert (job.status, job.sent, job.attempts) == ("queued", True, 0)
    records = cloud.receive()
    assert len(records) == (2 if REDRIVE[call] == "sqs.SendMessage" and when == "after" else 1) + (
        call == 3 and when == "before"
    )
    worker = Life(cloud).worker(UntouchedWire())
    for record in records:
        worker.handle(Message.from_record(record), LIFE_S)
    assert len(agent.invocations) == 1
    _show_hidden_messages()
    assert set(_run(cloud, Wire())) <= {"nothing to do"}
    done = cloud.jobs.get(dead.job_id)
    assert done is not None
    assert done.status == "completed"


def _run(cloud: Cloud, wire: Wire) -> dict[str, int]:
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


def _show_hidden_messages() -> None:
    """A minute goes by for the dead-letter queue alone."""
    for message in messages_of(NAMES.dead_letter_queue):
        message.visible_at = 0
