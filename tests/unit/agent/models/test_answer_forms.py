"""Models that refuse a form of answer: the next freer form is tried, remembered, and after the last one it is over."""

import json
from typing import Any, Final

import pytest

from agent.control import RunControl
from agent.models.answer_forms import AnswerForm
from agent.models.bedrock import Bedrock
from agent.schemas import AnalysisReply, Career, Identity
from petavatar.errors import ContentRefused, ModelUnavailable, ModelUnsuitable
from testing.bedrock import CAREER, Answer, BedrockEndpoint, Call, error, message, text, tool_use
from testing.replies import a_career, career
from tests.support.telemetry import captured_telemetry
from tests.unit.agent.models.asking import MODEL, ask

NO_FORCING: Final = error(400, "ValidationException", 'tool_choice: type "tool" and "any" are not supported')
NO_STRUCTURE: Final = error(400, "ValidationException", "output_config.format: Extra inputs are not permitted")
NO_TOOLS: Final = error(400, "ValidationException", "This model doesn't support tool use.")
IN_WORDS: Final = text(json.dumps(a_career()))


def form_of(call: Call) -> AnswerForm:
    """The form in which a request asks for its record."""
    if "outputConfig" in call.body:
        assert "toolConfig" not in call.body
        return AnswerForm.STRUCTURED_OUTPUT
    return AnswerForm.FORCED_TOOL if "tool" in call.body["toolConfig"]["toolChoice"] else AnswerForm.FREE_TOOL


def forms(endpoint: BedrockEndpoint) -> list[AnswerForm]:
    return [form_of(call) for call in endpoint.calls]


class TestOneThatCannotBeForced:
    def test_it_is_asked_for_structured_output_instead(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, IN_WORDS)

        assert ask(bedrock, control) == career()

        body = endpoint.calls[1].body
        assert "toolConfig" not in body
        form = body["outputConfig"]["textFormat"]
        assert form["type"] == "json_schema"
        assert form["structure"]["jsonSchema"]["name"] == CAREER
        schema = json.loads(form["structure"]["jsonSchema"]["schema"])
        assert schema["additionalProperties"] is False
        assert body["messages"] == endpoint.calls[0].body["messages"]

    @pytest.mark.parametrize(
        "words",
        [
            "tool_choice: forcing a tool is not supported with thinking",
            "This model doesn't support the toolConfig.toolChoice.tool field. Remove it and try again.",
            "Thinking may not be enabled when tool_choice forces tool use.",
            "This model doesn't support tool use.",
        ],
    )
    def test_it_is_known_by_its_words(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, words: str
    ) -> None:
        endpoint.on(CAREER, error(400, "ValidationException", words), IN_WORDS)

        assert ask(bedrock, control) == career()

    def test_its_bad_records_are_sent_back_once_too(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, text("{}"), IN_WORDS)

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


class TestOneThatRefusesStructuredOutputToo:
    @pytest.mark.parametrize(
        "reply",
        [
            tool_use(CAREER, a_career()),
            IN_WORDS,
            text(f"Here you are:\n```json\n{json.dumps(a_career())}\n```"),
            message(
                {"reasoningContent": {"reasoningText": {"text": "Let me think {", "signature": "s"}}},
                {"toolUse": {"toolUseId": "t", "name": CAREER, "input": a_career()}},
                stop="tool_use",
            ),
        ],
        ids=["the tool", "a record in words", "words around it", "thoughts first"],
    )
    def test_it_may_choose_and_is_asked_to_call_the_tool(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, reply: Answer
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, reply)

        assert ask(bedrock, control) == career()

        assert forms(endpoint) == list(AnswerForm)
        first, _, last = endpoint.calls
        assert last.body["toolConfig"]["toolChoice"] == {"auto": {}}
        assert last.body["toolConfig"]["tools"] == first.body["toolConfig"]["tools"]
        prompt, instruction = last.body["system"]
        assert prompt == {"text": "You are a counsellor."}
        assert CAREER in instruction["text"]
        assert "one JSON object" in instruction["text"]

    @pytest.mark.parametrize("words", ["Schema is too complex", "words that nobody knows yet"])
    def test_any_objection_to_the_second_form_leads_to_the_third(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, words: str
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, error(400, "ValidationException", words), tool_use(CAREER, a_career()))

        assert ask(bedrock, control) == career()

    def test_a_bad_record_is_sent_back_with_its_thoughts_as_they_came(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        thoughts = {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "c2ln"}}}
        bad = {"toolUse": {"toolUseId": "t", "name": CAREER, "input": {}}}
        endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, message(thoughts, bad, stop="tool_use"), IN_WORDS)

        assert ask(bedrock, control) == career()

        _, reply, answer = endpoint.calls[-1].body["messages"]
        assert reply["content"] == [thoughts, bad]
        assert answer["content"][0]["toolResult"]["toolUseId"] == "t"


class TestOneThatRefusesEveryForm:
    def test_it_is_a_fault_of_the_deployment_that_no_retry_helps(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, NO_TOOLS)

        with pytest.raises(ModelUnsuitable, match="operator has to choose another") as caught:
            ask(bedrock, control)

        assert not caught.value.retryable
        assert forms(endpoint) == list(AnswerForm)
        assert control.usage.totals()["calls"] == 0

    def test_it_is_not_asked_in_every_form_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, NO_TOOLS)
        for _ in range(2):
            with pytest.raises(ModelUnsuitable):
                ask(bedrock, control)

        assert len(endpoint.calls) == 4

    def test_the_log_names_it_to_the_operator(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, NO_TOOLS)

        with captured_telemetry() as telemetry, pytest.raises(ModelUnsuitable):
            ask(bedrock, control)

        (record,) = telemetry.errors()
        assert (record["model"], record["job_id"]) == (MODEL, control.job_id)
        assert "deploy the agent with another" in record["message"]

    def test_a_content_filter_is_no_refusal_of_a_form(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        filtered = error(400, "ValidationException", "Output blocked by content filtering policy")
        endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, filtered)

        with pytest.raises(ContentRefused):
            ask(bedrock, control)


def test_the_form_is_remembered_by_model(bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl) -> None:
    endpoint.on(CAREER, NO_FORCING, IN_WORDS)

    ask(bedrock, control)
    ask(bedrock, control)
    ask(bedrock, control, model_id="another-model")

    assert [form.value for form in forms(endpoint)] == [
        "forced tool",
        "structured output",
        "structured output",
        "forced tool",
    ]


def test_a_refused_form_is_no_failed_call_that_an_alarm_would_count(
    bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
) -> None:
    endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, tool_use(CAREER, a_career()))

    with captured_telemetry() as telemetry:
        ask(bedrock, control)

    assert len(telemetry.counted("BedrockAPICall")) == 3
    assert telemetry.counted("BedrockAPIError") == []


def test_no_form_sends_a_temperature(bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl) -> None:
    endpoint.on(CAREER, NO_FORCING, NO_STRUCTURE, tool_use(CAREER, a_career()))

    ask(bedrock, control)

    assert [call.body["inferenceConfig"].keys() for call in endpoint.calls] == [{"maxTokens"}] * 3
