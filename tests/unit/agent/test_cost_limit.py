"""The limit of a job on the wire: a call that might pass it is not made, by whichever part of a run."""

from collections.abc import Callable
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.budget import MILLION, Budget
from agent.context import JobContext
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.pricing import Prices
from agent.run import events_of
from petavatar.errors import CostLimit
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    IMAGE,
    ORCHESTRATOR,
    STEPS,
    Answer,
    BedrockEndpoint,
    error,
    throttled,
    tool_use,
)
from testing.jobs import A_JOB_ID
from testing.replies import a_career, an_analysis_reply
from tests.support.job_context import AnyPrice, Delays
from tests.support.telemetry import captured_telemetry
from tests.unit.agent.models.asking import ask

# Their photo is one, and others test its decoder's process.
pytestmark = pytest.mark.usefixtures("pictures_decoded_once")

MakeJob = Callable[..., JobContext]
PICTURE = 80_000


def limited(limit_usd: float, **share: int) -> RunControl:
    control = RunControl.lasting(A_JOB_ID, 60, Budget(limit_usd, AnyPrice(), **share))
    control.cancelled = Delays()
    return control


def run(job: JobContext, model: BedrockModel) -> dict[str, Any]:
    return list(events_of(job, model))[-1]


def test_a_picture_that_does_not_fit_is_not_asked_for(bedrock: Bedrock, endpoint: BedrockEndpoint) -> None:
    control = limited(0.1)
    bedrock.invoke_image("stability.stable-image-ultra-v1:1", {}, control)

    with pytest.raises(CostLimit):
        bedrock.invoke_image("stability.stable-image-ultra-v1:1", {}, control)

    assert (len(endpoint.asked(IMAGE)), control.budget.spent) == (1, PICTURE)


@pytest.mark.parametrize(
    ("answer", "cost"),
    [
        (throttled(), 0),
        (error(503, "ServiceUnavailableException"), 0),
        (error(500, "InternalServerException"), PICTURE),
        (error(408, "ModelTimeoutException"), PICTURE),
        (error(424, "ModelErrorException"), PICTURE),
        (Answer({"images": []}, cut=True), PICTURE),
    ],
    ids=["throttled", "unavailable", "internal", "timeout", "model error", "cut off"],
)
def test_each_try_counts_unless_no_model_has_worked_on_it(
    bedrock: Bedrock, endpoint: BedrockEndpoint, answer: Answer, cost: int
) -> None:
    control = limited(1)
    endpoint.on(IMAGE, answer, Answer({"images": ["x"]}))

    bedrock.invoke_image("stability.stable-image-ultra-v1:1", {}, control)

    assert control.budget.spent == cost + PICTURE


def test_a_text_costs_what_its_answer_says_and_never_more_than_was_reserved(
    bedrock: Bedrock, endpoint: BedrockEndpoint
) -> None:
    control = limited(1)
    endpoint.on(CAREER, tool_use(CAREER, {"wrong": 1}), tool_use(CAREER, a_career()))

    ask(bedrock, control)

    usage, price = control.usage.totals(), Prices().need("us.anthropic.claude-sonnet-4-6")[0]
    assert usage["calls"] == 2
    assert control.budget.spent == pytest.approx(price.of(usage) * MILLION, abs=2)


def test_a_job_that_meets_its_limit_stops_before_the_call_and_says_so(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    wordy = tool_use(ANALYSIS, an_analysis_reply())
    assert isinstance(wordy.body, dict)
    wordy.body["usage"] = {"inputTokens": 0, "outputTokens": 5000, "totalTokens": 5000}
    endpoint.on(ANALYSIS, wordy)
    with captured_telemetry() as telemetry:
        last = run(make_job(control=limited(0.135)), model)

    assert (last["error"]["type"], last["error"]["retryable"]) == ("urn:petavatar:problem:cost-limit", False)
    assert "US$ 0.14" in last["error"]["detail"]
    assert (len(endpoint.asked(ANALYSIS)), len(endpoint.asked(CAREER))) == (1, 0)
    (spent,) = [entry["EstimatedCostUSD"] for entry in telemetry.metrics if "EstimatedCostUSD" in entry]
    assert spent == [last["spending"]["spent"] / MILLION]


def test_a_share_that_is_used_up_leaves_the_rest_to_the_next_attempt(make_job: MakeJob, model: BedrockModel) -> None:
    last = run(make_job(control=limited(0.36, attempt=1, attempts=3)), model)

    assert last["error"]["retryable"]
    assert last["spending"]["spent"] + last["spending"]["unspent"] == 120_000

    carried = last["spending"]["unspent"]
    control = limited(0.36, attempt=2, attempts=3, carried=carried)
    again = run(make_job(control=control, spent_before=last["spending"]["spent"]), model)

    assert again["type"] == "result"
    usage = again["result"]["usage"]
    own = sum(use["cost_usd"] for use in usage["models"].values())
    assert usage["cost_usd"] * MILLION == pytest.approx(own * MILLION + last["spending"]["spent"], abs=2)


def test_the_job_goes_on_without_an_orchestrating_model_that_does_not_fit(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    class DearOrchestrator(Prices):
        def of(self, model: str) -> Any:
            return Prices.read("m=9000/9000").of("m") if "haiku" in model else super().of(model)

    control = RunControl.lasting(A_JOB_ID, 60, Budget(1, DearOrchestrator()))

    assert run(make_job(control=control), model)["type"] == "result"
    assert endpoint.asked(ORCHESTRATOR) == []


def test_a_job_whose_every_call_is_throttled_and_every_text_sent_back_stays_within_a_share_of_the_default(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    for name in (ANALYSIS, CAREER, IDENTITY):
        right = endpoint._answers[name][0]
        endpoint.on(name, throttled(), throttled(), throttled(), tool_use(name, {"wrong": 1}), right)
    control = RunControl.lasting(A_JOB_ID, 60, Budget(attempt=1, attempts=3))
    control.cancelled = Delays()

    assert run(make_job(control=control), model)["type"] == "result"
    assert all(endpoint.asked(name) for name in STEPS)
