"""Workers die while their job's attempts spend money: all attempts together stay within the job's limit."""

from typing import Final

from agent.budget import MILLION, Budget
from petavatar.errors import AgentFailure, CostLimit
from tests.integration.crash_points.life import Life
from tests.integration.crash_points.points import GIVE_UP, at_every
from tests.support.agentcore import AgentEndpoint, Event, Invocation
from tests.support.wire import Fault, How, When, Wire

LIMIT_USD: Final = 1.0
CALL: Final = 10_000
"""What one call of a model costs, in millionths of a US dollar."""


class Spender:
    """An agent whose first run spends nothing, and each later one all that it may."""

    def __init__(self) -> None:
        self.budgets: list[Budget] = []

    def __call__(self, invocation: Invocation) -> list[Event]:
        share = invocation.payload["budget"]
        budget = Budget(LIMIT_USD, attempt=share["attempt"], attempts=share["attempts"], carried=share["carried"])
        self.budgets.append(budget)
        if len(self.budgets) > 1:
            spend_all(budget)
        spending = {"unspent": budget.close(), "spent": budget.spent}
        failure = {"type": "error", "error": AgentFailure("broke").record(), "spending": spending}
        return [{"type": "progress", "step": "one", "progress": 35}, failure]


def spend_all(budget: Budget) -> None:
    while True:
        try:
            with budget.paying(CALL):
                pass
        except CostLimit:
            return


@at_every(GIVE_UP, first=3)
def test_what_a_dead_worker_was_given_is_not_given_again(
    life: Life, agent: AgentEndpoint, call: int, when: When, how: How
) -> None:
    agent.script = spender = Spender()
    job = life.queued()

    life.deliver_until_consumed(Wire(), Wire(fault := Fault(call, when, how)))

    assert fault.struck
    assert life.read(job.job_id).status == "failed"
    spent = sum(budget.spent for budget in spender.budgets)
    assert 0 < spent <= LIMIT_USD * MILLION
    found = life.cloud.find(job.job_id)
    assert found is not None
    assert found.spent <= spent
