"""A worker works on a message: whatever dies, the job is completed, and its end is published."""

from dataclasses import replace

import pytest

from petavatar.keys import avatar_key
from petavatar.redrive import redrive
from tests.integration.crash_points.life import Life, avatars
from tests.integration.crash_points.points import ANNOUNCED, COMPLETE, HEARTBEAT, WORK, at_every
from tests.support.agentcore import AgentEndpoint, BreakOff
from tests.support.cloud import calls_of
from tests.support.wire import Fault, How, When, Wire


def test_these_are_the_calls(life: Life, agent: AgentEndpoint) -> None:
    life.queued()
    wire = Wire()
    life.deliver(life.received(), wire)

    assert tuple(wire.calls) == WORK


@at_every(WORK)
def test_the_job_is_completed_by_a_later_receive(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    job = life.queued()
    fault = Fault(call, when, how)

    life.deliver_until_consumed(Wire(fault))

    assert fault.struck
    assert life.read(job.job_id).status == "completed"
    assert avatars(job.job_id) == [avatar_key(job.job_id)]
    assert len(agent.invocations) <= 2


@at_every(WORK, first=2)
def test_its_end_is_published_once_if_no_worker_dies_next_to_the_publishing(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    life.queued()
    with calls_of("events", "PutEvents") as later:
        life.deliver_until_consumed(wire := Wire(Fault(call, when, how)))

    by_the_first = wire.calls.count("eventbridge.PutEvents")
    if how != "broken once" and call > COMPLETE:
        # Who can't publish the end, or not note that it did, has the message come again.
        noted = call > ANNOUNCED or (call, when) == (ANNOUNCED, "after")
        assert (by_the_first, len(later)) == (1, 0 if noted else 1)
    else:
        assert by_the_first + len(later) == 1


@at_every(WORK, first=4)
def test_after_the_third_death_it_reads_failed_and_redrive_brings_it_back(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    job = life.queued()

    life.deliver_until_consumed(*[Wire(Fault(call, when, how)) for _ in range(3)])

    ended = life.read(job.job_id)
    if ended.status == "completed":
        # A look that fails ends no run. Broken once, the second call succeeds; once it is completed the job is done,
        # whichever process dies; and a worker that dies before its claim uses up no attempt.
        harmless = how == "broken once" or (call, how) == (HEARTBEAT, "broken")
        assert harmless or (call, when) >= (COMPLETE, "a") or (call, when) == (0, "before")
        assert (call, when) != (COMPLETE, "before") or how == "broken once"
        return
    assert ended.status == "failed"
    assert ended.error is not None
    assert ended.error["retryable"]
    assert redrive(life.cloud.jobs, life.cloud.queue, job.job_id, life.cloud.settings)
    life.deliver_until_consumed()
    assert life.read(job.job_id).status == "completed"
    assert avatars(job.job_id) == [avatar_key(job.job_id)]


@pytest.mark.parametrize("receive", [1, 2, 3])
def test_an_answer_that_got_lost_costs_no_receive(life: Life, agent: AgentEndpoint, receive: int) -> None:
    """Each write is done at its first attempt, whose answer is lost, and found done at the second."""
    for call, name in enumerate(WORK):
        if not name.startswith("dynamodb"):
            continue
        job = life.queued()
        message = replace(life.received(), receive=receive)
        assert life.deliver(message, Wire(Fault(call, "after", "broken once")))
        assert life.read(job.job_id).status == "completed"


@pytest.mark.parametrize("events", [0, 1, 2])
def test_the_stream_breaks_off_anywhere(life: Life, agent: AgentEndpoint, events: int) -> None:
    job = life.queued()
    whole = agent.script
    streams = iter([lambda invocation: [*whole(invocation)[:events], BreakOff], whole])
    agent.script = lambda invocation: next(streams)(invocation)

    life.deliver_until_consumed()

    assert life.read(job.job_id).status == "completed"
    assert len(agent.invocations) == 2
