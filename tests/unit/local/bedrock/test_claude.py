"""Converse on the wire: each kind of request is answered by the part for it."""

import json
from typing import Any

import pytest

from agent.person.casting import Casting
from agent.schemas import AnalysisReply, Career, Identity, Schema
from local.bedrock.orchestrator import DONE
from tests.unit.local.bedrock.wire import (
    ANALYSIS,
    CLAUDE,
    FOUR_TOOLS,
    Fakes,
    career_message,
    forced,
    identity_message,
    part_of,
    photo_message,
    picture,
    text_message,
    textual,
    tool,
    used_tool,
)


class TestRecords:
    def test_the_eyes_answer_an_analysis(self, bedrock: Any, fakes: Fakes) -> None:
        photo = picture(320, 240)

        answer = bedrock.converse(
            modelId=CLAUDE,
            messages=[photo_message(photo)],
            toolConfig=forced("record_analysis", AnalysisReply),
        )

        use = used_tool(answer)
        assert use["name"] == "record_analysis"
        assert AnalysisReply.model_validate(use["input"]).analysis == ANALYSIS
        assert fakes.seen == [photo]
        assert part_of(answer) == "eyes-1"

    def test_the_pen_answers_a_career_with_the_casting_and_the_variation(self, bedrock: Any) -> None:
        answer = bedrock.converse(
            modelId=CLAUDE,
            messages=[career_message("androgynous", 41)],
            toolConfig=forced("record_career", Career),
        )

        written = Career.model_validate(used_tool(answer)["input"])
        assert (written.presentation, written.job_title) == ("androgynous", "CFO energy 41")
        assert part_of(answer) == "pen-1"

    def test_the_pen_answers_an_identity_with_the_career(self, bedrock: Any) -> None:
        answer = bedrock.converse(
            modelId=CLAUDE, messages=[identity_message()], toolConfig=forced("record_identity", Identity)
        )

        assert Identity.model_validate(used_tool(answer)["input"]).skills[-1] == "Auditor 3"

    @pytest.mark.parametrize(
        ("message", "name", "schema"),
        [
            (photo_message(picture(50, 50)), "record_analysis", AnalysisReply),
            (career_message(), "record_career", Career),
            (identity_message(), "record_identity", Identity),
        ],
    )
    @pytest.mark.parametrize("named", [True, False])
    def test_a_text_answer_is_one_json_text_of_the_schema(
        self, bedrock: Any, message: dict[str, Any], name: str, schema: type[Schema], named: bool
    ) -> None:
        answer = bedrock.converse(
            modelId=CLAUDE, messages=[message], outputConfig=textual(name if named else "answer", schema)
        )

        assert answer["stopReason"] == "end_turn"
        (block,) = answer["output"]["message"]["content"]
        schema.model_validate_json(block["text"])

    def test_the_only_tool_is_called_without_force(self, bedrock: Any) -> None:
        config = {"tools": [tool("record_career", Career)], "toolChoice": {"auto": {}}}

        answer = bedrock.converse(modelId=CLAUDE, messages=[career_message()], toolConfig=config)

        assert used_tool(answer)["name"] == "record_career"

    def test_a_record_that_was_sent_back_is_given_again(self, bedrock: Any) -> None:
        first = bedrock.converse(
            modelId=CLAUDE, messages=[career_message()], toolConfig=forced("record_career", Career)
        )
        sent_back = {"toolUseId": used_tool(first)["toolUseId"], "status": "error", "content": [{"text": "wrong"}]}
        again = bedrock.converse(
            modelId=CLAUDE,
            messages=[
                career_message(),
                first["output"]["message"],
                {"role": "user", "content": [{"toolResult": sent_back}]},
            ],
            toolConfig=forced("record_career", Career),
        )

        assert used_tool(again)["input"] == used_tool(first)["input"]
        assert used_tool(again)["toolUseId"] != used_tool(first)["toolUseId"]

    def test_the_same_request_gets_the_same_answer(self, bedrock: Any) -> None:
        request = {"messages": [career_message()], "toolConfig": forced("record_career", Career)}

        answers = [bedrock.converse(modelId=CLAUDE, **request) for _ in range(2)]

        assert answers[0]["output"] == answers[1]["output"]
        assert answers[0]["usage"] == answers[1]["usage"]

    @pytest.mark.parametrize("model", [CLAUDE, "anthropic.claude-haiku-4-5-20251001-v1:0", "global.anthropic.x"])
    def test_every_claude_answers(self, bedrock: Any, model: str) -> None:
        used_tool(
            bedrock.converse(modelId=model, messages=[career_message()], toolConfig=forced("record_career", Career))
        )

    def test_an_inference_profile_arn_answers(self, bedrock: Any) -> None:
        arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6"

        used_tool(
            bedrock.converse(modelId=arn, messages=[career_message()], toolConfig=forced("record_career", Career))
        )


class TestUsage:
    def usage(self, bedrock: Any, message: dict[str, Any]) -> dict[str, int]:
        answer = bedrock.converse(
            modelId=CLAUDE, messages=[message], toolConfig=forced("record_analysis", AnalysisReply)
        )
        counts: dict[str, int] = answer["usage"]
        assert counts["totalTokens"] == counts["inputTokens"] + counts["outputTokens"]
        return counts

    def test_an_image_costs_its_pixels(self, bedrock: Any) -> None:
        small = self.usage(bedrock, photo_message(picture(75, 100)))
        large = self.usage(bedrock, photo_message(picture(750, 1000)))

        assert large["inputTokens"] - small["inputTokens"] == 1000 - 10

    def test_text_costs_its_length(self, bedrock: Any) -> None:
        photo = photo_message(picture(75, 100))
        short = self.usage(bedrock, photo)
        long = self.usage(bedrock, {**photo, "content": [*photo["content"], {"text": "x" * 4000}]})

        assert 1000 <= long["inputTokens"] - short["inputTokens"] <= 1010

    def test_the_answer_counts_as_output(self, bedrock: Any) -> None:
        length = len(json.dumps(ANALYSIS.model_dump(mode="json")))

        assert self.usage(bedrock, photo_message(picture(75, 100)))["outputTokens"] >= length // 4


class TestOrchestrator:
    def test_a_conversation_runs_through_all_four_tools(self, bedrock: Any) -> None:
        messages: list[dict[str, Any]] = [text_message("Turn the photo of this job into an avatar.")]
        config = {"tools": [tool(name) for name in FOUR_TOOLS]}
        turns: list[list[str]] = []
        ids: list[str] = []

        while True:
            answer = bedrock.converse(modelId=CLAUDE, messages=messages, toolConfig=config)
            assert part_of(answer) == "orchestrator-1"
            content = answer["output"]["message"]["content"]
            if answer["stopReason"] == "end_turn":
                break
            uses = [block["toolUse"] for block in content]
            turns.append([use["name"] for use in uses])
            ids += [use["toolUseId"] for use in uses]
            results = [{"toolResult": {"toolUseId": use["toolUseId"], "content": [{"text": "ok"}]}} for use in uses]
            messages += [answer["output"]["message"], {"role": "user", "content": results}]

        assert turns == [[FOUR_TOOLS[0]], [FOUR_TOOLS[1]], list(FOUR_TOOLS[2:])]
        assert len(set(ids)) == len(ids)
        assert content == [{"text": DONE}]

    def test_without_tools_it_says_what_it_is(self, bedrock: Any) -> None:
        answer = bedrock.converse(modelId=CLAUDE, messages=[text_message("Hello!")])

        assert answer["stopReason"] == "end_turn"
        assert "offline stand-in" in answer["output"]["message"]["content"][0]["text"]


def test_a_casting_is_read_as_the_agent_writes_it(bedrock: Any) -> None:
    presentation = Casting.of("0d9f5a52-3f2c-4b44-9a4c-1f0c4a2f7f10").presentation

    answer = bedrock.converse(
        modelId=CLAUDE, messages=[career_message(presentation)], toolConfig=forced("record_career", Career)
    )

    assert used_tool(answer)["input"]["presentation"] == presentation
