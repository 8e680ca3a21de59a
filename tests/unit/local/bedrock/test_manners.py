"""The agent's own client against the stand-in's models: whatever a Claude refuses, a record comes of it, or an end."""

import time
from functools import partial
from typing import Any

import pytest
from strands import Agent, tool
from strands.models import BedrockModel

from agent.budget import Budget
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.pricing import Prices
from agent.orchestrator import orchestrating_model
from agent.schemas import AnalysisReply, Career
from local.bedrock.orchestrator import DONE
from petavatar.errors import ModelUnsuitable
from testing.jobs import A_JOB_ID
from tests.support.job_context import CONFIG, settings
from tests.unit.local.bedrock.wire import (
    CLAUDE,
    FOUR_TOOLS,
    career_message,
    forced,
    photo_message,
    picture,
    refused,
    textual,
)

OPUS, SONNET, HAIKU = (f"us.anthropic.claude-{name}-5-5" for name in ("opus", "sonnet", "haiku"))
WITHOUT_TOOLS = "anthropic.claude-v2:1"
MAKES_SENSE_OF_ALL = (CLAUDE, OPUS, SONNET, HAIKU)


@pytest.fixture
def control() -> RunControl:
    # Not every model of the stand-in has a list price.
    prices = Prices.read(f"{OPUS}=5/25 {WITHOUT_TOOLS}=8/24")
    return RunControl(job_id=A_JOB_ID, deadline=time.monotonic() + 60, budget=Budget(prices=prices))


def ask(bedrock: Any, control: RunControl, model_id: str) -> Career:
    return Bedrock(bedrock, bedrock).ask(
        Career,
        tool="record_career",
        model_id=model_id,
        system="You are a counsellor.",
        content=career_message("androgynous", 41)["content"],
        control=control,
    )


@pytest.mark.parametrize("model_id", MAKES_SENSE_OF_ALL)
def test_every_model_gives_the_same_record(bedrock: Any, control: RunControl, model_id: str) -> None:
    assert ask(bedrock, control, model_id).job_title == "CFO energy 41"


def test_the_freest_form_works_with_a_photo_too(bedrock: Any, control: RunControl) -> None:
    reply = Bedrock(bedrock, bedrock).ask(
        AnalysisReply,
        tool="record_analysis",
        model_id=SONNET,
        system="You look at pets.",
        content=photo_message(picture(320, 240))["content"],
        control=control,
    )

    assert reply.pet_present


def test_one_that_refuses_every_form_is_a_fault_of_the_deployment(bedrock: Any, control: RunControl) -> None:
    with pytest.raises(ModelUnsuitable):
        ask(bedrock, control, WITHOUT_TOOLS)


def test_one_that_thinks_and_takes_no_temperature_orchestrates(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url)
    model: BedrockModel = orchestrating_model(settings(orchestrator_model_id=SONNET), CONFIG)
    called: list[str] = []

    def named(name: str) -> Any:
        @tool(name=name, description=name)
        def step() -> str:
            called.append(name)
            return "ok"

        return step

    result = Agent(model=model, tools=[named(name) for name in FOUR_TOOLS], callback_handler=None)("Go.")

    assert sorted(called) == sorted(FOUR_TOOLS)
    assert DONE in str(result)


class TestWhatTheyRefuse:
    @pytest.mark.parametrize(
        ("models", "request_part", "words"),
        [
            ((OPUS, SONNET), {"toolConfig": forced("record_career", Career)}, "tool_choice"),
            ((OPUS, SONNET), {"toolConfig": {**forced("record_career", Career), "toolChoice": {"any": {}}}}, "any"),
            ((SONNET, HAIKU), {"outputConfig": textual("record_career", Career)}, "Extra inputs are not permitted"),
            ((OPUS, SONNET, HAIKU), {"inferenceConfig": {"temperature": 0.5}}, "deprecated"),
            ((OPUS, SONNET, HAIKU), {"inferenceConfig": {"topP": 0.5}}, "deprecated"),
        ],
        ids=["a forced tool", "any tool", "structured output", "a temperature", "top p"],
    )
    def test_a_form_or_a_setting(
        self, bedrock: Any, models: tuple[str, ...], request_part: dict[str, Any], words: str
    ) -> None:
        for model in models:
            refused(partial(bedrock.converse, modelId=model, messages=[career_message()], **request_part), words)
        bedrock.converse(modelId=CLAUDE, messages=[career_message()], **request_part)

    def test_a_turn_whose_thoughts_were_left_out(self, bedrock: Any) -> None:
        config = forced("record_career", Career)
        answer = bedrock.converse(modelId=HAIKU, messages=[career_message()], toolConfig=config)
        thoughts, call = answer["output"]["message"]["content"]
        result = {"toolUseId": call["toolUse"]["toolUseId"], "status": "error", "content": [{"text": "wrong"}]}

        def send_back(content: list[dict[str, Any]]) -> Any:
            turns = [
                career_message(),
                {"role": "assistant", "content": content},
                {"role": "user", "content": [{"toolResult": result}]},
            ]
            return bedrock.converse(modelId=HAIKU, messages=turns, toolConfig=config)

        assert "signature" in thoughts["reasoningContent"]["reasoningText"]
        assert send_back([thoughts, call])["stopReason"] == "tool_use"
        refused(lambda: send_back([call]), "Expected `thinking`")
