"""An attempt may end otherwise than well: the job fails for good, or a later attempt completes it."""

from dataclasses import replace
from typing import Final

from tests.integration.crash_points.life import VISIBILITY_S, Life
from tests.integration.crash_points.points import COMPLETE, GIVE_UP, WORK, at_every
from tests.support.agentcore import AgentEndpoint
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

FAIL: Final = (*WORK[:3], "dynamodb.UpdateItem", *WORK[COMPLETE + 1 :])
LAST_FAILURE: Final = (
    *WORK[:3],
    "dynamodb.UpdateItem",  # give up: refused
    "dynamodb.UpdateItem",  # fail
    *WORK[COMPLETE + 1 : -1],
    "sqs.SendMessage",  # the dead letter
    WORK[-1],
)


def _reports(agent: AgentEndpoint, retryable: bool) -> None:
    error = {"type": "urn:petavatar:problem:x", "title": "x", "status": 500, "detail": "x", "retryable": retryable}
    agent.answers({"type": "progress", "step": "one", "progress": 35}, {"type": "error", "error": error})


def test_these_are_the_calls_when_it_fails_for_good(life: Life, agent: AgentEndpoint) -> None:
    _reports(agent, retryable=False)
    life.queued()
    wire = Wire()
    life.deliver(life.received(), wire)

    assert tuple(wire.calls) == FAIL


@at_every(FAIL)
def test_it_fails_for_good_once(life: Life, agent: AgentEndpoint, call: int, when: When, how: How) -> None:
    _reports(agent, retryable=False)
    job = life.queued()

    life.deliver_until_consumed(Wire(Fault(call, when, how)))

    ended = life.read(job.job_id)
    assert (ended.status, ended.error and ended.error["retryable"]) == ("failed", False)
    assert life.outcomes[-1] is None


def test_these_are_the_calls_when_it_is_given_up(life: Life, agent: AgentEndpoint) -> None:
    _reports(agent, retryable=True)
    life.queued()
    wire = Wire()
    life.deliver(life.received(), wire)

    assert tuple(wire.calls) == GIVE_UP


@at_every(GIVE_UP)
def test_given_up_it_is_completed_by_a_later_attempt(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    whole = agent.script
    _reports(agent, retryable=True)
    job = life.queued()
    message = life.received()
    life.deliver(message, Wire(Fault(call, when, how)))
    life.cloud.now += VISIBILITY_S
    agent.script = whole

    assert life.deliver(replace(message, receive=2), UntouchedWire())

    assert life.read(job.job_id).status == "completed"


def test_these_are_the_calls_when_the_last_attempt_fails(life: Life, agent: AgentEndpoint) -> None:
    _reports(agent, retryable=True)
    life.queued(attempts=2)
    wire = Wire()
    life.deliver(life.received(), wire)

    assert tuple(wire.calls) == LAST_FAILURE


@at_every(LAST_FAILURE, first=1)
def test_when_the_last_attempt_fails_people_see_the_job(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    _reports(agent, retryable=True)
    job = life.queued(attempts=2)

    life.deliver_until_consumed(Wire(Fault(call, when, how)))

    ended = life.read(job.job_id)
    assert (ended.status, ended.error and ended.error["retryable"]) == ("failed", True)
    letters = life.cloud.dead_letters()
    assert set(letters) == {f'{{"job_id": "{job.job_id}"}}'}
    assert len(letters) <= 3
    assert len(agent.invocations) <= 2
