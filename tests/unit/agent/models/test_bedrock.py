"""The Bedrock edge, on the wire: one record, one re-ask, refusals, and who really answered."""

import json
from typing import Any, Final

import pytest

from agent.control import Role, RunControl
from agent.models.bedrock import Bedrock
from agent.models.json_schema import json_schema_of
from agent.schemas import Career
from petavatar.errors import AgentFailure, ContentRefused, ModelUnavailable
from testing.bedrock import CAREER, IMAGE, Answer, BedrockEndpoint, message, portrait, text, throttled, tool_use
from testing.replies import a_career, career
from tests.support.job_context import Delays, runtime_client
from tests.unit.agent.models.asking import MODEL, ask

NAMES: Final[dict[Role, str]] = {"text": "t", "orchestrator": "o", "image": "i"}
IMAGE_MODEL = "stability.stable-image-core-v1:1"
OFFLINE = {"x-petavatar-offline": "pen-1"}


class TestTheForcedTool:
    def test_the_model_is_made_to_fill_in_the_schema(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        assert ask(bedrock, control) == career()

        (call,) = endpoint.calls
        assert call.model_id == MODEL
        assert call.body["system"] == [{"text": "You are a counsellor."}]
        assert call.body["messages"] == [{"role": "user", "content": [{"text": "Which career?"}]}]
        assert call.body["inferenceConfig"] == {"maxTokens": 4000}
        config = call.body["toolConfig"]
        assert config["toolChoice"] == {"tool": {"name": CAREER}}
        assert config["tools"][0]["toolSpec"]["inputSchema"]["json"] == json_schema_of(Career)
        assert "outputConfig" not in call.body

    def test_usage_is_added_up(self, bedrock: Bedrock, control: RunControl) -> None:
        ask(bedrock, control)
        ask(bedrock, control)

        assert control.usage.totals() == {"calls": 2, "input_tokens": 200, "output_tokens": 40, "images": 0}
        assert control.usage.record(NAMES)["models"]["text"]["calls"] == 2

    def test_thoughts_and_words_beside_the_tool_are_passed_over(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(
            CAREER,
            message(
                {"reasoningContent": {"reasoningText": {"text": "Let me think {", "signature": "s"}}},
                {"text": 'I would say {"human_name": "Wrong One"}'},
                {"toolUse": {"toolUseId": "t", "name": CAREER, "input": a_career()}},
                stop="tool_use",
            ),
        )

        assert ask(bedrock, control) == career()

    @pytest.mark.parametrize("words", ["{}", "Here you are: {} - good luck!", "```json\n{}\n```"])
    def test_a_record_in_words_will_do(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, words: str
    ) -> None:
        endpoint.on(CAREER, text(words.replace("{}", json.dumps(a_career()))))

        assert ask(bedrock, control) == career()


class TestTheReAsk:
    @pytest.mark.parametrize(
        ("bad", "reason"),
        [
            (a_career(seniority="wizard"), "seniority: Input should be"),
            ({}, "human_name: Field required"),
            (a_career(extra=1), "extra: Extra inputs are not permitted"),
            ({"career": a_career()}, "human_name: Field required"),
        ],
    )
    def test_a_record_that_is_none_is_sent_back_once_with_the_reasons(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, bad: Any, reason: str
    ) -> None:
        endpoint.on(CAREER, tool_use(CAREER, bad), tool_use(CAREER, a_career()))

        assert ask(bedrock, control) == career()

        first, second = endpoint.calls
        assert second.body["messages"][0] == first.body["messages"][0]
        assert second.body["messages"][1]["content"][0]["toolUse"]["input"] == bad
        (answer,) = second.body["messages"][2]["content"]
        assert (answer["toolResult"]["toolUseId"], answer["toolResult"]["status"]) == ("tooluse_1", "error")
        assert reason in answer["toolResult"]["content"][0]["text"]
        assert control.usage.totals()["calls"] == 2

    @pytest.mark.parametrize("words", ["I'd rather not say.", "{broken", "}{", "[]", "{}"])
    def test_words_that_hold_no_record_are_sent_back_in_words(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, words: str
    ) -> None:
        endpoint.on(CAREER, text(words), tool_use(CAREER, a_career()))

        assert ask(bedrock, control) == career()

        (block,) = endpoint.calls[1].body["messages"][2]["content"]
        assert "not a valid record" in block["text"]

    def test_another_tools_call_is_no_record(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, tool_use("another_tool", a_career()), tool_use(CAREER, a_career()))

        assert ask(bedrock, control) == career()

    @pytest.mark.parametrize("bad", [tool_use(CAREER, {}), text("no"), message(stop="max_tokens")])
    def test_twice_is_enough(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, bad: Answer
    ) -> None:
        endpoint.on(CAREER, bad)

        with pytest.raises(AgentFailure, match="usable answer") as caught:
            ask(bedrock, control)

        assert len(endpoint.calls) == 2
        assert caught.value.retryable


class TestRefusalsAndFailures:
    @pytest.mark.parametrize("stop", ["guardrail_intervened", "content_filtered", "refusal"])
    def test_a_model_that_refuses_is_not_asked_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, stop: str
    ) -> None:
        endpoint.on(CAREER, message({"text": "I can't help with that."}, stop=stop))

        with pytest.raises(ContentRefused) as caught:
            ask(bedrock, control)

        assert len(endpoint.calls) == 1
        assert not caught.value.retryable

    def test_a_throttled_model_is_asked_again_after_1_2_and_4_seconds(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, throttled(), throttled(), throttled(), tool_use(CAREER, a_career()))

        assert ask(bedrock, control) == career()

        assert isinstance(control.cancelled, Delays)
        assert control.cancelled.asked == [1, 2, 4]

    def test_botocore_adds_no_retries_of_its_own(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, throttled())

        with pytest.raises(ModelUnavailable):
            ask(bedrock, control)

        assert len(endpoint.calls) == 4

    def test_a_broken_connection_is_tried_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        whole = tool_use(CAREER, a_career())
        endpoint.on(CAREER, Answer(whole.body, cut=True), whole)

        assert ask(bedrock, control) == career()


class TestWhoReallyAnswered:
    def test_a_stand_in_is_named_for_what_it_is(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, tool_use(CAREER, a_career(), headers=OFFLINE))
        endpoint.on(IMAGE, portrait(headers={"x-petavatar-offline": "brush-1"}))

        ask(bedrock, control)
        bedrock.invoke_image(IMAGE_MODEL, {}, control)

        assert bedrock.model_name(MODEL) == "offline/pen-1"
        assert bedrock.model_name(IMAGE_MODEL) == "offline/brush-1"
        assert bedrock.is_offline(MODEL, "another-model")
        assert not bedrock.is_offline("another-model")

    def test_a_real_model_goes_by_its_id(self, bedrock: Bedrock, control: RunControl) -> None:
        ask(bedrock, control)

        assert bedrock.model_name(MODEL) == MODEL
        assert not bedrock.is_offline(MODEL)

    def test_a_client_that_somebody_else_uses_can_be_watched(self, bedrock: Bedrock, endpoint: BedrockEndpoint) -> None:
        endpoint.on(CAREER, tool_use(CAREER, a_career(), headers=OFFLINE))
        client = runtime_client(endpoint)
        bedrock.watch(client, "the-orchestrator")
        spec = {"name": CAREER, "inputSchema": {"json": {"type": "object"}}}

        client.converse(modelId="m", messages=[], toolConfig={"tools": [{"toolSpec": spec}]})

        assert bedrock.model_name("the-orchestrator") == "offline/pen-1"
