"""Many jobs at once, with throttles, failures, slow answers and crashes: none is served for more than its limit.

The count is the stand-in's own: what it served under a job's id, by the list prices. An answer that failed counts too.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from uuid import UUID

import pytest
from strands.models import BedrockModel

from agent.budget import MILLION, Budget
from agent.context import JobContext
from agent.control import RunControl
from agent.models.pricing import Prices
from agent.run import events_of
from testing.bedrock import (
    IMAGE,
    IN_ORDER,
    ORCHESTRATOR,
    Answer,
    BedrockEndpoint,
    Call,
    error,
    portrait,
    throttled,
    tool_use,
)
from testing.replies import USAGE, a_career, an_analysis_reply, an_identity
from tests.support.job_context import Delays

# Their photo is one, and others test its decoder's process.
pytestmark = pytest.mark.usefixtures("pictures_decoded_once")

MakeJob = Callable[..., JobContext]
LIMITS: Final = (0.12, 0.3, 0.45, 1.0)
RIGHT: Final = {
    "record_analysis": an_analysis_reply,
    "record_career": a_career,
    "record_identity": an_identity,
}


class Served:
    """Answers by turns well and badly, and keeps each job's account."""

    def __init__(self) -> None:
        self.usd: defaultdict[str, float] = defaultdict(float)
        self._asked: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def __call__(self, call: Call) -> Answer:
        job_id = call.metadata["job_id"]
        with self._lock:
            self._asked[job_id, call.name] += 1
            turn = (UUID(job_id).int + self._asked[job_id, call.name]) % 7
        if turn == 1:
            return throttled()
        if turn == 2:
            # A slow answer.
            threading.Event().wait(0.02)
        self._charge(job_id, call)
        return error(500, "InternalServerException") if turn == 4 else self._right(call)

    def _charge(self, job_id: str, call: Call) -> None:
        price = Prices().need(call.model_id)[0]
        use = {"input_tokens": USAGE["inputTokens"], "output_tokens": USAGE["outputTokens"], "images": 0}
        with self._lock:
            self.usd[job_id] += price.of(
                {"input_tokens": 0, "output_tokens": 0, "images": 1} if call.name == IMAGE else use
            )

    @staticmethod
    def _right(call: Call) -> Answer:
        if call.name == IMAGE:
            return portrait()
        return IN_ORDER(call) if call.name == ORCHESTRATOR else tool_use(call.name, RIGHT[call.name]())


@pytest.mark.parametrize("jobs", [6, pytest.param(40, marks=pytest.mark.verify)])
def test_jobs_at_once_overspend_by_nothing(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, jobs: int
) -> None:
    served = Served()
    for name in (*RIGHT, IMAGE, ORCHESTRATOR):
        endpoint.on(name, served)
    together = threading.Barrier(jobs)
    limits = {str(UUID(int=number + 1)): LIMITS[number % len(LIMITS)] for number in range(jobs)}

    def work(job_id: str) -> str:
        together.wait()
        carried = 0
        for attempt in (1, 2, 3):
            budget = Budget(limits[job_id], attempt=attempt, attempts=3, carried=carried)
            control = RunControl.lasting(job_id, 60, budget)
            control.cancelled = Delays()
            last = _attempt(make_job(job_id=job_id, control=control), model, crashes=UUID(job_id).int % 3 == attempt)
            if last["type"] == "result" or (last["type"] == "error" and not last["error"]["retryable"]):
                return str(last.get("error", last)["type"])
            carried = last.get("spending", {"unspent": 0})["unspent"]
        return "no attempt left"

    with ThreadPoolExecutor(jobs) as pool:
        ends = Counter(pool.map(work, limits))

    assert {job_id: usd for job_id, usd in served.usd.items() if usd > limits[job_id] + 1 / MILLION} == {}
    assert served.usd.keys() <= limits.keys()
    assert len(served.usd) >= jobs // 2
    assert ends["result"] >= jobs // 4
    assert ends["urn:petavatar:problem:cost-limit"] >= jobs // 4


def _attempt(job: JobContext, model: BedrockModel, *, crashes: bool) -> dict[str, Any]:
    """The last event of an attempt; one that crashes has paid for a call or more, and says nothing of it."""
    events = events_of(job, model)
    if not crashes:
        return list(events)[-1]
    for event in events:
        if event["type"] == "progress":
            break
    assert isinstance(events, Generator)
    events.close()
    return {"type": "crash"}
