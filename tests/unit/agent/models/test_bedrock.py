"""The Bedrock edge, on the wire: forced tools, structured output, one re-ask, refusals."""

import base64
import json
from typing import Any, Final

import pytest

from agent.control import Role, RunControl
from agent.models.bedrock import Bedrock
from agent.models.json_schema import untitled
from agent.schemas import AnalysisReply, Career, Identity
from petavatar.errors import AgentFailure, ContentRefused, ModelUnavailable
from testing.bedrock import (
    CAREER,
    IMAGE,
    Answer,
    BedrockEndpoint,
    error,
    message,
    portrait,
    text,
    throttled,
    tool_use,
)
from testing.replies import a_career, career
from tests.support.job_context import Delays, runtime_client

MODEL = "us.anthropic.claude-sonnet-4-6"
NAMES: Final[dict[Role, str]] = {"text": "t", "orchestrator": "o", "image": "i"}
IMAGE_MODEL = "stability.stable-image-core-v1:1"
REQUEST = {"prompt": "a woman", "seed": 7}
OFFLINE = {"x-petavatar-offline": "pen-1"}
NO_FORCING = error(400, "ValidationException", "tool_choice: forcing a tool is not supported with thinking")


def ask(bedrock: Bedrock, control: RunControl, model_id: str = MODEL) -> Career:
    return bedrock.ask(
        Career,
        tool=CAREER,
        model_id=model_id,
        system="You are a counsellor.",
        content=[{"text": "Which career?"}],
        control=control,
    )


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
        assert config["tools"][0]["toolSpec"]["inputSchema"]["json"] == untitled(Career.model_json_schema())
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


class TestModelsThatCannotBeForced:
    def test_they_are_asked_for_structured_output_instead(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, text(json.dumps(a_career())))

        assert ask(bedrock, control) == career()

        body = endpoint.calls[1].body
        assert "toolConfig" not in body
        form = body["outputConfig"]["textFormat"]
        assert form["type"] == "json_schema"
        assert form["structure"]["jsonSchema"]["name"] == CAREER
        schema = json.loads(form["structure"]["jsonSchema"]["schema"])
        assert schema["additionalProperties"] is False
        assert body["messages"] == endpoint.calls[0].body["messages"]

    def test_which_they_are_is_remembered_by_model(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, text(json.dumps(a_career())))

        ask(bedrock, control)
        ask(bedrock, control)
        ask(bedrock, control, model_id="another-model")

        assert ["toolConfig" in call.body for call in endpoint.calls] == [True, False, False, True]

    def test_their_bad_records_are_sent_back_once_too(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, text("{}"), text(json.dumps(a_career())))

        assert ask(bedrock, control) == career()

        assert len(endpoint.calls) == 3
        assert "outputConfig" in endpoint.calls[2].body

    @pytest.mark.parametrize("schema", [AnalysisReply, Career, Identity])
    def test_no_schema_of_ours_uses_what_structured_output_lacks(self, schema: Any) -> None:
        assert "patternProperties" not in json.dumps(schema.model_json_schema())

    def test_another_objection_is_no_matter_of_forcing(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, error(400, "ValidationException", "maxTokens is too large"))

        with pytest.raises(ModelUnavailable, match="rejected the request"):
            ask(bedrock, control)

        assert len(endpoint.calls) == 1

    def test_one_that_refuses_both_ways_is_unavailable(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING)

        with pytest.raises(ModelUnavailable):
            ask(bedrock, control)

        assert len(endpoint.calls) == 2


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


class TestPictures:
    def test_the_model_gets_its_own_request_and_its_answer_comes_whole(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, portrait(b"picture"))

        response = bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

        assert base64.b64decode(response["images"][0]) == b"picture"
        (call,) = endpoint.calls
        assert (call.model_id, call.body) == (IMAGE_MODEL, REQUEST)
        assert control.usage.totals() == {"calls": 1, "input_tokens": 0, "output_tokens": 0, "images": 1}
        assert control.usage.record(NAMES)["models"]["image"]["images"] == 1

    def test_a_throttled_model_is_asked_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, throttled(), error(503, "ServiceUnavailableException"), portrait())

        bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

        assert isinstance(control.cancelled, Delays)
        assert control.cancelled.asked == [1, 2]

    def test_a_picture_that_is_cut_off_is_fetched_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, Answer(portrait().body, cut=True), portrait())

        assert bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)["images"]

        assert len(endpoint.calls) == 2

    def test_a_request_that_the_model_turns_down_is_not_repeated(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, error(400, "ValidationException", "seed out of range"))

        with pytest.raises(ModelUnavailable, match="rejected the request"):
            bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

        assert len(endpoint.calls) == 1

    def test_a_prompt_that_the_filter_turns_down_is_a_refusal(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, error(400, "ValidationException", "This request has been blocked by our content filters"))

        with pytest.raises(ContentRefused):
            bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

    @pytest.mark.parametrize("body", [b"", b"no json", b"{"])
    def test_an_answer_that_is_no_json_is_a_failure(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, body: bytes
    ) -> None:
        endpoint.on(IMAGE, Answer(body))

        with pytest.raises(AgentFailure):
            bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)


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
