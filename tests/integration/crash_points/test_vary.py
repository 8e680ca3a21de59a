"""A variation is made: a request that was cut off is made again under its Idempotency-Key, and comes to one job."""

from contextlib import suppress
from typing import Final

import pytest

from petavatar.api_keys import Caller
from petavatar.aws import client
from petavatar.errors import Problem
from petavatar.jobs import Job
from petavatar.queue import Message, ProcessingQueue
from petavatar.storage import Storage
from petavatar.table.cancellations import Cancellations
from petavatar.table.jobs import JobTable
from petavatar.variations import Wanted
from petavatar.vary import Variator
from testing.jobs import a_completed_job
from testing.kept import keep_all_of
from tests.integration.crash_points.life import Life, store_at
from tests.integration.crash_points.points import at_every
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

ANA: Final = Caller(key_id="ana", owner="a" * 16)
WANTED: Final = Wanted.read({"change": "portrait"})
REQUEST: Final = "the digest of the request"
VARY: Final = (
    "dynamodb.GetItem",  # the source
    *("s3.GetObject", "s3.PutObject"),  # the analysis
    *("s3.CopyObject",) * 3,  # photo, career, texts
    "sqs.SendMessage",  # the late message
    "dynamodb.TransactWriteItems",  # the job, if its source is there
    "sqs.SendMessage",
    "dynamodb.UpdateItem",  # mark it sent
)
CREATE: Final = VARY.index("dynamodb.TransactWriteItems")


@pytest.fixture
def source(cloud: Cloud) -> Job:
    job = cloud.write(a_completed_job(owner=ANA.owner))
    keep_all_of(job, cloud.store)
    return job


def vary(cloud: Cloud, wire: Wire, source: Job, job_id: str) -> Job:
    """What a request under an Idempotency-Key does, in a process of its own."""
    jobs = JobTable(store_at(cloud, wire))
    storage = Storage(wire.client("s3"), generated_bucket=NAMES.generated_bucket)
    queue = ProcessingQueue(wire.client("sqs"), cloud.queue_url)
    variator = Variator(storage, jobs, queue, cloud.settings)
    found = variator.source(source.job_id, ANA)
    return variator.vary(found, WANTED, job_id, ANA, REQUEST)


def late_messages(cloud: Cloud) -> int:
    """How many wait for their time in the queue, where no worker gets them."""
    name = "ApproximateNumberOfMessagesDelayed"
    found = client("sqs").get_queue_attributes(QueueUrl=cloud.queue_url, AttributeNames=[name])
    return int(found["Attributes"][name])


def test_these_are_the_calls(cloud: Cloud, source: Job) -> None:
    wire = Wire()
    vary(cloud, wire, source, a_completed_job().job_id)

    assert tuple(wire.calls) == VARY


@at_every(VARY, first=2)
def test_the_next_request_makes_it_one_job_with_a_message(
    life: Life, agent: AgentEndpoint, source: Job, call: int, when: When, how: How
) -> None:
    job_id, fault = a_completed_job().job_id, Fault(call, when, how)
    try:
        vary(life.cloud, Wire(fault), source, job_id)
    except (Killed, Problem):
        created = call > CREATE or (call, when) == (CREATE, "after")
        assert (life.cloud.jobs.get(job_id) is not None) == created
    else:
        assert how == "broken once"
    assert fault.struck

    job = vary(life.cloud, UntouchedWire(), source, job_id)

    assert (job.job_id, job.status, job.source_job_id) == (job_id, "queued", source.job_id)
    # Beside the late messages, each attempt that was made sent one at the most.
    assert 1 <= life.cloud.waiting() <= 3
    for record in life.cloud.receive():
        assert life.deliver(Message.from_record(record), UntouchedWire())
    assert life.read(job_id).status == "completed"
    assert len(agent.invocations) == 1
    (invocation,) = agent.invocations
    assert invocation.payload["resumed"] is True
    assert invocation.payload["variation"]["asked"] == {"change": "portrait"}
    assert source.job_id == life.read(source.job_id).job_id


@pytest.mark.usefixtures("agent")
@at_every(VARY[CREATE:], first=1)
def test_a_job_whose_request_never_comes_again_is_brought_to_its_end_by_the_late_message(
    life: Life, source: Job, call: int, when: When, how: How
) -> None:
    job_id, before = a_completed_job().job_id, late_messages(life.cloud)
    with suppress(Killed, Problem):
        vary(life.cloud, Wire(Fault(CREATE + call, when, how)), source, job_id)
    for record in life.cloud.receive():
        assert life.deliver(Message.from_record(record), UntouchedWire())

    assert late_messages(life.cloud) == before + 1
    assert life.deliver(life.cloud.message(job_id), UntouchedWire())

    job = life.cloud.jobs.get(job_id)
    assert (job.status, job.announced, job.attempts) == ("completed", True, 1) if job else (call, when) == (0, "before")


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("sent", [True, False])
def test_the_end_of_a_variation_that_was_canceled_by_a_dying_process_is_published(
    life: Life, source: Job, sent: bool
) -> None:
    job_id = a_completed_job().job_id
    send = VARY.index("sqs.SendMessage", CREATE)
    with suppress(Killed):
        vary(life.cloud, UntouchedWire() if sent else Wire(Fault(send, "before", "crash")), source, job_id)
    Cancellations(life.cloud.jobs).cancel(job_id, ANA)

    assert life.deliver(life.cloud.message(job_id), UntouchedWire())

    assert (life.read(job_id).failure, life.read(job_id).announced) == ("canceled", True)


@at_every(VARY[:CREATE], first=4)
def test_copies_without_a_job_are_all_that_a_request_leaves_that_is_not_made_again(
    cloud: Cloud, source: Job, call: int, when: When, how: How
) -> None:
    """They lie where objects expire."""
    job_id, before = a_completed_job().job_id, cloud.waiting()
    if how == "broken once":
        how = "broken"
    with pytest.raises((Killed, Problem)):
        vary(cloud, Wire(Fault(call, when, how)), source, job_id)

    assert (cloud.jobs.get(job_id), cloud.waiting()) == (None, before)
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=NAMES.generated_bucket)
    left = [item["Key"] for page in pages for item in page.get("Contents", []) if job_id in item["Key"]]
    assert all(key.startswith((f"work/{job_id}/", f"generated/{job_id}/")) for key in left)
