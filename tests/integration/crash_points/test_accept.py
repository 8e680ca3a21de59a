"""A photo is accepted: a request that was cut off is made again by its client; an event comes again by itself."""

from typing import Final

import pytest

from petavatar.errors import Problem
from petavatar.queue import Message
from tests.integration.crash_points.life import PHOTO, Life
from tests.integration.crash_points.points import at_every
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import upload_key
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

ACCEPT: Final = ("s3.GetObject", "dynamodb.PutItem", "sqs.SendMessage", "dynamodb.UpdateItem")

by_either_door = pytest.mark.parametrize("door", ["accept", "accept_or_fail"], ids=["request", "event"])


@by_either_door
def test_these_are_the_calls(life: Life, door: str) -> None:
    wire = Wire()
    getattr(life.acceptor(wire), door)(upload_key(life.cloud.upload(PHOTO)))

    assert tuple(wire.calls) == ACCEPT


@by_either_door
@at_every(ACCEPT, first=1)
def test_the_next_one_makes_it_one_job_with_a_message(
    life: Life, agent: AgentEndpoint, door: str, call: int, when: When, how: How
) -> None:
    key = upload_key(life.cloud.upload(PHOTO))
    fault = Fault(call, when, how)
    try:
        getattr(life.acceptor(Wire(fault)), door)(key)
    except (Killed, Problem):
        accepted = False
    else:
        accepted = True
    assert fault.struck
    assert accepted == (how == "broken once")

    job = getattr(life.acceptor(UntouchedWire()), door)(key)

    assert (job.job_id, job.status) == (key.job_id, "queued")
    # Each attempt that was made sent one at the most.
    assert 1 <= life.cloud.waiting() <= 3
    for record in life.cloud.receive():
        assert life.deliver(Message.from_record(record), UntouchedWire())
    assert life.read(key.job_id).status == "completed"
    assert len(agent.invocations) == 1
