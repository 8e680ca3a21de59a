"""Checks what the image model sent, in a separate process."""

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.confined import UnreadableError, decoded_by
from agent.portrait.decoder import LENGTH
from petavatar.errors import AgentFailure


@dataclass(frozen=True, slots=True)
class Portrait:
    """A portrait that can be read.

    Attributes:
        png: what is stored: a PNG of at least 1024x1024 pixels.
        on_card: the portrait in the size for the card: a PNG that the decoder's process has encoded.
    """

    png: bytes = field(repr=False)
    on_card: bytes = field(repr=False)


def checked_portrait(fetch: Callable[[], bytes], timeout_s: float) -> Portrait:
    """Fetches a portrait and decodes it. The agent's own process decodes no picture that others have encoded.

    Args:
        fetch: fetches the picture; the decoder starts meanwhile.
        timeout_s: the time limit for decoding, in seconds.

    Raises:
        AgentFailure: if it can't be decoded or exceeds the limits.
        Problem: any problem of `fetch`.
    """
    pictures: list[bytes] = []

    def fetch_and_keep() -> bytes:
        pictures.append(fetch())
        return pictures[0]

    try:
        answer = decoded_by("agent.portrait.decoder", fetch_and_keep, timeout_s)
    except UnreadableError as error:
        raise AgentFailure("The image model's picture can't be read. Please try again.") from error
    (length,) = LENGTH.unpack_from(answer)
    changed, on_card = answer[LENGTH.size :][:length], answer[LENGTH.size + length :]
    return Portrait(changed or pictures[0], on_card)
