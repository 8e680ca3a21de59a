"""Answers are reported by what they are, and never by where they were asked for."""

from types import SimpleNamespace
from typing import Any

import pytest

from bench.load.answers import complaint, pause_after


def an_answer(status: int, headers: dict[str, str] | None = None, error: Exception | None = None) -> Any:
    return SimpleNamespace(status_code=status, headers=headers, error=error)


@pytest.mark.parametrize(
    ("answer", "reported"),
    [
        (an_answer(500, {}), "answered 500"),
        (an_answer(429, {"retry-after": "7"}), "answered 429, Retry-After: 7"),
        (an_answer(0, None, ConnectionResetError("https://bucket/key?X-Amz-Signature=0")), "ConnectionResetError"),
    ],
)
def test_a_complaint_is_short_and_holds_no_address(answer: Any, reported: str) -> None:
    assert complaint(answer) == reported


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"retry-after": "7"}, 7), ({}, 1), (None, 1), ({"retry-after": "tomorrow"}, 1)]
)
def test_one_waits_as_the_server_says_or_a_second(headers: dict[str, str] | None, seconds: float) -> None:
    assert pause_after(an_answer(429, headers)) == seconds
