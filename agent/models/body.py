"""Reads the body of a model's answer, which comes after its headers, within a limit."""

from contextlib import closing
from typing import Final

from botocore.response import StreamingBody

from petavatar.errors import AgentFailure

MAX_BYTES: Final = 25_000_000
"""InvokeModel's own limit (Amazon Bedrock, API reference)."""

_CHUNK_BYTES: Final = 1 << 16


def whole(body: StreamingBody) -> bytes:
    """The whole body. One that breaks off raises botocore's own error, as its `read` does.

    Raises:
        AgentFailure: if it has more than `MAX_BYTES`; the rest is not read.
    """
    content = bytearray()
    with closing(body):
        for chunk in body.iter_chunks(_CHUNK_BYTES):
            content += chunk
            if len(content) > MAX_BYTES:
                raise AgentFailure("The image model's answer is too large. Please try again.")
    return bytes(content)
