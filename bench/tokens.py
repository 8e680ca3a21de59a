"""Model tokens of one job: what goes to the models and comes back, by the stand-in's count of four characters a token.

What more than one request carries is counted by itself: the orchestrating model is stateless, so every turn brings
instructions and tools again; and two steps work from the same profile. Neither could come from a prompt cache: Bedrock
keeps beginnings of at least 1,024 tokens, of these models some of 4,096, and a beginning is the tools, which differ.
"""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from bench.pictures import SAMPLE
from bench.rows import Row
from local.system import LocalSystem
from testing.api import ApiUser
from testing.observer import Exchange, observing

CHARACTERS_PER_TOKEN: Final = 4
_ORCHESTRATOR_MARK: Final = 3000
_SEGMENT_CHARS: Final = 80
"""Shorter pieces are too short to be worth a thought."""


def measure() -> Iterator[Row]:
    """The rows of one job with the offline stand-in."""
    with observing() as observer, LocalSystem(settings={"HTTP_PROXY": observer.url}, page=False) as system:
        user = ApiUser(system)
        results = user.results(user.drop(SAMPLE.read_bytes(), "pet.jpg"))
    models = results["usage"]["models"]
    turns, steps = _conversations(observer.exchanges)
    in_all = sum(models["orchestrator"][way] for way in ("input_tokens", "output_tokens"))
    yield Row("tokens: orchestrator in all", in_all, _ORCHESTRATOR_MARK, unit="tokens")
    yield Row("tokens: to the steps", models["text"]["input_tokens"], unit="tokens")
    yield Row("tokens: from the steps", models["text"]["output_tokens"], unit="tokens")
    yield Row("tokens: sent again with a later turn", _repeated(turns), unit="tokens")
    yield Row("tokens: sent again to another step", _repeated(steps), unit="tokens")


def _conversations(exchanges: list[Exchange]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The requests of the orchestrating model's turns, and those of the steps."""
    asked = [json.loads(one.body) for one in exchanges if urlsplit(one.url).path.endswith("/converse")]
    turns = [request for request in asked if len(request["toolConfig"]["tools"]) > 1]
    return turns, [request for request in asked if request not in turns]


def _repeated(requests: list[dict[str, Any]]) -> int:
    """The tokens of what an earlier request has carried already, by paragraphs, tools and answers."""
    seen: set[str] = set()
    again = 0
    for request in requests:
        segments = {segment for segment in _segments(request) if len(segment) >= _SEGMENT_CHARS}
        again += sum(len(segment) for segment in segments & seen)
        seen |= segments
    return again // CHARACTERS_PER_TOKEN


def _segments(request: dict[str, Any]) -> Iterator[str]:
    yield from (json.dumps(tool) for tool in request["toolConfig"]["tools"])
    for text in request["system"]:
        yield from text["text"].splitlines()
    for message in request["messages"]:
        for block in message["content"]:
            yield from block["text"].splitlines() if "text" in block else [json.dumps(block)]
