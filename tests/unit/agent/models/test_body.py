"""The body of an answer is read to its end, or to its limit."""

from typing import Any

import pytest
from botocore.exceptions import IncompleteReadError
from botocore.response import StreamingBody

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.body import MAX_BYTES, whole
from petavatar.errors import AgentFailure
from testing.bedrock import IMAGE, BedrockEndpoint, portrait


class Endless:
    """A stream that never ends."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = False

    def read(self, amount: int) -> bytes:
        self.given += amount
        return bytes(amount)

    def close(self) -> None:
        self.closed = True


class Ending(Endless):
    """A stream of one piece."""

    def read(self, amount: int) -> bytes:
        piece, self.given = b"" if self.given else b"an answer", 1
        return piece


def _body(stream: Any, length: Any = None) -> StreamingBody:
    return StreamingBody(stream, length)


def test_a_body_is_read_whole() -> None:
    assert whole(_body(Ending(), len(b"an answer"))) == b"an answer"


def test_a_body_that_breaks_off_is_an_error() -> None:
    with pytest.raises(IncompleteReadError):
        whole(_body(Ending(), 100))


def test_a_body_that_does_not_end_is_read_to_the_limit_and_closed() -> None:
    stream = Endless()

    with pytest.raises(AgentFailure, match="too large") as caught:
        whole(_body(stream))

    assert caught.value.retryable
    assert stream.given <= MAX_BYTES + (1 << 16)
    assert stream.closed


def test_an_image_models_answer_is_read_so(
    bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.body.MAX_BYTES", 1000)
    endpoint.on(IMAGE, portrait(bytes(1000)))

    with pytest.raises(AgentFailure, match="too large"):
        bedrock.invoke_image("stability.a-model", {}, control)

    assert len(endpoint.calls) == 1
