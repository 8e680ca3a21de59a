"""A valid record with faults goes back once; a text that limps is better than none."""

from collections.abc import Sequence

import pytest

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.schemas import Career
from petavatar.errors import ModelUnavailable
from testing.bedrock import CAREER, Answering, BedrockEndpoint, error, text, tool_use
from testing.replies import a_career
from tests.unit.agent.models.asking import MODEL

GOOD = a_career()
LIMPING = a_career(job_title="Head of Ninjas")
WORSE = a_career(job_title="Head of Ninjas and Gurus")


def faults(settled: Career) -> Sequence[str]:
    return [f"leave out {word}" for word in ("Ninjas", "Gurus") if word in settled.job_title]


def ask(bedrock: Bedrock, control: RunControl) -> str:
    return bedrock.ask(
        Career,
        tool=CAREER,
        model_id=MODEL,
        system="You are a counsellor.",
        content=[{"text": "Which career?"}],
        control=control,
        faults=faults,
    ).job_title


def test_it_goes_back_with_the_reasons(bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl) -> None:
    endpoint.on(CAREER, tool_use(CAREER, LIMPING), tool_use(CAREER, GOOD))

    assert ask(bedrock, control) == GOOD["job_title"]

    (answer,) = endpoint.calls[1].body["messages"][2]["content"]
    assert "leave out Ninjas" in answer["toolResult"]["content"][0]["text"]


@pytest.mark.parametrize(
    "second",
    [
        tool_use(CAREER, LIMPING),
        tool_use(CAREER, WORSE),
        tool_use(CAREER, {}),
        text("no"),
        error(400, "ValidationException"),
    ],
)
def test_the_better_one_counts_if_the_second_is_no_good_either(
    bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, second: Answering
) -> None:
    endpoint.on(CAREER, tool_use(CAREER, LIMPING), second)

    assert ask(bedrock, control) == LIMPING["job_title"]
    assert len(endpoint.calls) == 2


def test_of_two_the_one_with_fewer_faults_counts(
    bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
) -> None:
    endpoint.on(CAREER, tool_use(CAREER, WORSE), tool_use(CAREER, LIMPING))

    assert ask(bedrock, control) == LIMPING["job_title"]


def test_a_first_call_that_fails_is_a_failure(bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl) -> None:
    endpoint.on(CAREER, error(400, "ValidationException"))

    with pytest.raises(ModelUnavailable):
        ask(bedrock, control)
