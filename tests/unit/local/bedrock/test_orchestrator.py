"""The orchestrating model calls the four tools in their order, whatever way the conversation has taken."""

from typing import Any

import pytest

from local.bedrock.converse import Message
from local.bedrock.orchestrator import DONE, next_calls

ANALYZE, MAP, DRAW, WRITE = (
    "analyze_pet_image",
    "map_personality_to_career",
    "generate_avatar_image",
    "generate_identity_package",
)


def said(*outcomes: tuple[str, str]) -> list[Message]:
    """A conversation in which these tools have answered, each with its status."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": [{"text": "Turn the photo into an avatar."}]}]
    for number, (name, status) in enumerate(outcomes):
        use = {"toolUseId": f"id-{number}", "name": name, "input": {}}
        result = {"toolUseId": f"id-{number}", "status": status, "content": [{"text": "..."}]}
        messages.append({"role": "assistant", "content": [{"toolUse": use}]})
        messages.append({"role": "user", "content": [{"toolResult": result}]})
    return [Message.model_validate(message) for message in messages]


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        ([], [ANALYZE]),
        ([ANALYZE], [MAP]),
        ([ANALYZE, MAP], [DRAW, WRITE]),
        ([ANALYZE, MAP, WRITE], [DRAW]),
        ([ANALYZE, MAP, DRAW], [WRITE]),
    ],
)
def test_calls_what_is_missing_next(finished: list[str], expected: list[str]) -> None:
    calls, words = next_calls(said(*((name, "success") for name in finished)))

    assert calls == expected
    assert words == ""


def test_ends_when_all_four_have_answered() -> None:
    assert next_calls(said(*((name, "success") for name in (ANALYZE, MAP, DRAW, WRITE)))) == ([], DONE)


def test_does_not_count_a_later_step_for_an_earlier_one() -> None:
    assert next_calls(said((DRAW, "success"), (WRITE, "success"))) == ([ANALYZE], "")


def test_calls_a_failed_tool_once_more() -> None:
    assert next_calls(said((ANALYZE, "success"), (MAP, "error"))) == ([MAP], "")


def test_goes_on_when_the_second_try_was_good() -> None:
    assert next_calls(said((ANALYZE, "error"), (ANALYZE, "success"))) == ([MAP], "")


def test_gives_up_on_a_tool_that_failed_twice() -> None:
    calls, words = next_calls(said((ANALYZE, "success"), (MAP, "error"), (MAP, "error")))

    assert calls == []
    assert MAP in words


def test_a_tool_of_another_name_changes_nothing() -> None:
    assert next_calls(said(("get_weather", "success"))) == ([ANALYZE], "")
