"""Stands in for Claude on Converse: finds out what a request asks for, and lets the right part answer it."""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.person.earlier import Earlier, Wish
from agent.person.facts import Facts
from agent.schemas import AgeRange, Career, PetAnalysis, Presentation, Schema
from local.bedrock import orchestrator
from local.bedrock.converse import ConverseRequest
from local.bedrock.converse_rules import read_request
from local.bedrock.errors import invalid
from local.bedrock.manners import OBLIGING, Manner, thought
from local.bedrock.parts import LimitedParts
from local.bedrock.photo_check import image_tokens
from petavatar.choices import Style

VISION: Final = "eyes-1"
WRITER: Final = "pen-1"
ORCHESTRATOR: Final = "orchestrator-1"

# A rule of thumb; real tokenizers differ. The figures are estimates.
_CHARACTERS_PER_TOKEN: Final = 4
# For each record, a property that only its schema has: it identifies a schema without a name.
_RECORDS: Final = {
    "record_analysis": "pet_present",
    "record_career": "human_name",
    "record_identity": "bio_paragraphs",
}
_DEFAULT_TEXT: Final = (
    "This is PetAvatar's offline stand-in for Claude. It reads pet photos, settles careers and writes identities "
    "when it is asked with PetAvatar's tools; it can't converse."
)


@dataclass(frozen=True)
class Answer:
    """An answer: the name of the part that gave it, and its body."""

    part: str
    body: dict[str, Any]


class _Casting(BaseModel):
    presentation: Presentation


class _Job(BaseModel):
    model_config = ConfigDict(extra="ignore")

    variation: int = 0


class _Earlier(BaseModel):
    career: Career
    wanted: Wish
    changed: tuple[str, ...]


class _Choices(BaseModel):
    model_config = ConfigDict(extra="ignore")

    style: Style | None = None
    age_range: AgeRange | None = None


async def converse(body: bytes, parts: LimitedParts, manner: Manner = OBLIGING) -> Answer:
    """Answers a Converse request. The same body gets the same content again.

    Args:
        body: the request's body.
        parts: what answers it.
        manner: what the model refuses, and whether it thinks aloud.

    Raises:
        BedrockError: if the request is invalid or not supported.
    """
    request = await asyncio.to_thread(read_request, body)
    manner.check(request)
    images = sum(await asyncio.to_thread(lambda: [image_tokens(image) for image in request.images()]))
    part, content = await _content(request, body, parts)
    if manner.thinks:
        content = [thought(body), *content]
    tokens = _tokens(json.dumps(request.model_dump(mode="json", exclude={"messages"}, exclude_none=True)))
    tokens += _tokens("".join(_words(request)))
    usage = {"inputTokens": tokens + images, "outputTokens": _tokens(json.dumps(content))}
    return Answer(
        part,
        {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": "tool_use" if any("toolUse" in block for block in content) else "end_turn",
            "usage": {**usage, "totalTokens": sum(usage.values())},
        },
    )


async def _content(request: ConverseRequest, body: bytes, parts: LimitedParts) -> tuple[str, list[dict[str, Any]]]:
    if record := _record_name(request):
        part, value = await _record(record, request, parts)
        if request.record:
            return part, [{"text": json.dumps(value)}]
        return part, [_tool_use(body, record, value)]
    if request.forced_tool or request.record:
        raise invalid("The offline stand-in can't answer this request: it supports only PetAvatar's own tools.")
    if {tool.name for tool in request.tools} >= orchestrator.TOOLS:
        calls, words = orchestrator.next_calls(request.messages)
        return ORCHESTRATOR, [_tool_use(body, name, {}) for name in calls] or [{"text": words}]
    return ORCHESTRATOR, [{"text": _DEFAULT_TEXT}]


def _record_name(request: ConverseRequest) -> str | None:
    """The requested record, from a forced tool, the schema of a text answer, or the only tool."""
    if request.forced_tool:
        return request.forced_tool if request.forced_tool in _RECORDS else None
    if request.record:
        if request.record.name in _RECORDS:
            return request.record.name
        return next((name for name, mark in _RECORDS.items() if f'"{mark}"' in request.record.schema_text), None)
    names = [tool.name for tool in request.tools]
    return names[0] if len(names) == 1 and names[0] in _RECORDS else None


async def _record(name: str, request: ConverseRequest, parts: LimitedParts) -> tuple[str, Mapping[str, Any]]:
    if name == "record_analysis":
        image = next(request.images(), None)
        if image is None:
            raise invalid("The offline stand-in needs a photo to analyze.")
        return VISION, await parts.look(image.source.content)
    text = "\n".join(request.texts())
    analysis, variation = _tagged(text, "pet_analysis", PetAnalysis), _tagged(text, "job", _Job, _Job()).variation
    chosen = _tagged(text, "choices", _Choices, _Choices())
    written: Schema
    if name == "record_career":
        presentation = _tagged(text, "casting", _Casting).presentation
        found = _tagged(text, "earlier", _Earlier) if "<earlier>" in text else None
        earlier = Earlier(found.career, found.wanted, found.changed) if found else None
        written = await parts.career(analysis, presentation, variation, chosen.style, chosen.age_range, earlier)
    else:
        facts = _tagged(text, "facts", Facts) if "<facts>" in text else None
        written = await parts.identity(analysis, _tagged(text, "career", Career), variation, chosen.style, facts)
    return WRITER, written.model_dump(mode="json")


def _tagged[M: BaseModel](text: str, tag: str, model: type[M], default: M | None = None) -> M:
    """The JSON between a pair of tags, as a model.

    Raises:
        BedrockError: if the tags are missing and there is no default, or if the JSON is invalid.
    """
    match = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    if match is None:
        if default is not None:
            return default
        raise invalid(f"The offline stand-in needs <{tag}>...</{tag}> in the message.")
    try:
        return model.model_validate_json(match[1])
    except ValidationError as error:
        raise invalid(f"The offline stand-in can't read <{tag}>: {error.error_count()} validation errors.") from error


def _tool_use(body: bytes, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """A tool call. Its id is a hash of the request, so that each call in a conversation has its own."""
    digest = hashlib.sha256(body + name.encode()).hexdigest()
    return {"toolUse": {"toolUseId": f"tooluse_{digest[:22]}", "name": name, "input": dict(value)}}


def _words(request: ConverseRequest) -> list[str]:
    """The parts of the messages that a model reads as text."""
    return [
        block.model_dump_json(exclude={"image"}, exclude_unset=True)
        for message in request.messages
        for block in message.content
    ]


def _tokens(text: str) -> int:
    return max(1, len(text) // _CHARACTERS_PER_TOKEN)
