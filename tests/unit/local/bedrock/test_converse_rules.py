"""Conversations that Bedrock would turn down are turned down."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from agent.schemas import Career
from tests.unit.local.bedrock.wire import (
    ANALYSIS,
    CLAUDE,
    STABILITY,
    career_message,
    forced,
    refused,
    text_message,
    tool,
)


class TestRefusedConversations:
    def ask(self, bedrock: Any, **request: Any) -> Callable[[], Any]:
        return lambda: bedrock.converse(**{"modelId": CLAUDE, "messages": [career_message()], **request})

    @pytest.mark.parametrize("model", ["meta.llama3-70b", "claude", "no-such-model"])
    def test_an_unknown_model(self, bedrock: Any, model: str) -> None:
        refused(self.ask(bedrock, modelId=model), "The provided model identifier is invalid.")

    def test_a_model_that_can_not_converse(self, bedrock: Any) -> None:
        refused(self.ask(bedrock, modelId=STABILITY), "Converse")

    @pytest.mark.parametrize(
        ("messages", "reason"),
        [
            ([], "messages"),
            ([{"role": "assistant", "content": [{"text": "hi"}]}], "must start with a user message"),
            ([text_message("one"), text_message("two")], "must alternate"),
            ([{"role": "user", "content": []}], "content"),
            ([text_message("  ")], "blank"),
        ],
    )
    def test_a_conversation_out_of_order(self, bedrock: Any, messages: list[Any], reason: str) -> None:
        refused(self.ask(bedrock, messages=messages), reason)

    def test_a_forced_tool_that_is_not_offered(self, bedrock: Any) -> None:
        config = {"tools": [tool("record_career", Career)], "toolChoice": {"tool": {"name": "record_identity"}}}

        refused(self.ask(bedrock, toolConfig=config), "not found in provided tools")

    def test_a_forced_tool_that_is_not_ours(self, bedrock: Any) -> None:
        config = {"tools": [tool("get_weather")], "toolChoice": {"tool": {"name": "get_weather"}}}

        refused(self.ask(bedrock, toolConfig=config), "PetAvatar's own tools")

    def test_a_tool_call_without_result(self, bedrock: Any) -> None:
        use = {"toolUse": {"toolUseId": "one", "name": "record_career", "input": {}}}
        messages = [career_message(), {"role": "assistant", "content": [use]}, text_message("And?")]

        refused(self.ask(bedrock, messages=messages, toolConfig=forced("record_career", Career)), "Expected toolResult")

    def test_a_tool_result_without_tools(self, bedrock: Any) -> None:
        use = {"toolUse": {"toolUseId": "one", "name": "record_career", "input": {}}}
        result = {"toolResult": {"toolUseId": "one", "content": [{"text": "ok"}]}}
        messages = [
            career_message(),
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [result]},
        ]

        refused(self.ask(bedrock, messages=messages), "toolConfig field must be defined")

    @pytest.mark.parametrize(
        ("text", "tag"),
        [
            ("Which career?", "pet_analysis"),
            ("<pet_analysis>{}</pet_analysis>", "pet_analysis"),
            (f"<pet_analysis>{ANALYSIS.model_dump_json()}</pet_analysis>", "casting"),
        ],
    )
    def test_a_career_without_what_it_rests_on(self, bedrock: Any, text: str, tag: str) -> None:
        refused(
            self.ask(bedrock, messages=[text_message(text)], toolConfig=forced("record_career", Career)), f"<{tag}>"
        )

    def test_a_broken_body(self, url: str) -> None:
        for body in (b"", b"{", b"[]", b'"text"', b"\xff\xfe", b'{"messages": 7}'):
            answer = httpx.post(f"{url}/model/{CLAUDE}/converse", content=body, timeout=30)

            assert answer.status_code == 400
            assert answer.headers["x-amzn-errortype"] == "ValidationException"
            assert answer.json()["message"]
