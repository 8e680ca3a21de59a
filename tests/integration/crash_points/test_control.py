"""Cancels and limits: whatever dies, a canceled job ends as canceled, and no dollar is lost or spent twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

import pytest

from petavatar.aws import client
from petavatar.errors import Problem
from petavatar.jobs import Job
from petavatar.queue import Message
from petavatar.table.cancellations import Cancellations
from petavatar.table.jobs import JobTable
from petavatar.table.quotas import Quotas, Used
from testing.jobs import a_job, a_result
from tests.integration.crash_points.life import PHOTO, VISIBILITY_S, Life, store_at
from tests.integration.crash_points.points import at_every
from tests.support.agentcore import AgentEndpoint, Event, Invocation
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire, one_call_at_a_time

ANA: Final = "aaaaaaaaaaaaaaaa"
LIMITED: Final = {"owner": ANA, "limits": "9/9000000"}
ACCEPT: Final = ("s3.GetObject", "dynamodb.TransactWriteItems", "sqs.SendMessage", "dynamodb.UpdateItem")
WORK: Final = (
    "dynamodb.UpdateItem",  # claim
    "bedrock-agentcore.InvokeAgentRuntime",
    "dynamodb.UpdateItem",  # progress
    "dynamodb.GetItem",  # heartbeat
    "dynamodb.UpdateItem",  # progress
    "s3.HeadObject",
    "dynamodb.UpdateItem",  # complete
    "dynamodb.TransactWriteItems",  # settle
    "eventbridge.PutEvents",
    "dynamodb.UpdateItem",  # mark as announced
    "bedrock-agentcore.StopRuntimeSession",
)
SETTLE: Final = 7
CANCEL: Final = ("dynamodb.GetItem", "dynamodb.UpdateItem")
CANCELED_WORK: Final = (
    "dynamodb.UpdateItem",  # claim
    "bedrock-agentcore.InvokeAgentRuntime",
    "dynamodb.GetItem",  # heartbeat: it is to be canceled
    "bedrock-agentcore.StopRuntimeSession",
    "dynamodb.UpdateItem",  # its end
    "eventbridge.PutEvents",
    "dynamodb.UpdateItem",  # mark as announced
)
SPENT: Final = 120_000
SHARE: Final = 333_333


@pytest.fixture(autouse=True)
def _no_counts(cloud: Cloud) -> None:
    for item in cloud.items():
        if item["job_id"]["S"].startswith("limits#"):
            client("dynamodb").delete_item(TableName=NAMES.table, Key={"job_id": item["job_id"]})


@pytest.fixture
def agent(agent: AgentEndpoint) -> AgentEndpoint:
    work = agent.script

    def spending(invocation: Invocation) -> list[Any]:
        *events, last = work(invocation)
        assert isinstance(last, dict)
        return [*events, {**last, "spending": {"spent": SPENT, "unspent": SHARE - SPENT}}]

    agent.script = spending
    return agent


def used(cloud: Cloud) -> Used:
    return Quotas(cloud.item_store).used(ANA)


def test_these_are_the_calls(life: Life, agent: AgentEndpoint) -> None:
    accepting, working = Wire(), Wire()
    life.acceptor(accepting).accept(upload_key(life.cloud.upload(PHOTO, metadata=LIMITED)))
    life.deliver(life.received(), working)

    assert (tuple(accepting.calls), tuple(working.calls)) == (ACCEPT, WORK)
    assert used(life.cloud) == Used(1, SPENT)


@at_every(ACCEPT)
def test_a_job_that_is_accepted_again_counts_once(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    key = upload_key(life.cloud.upload(PHOTO, metadata=LIMITED))
    fault = Fault(call, when, how)
    with suppress(Killed, Problem):
        life.acceptor(Wire(fault)).accept(key)
    assert fault.struck

    life.acceptor(UntouchedWire()).accept(key)

    assert used(life.cloud) == Used(1, 1_000_000)
    for record in life.cloud.receive():
        assert life.deliver(Message.from_record(record), UntouchedWire())
    assert used(life.cloud) == Used(1, SPENT)


@at_every(WORK, first=3)
def test_what_a_job_has_cost_is_settled_once(life: Life, agent: AgentEndpoint, call: int, when: When, how: How) -> None:
    job = life.acceptor(UntouchedWire()).accept(upload_key(life.cloud.upload(PHOTO, metadata=LIMITED)))

    life.deliver_until_consumed(Wire(Fault(call, when, how)))

    assert life.read(job.job_id).status == "completed"
    if how == "broken" and call == SETTLE:
        # Its message is consumed: what is not settled stays as reserved, unless it was settled all the same.
        assert used(life.cloud).microusd == (1_000_000 if when == "before" else SPENT)
        return
    # An attempt that was not heard of counts with its whole share.
    assert used(life.cloud).microusd in (SPENT, SHARE + SPENT)
    assert life.read(job.job_id).reserved == 0


def _canceling(cloud: Cloud, agent: AgentEndpoint) -> None:
    """While the agent works, its job is canceled."""

    def script(invocation: Invocation) -> list[Event]:
        Cancellations(cloud.jobs).cancel(invocation.payload["job_id"])
        return [{"type": "heartbeat"}, {"type": "result", "result": a_result(invocation.payload["job_id"])}]

    agent.script = script


def test_these_are_the_calls_of_a_cancel(life: Life, agent: AgentEndpoint) -> None:
    canceling, working = Wire(), Wire()
    job = life.queued()
    _canceling(life.cloud, agent)
    life.deliver(life.received(), working)
    waiting = life.cloud.write(a_job())
    Cancellations(JobTable(store_at(life.cloud, canceling))).cancel(waiting.job_id)

    assert (tuple(canceling.calls), tuple(working.calls)) == (CANCEL, CANCELED_WORK)
    assert _failures(life, job, waiting) == {"canceled"}


@at_every(CANCEL)
def test_a_cancel_that_is_asked_for_again_ends_the_job(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    job = life.queued()
    with suppress(Killed, Problem):
        Cancellations(JobTable(store_at(life.cloud, Wire(Fault(call, when, how))))).cancel(job.job_id)

    Cancellations(life.cloud.jobs).cancel(job.job_id)
    life.deliver_until_consumed()

    assert _failures(life, job) == {"canceled"}
    assert agent.invocations == []


@at_every(CANCELED_WORK, first=2)
def test_a_job_that_is_canceled_at_work_never_runs_again(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    job = life.queued()
    _canceling(life.cloud, agent)

    life.deliver_until_consumed(Wire(Fault(call, when, how)))

    life.cloud.now += VISIBILITY_S
    if life.read(job.job_id).status == "queued":
        # The agent was never reached: nobody had canceled it.
        life.deliver_until_consumed()
    assert _failures(life, job) == {"canceled"}
    assert len(agent.invocations) <= 1 + (call <= 1)


def _failures(life: Life, *jobs: Job) -> set[str]:
    return {life.read(job.job_id).failure for job in jobs}


@pytest.mark.parametrize(("photos", "limit"), [(12, 3), pytest.param(40, 10, marks=pytest.mark.verify)])
def test_requests_and_events_of_many_photos_at_once_at_a_limit(life: Life, photos: int, limit: int) -> None:
    """As many as the limit allows run, the others say why, none is lost, and no dollar is over."""
    pins = {"owner": ANA, "limits": f"{limit}/99000000"}
    keys = [upload_key(life.cloud.upload(PHOTO, metadata=pins)) for _ in range(photos)]
    acceptor = life.acceptor(UntouchedWire())

    def hand_in(number: int) -> str:
        accept = acceptor.accept if number < photos else acceptor.accept_or_fail
        try:
            return accept(keys[number % photos]).status
        except Problem as problem:
            return problem.slug

    with one_call_at_a_time("dynamodb", "s3", "sqs"), ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(hand_in, [each // 2 + photos * (each % 2) for each in range(2 * photos)]))

    jobs = [life.read(key.job_id) for key in keys]
    queued = [job for job in jobs if job.status == "queued"]
    assert {job.failure for job in jobs if job not in queued} == {"quota-exceeded"}
    assert len(queued) == limit
    assert used(life.cloud) == Used(limit, limit * 1_000_000)
    assert (answers.count("quota-exceeded"), answers.count("failed")) == (photos - limit, photos - limit)
    sent = {json.loads(record["body"])["job_id"] for _ in range(4) for record in life.cloud.receive()}
    assert sent == {job.job_id for job in queued}
