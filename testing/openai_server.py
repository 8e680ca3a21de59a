"""A stand-in for a server that speaks OpenAI's API: chat completions, images/generations and images/edits.

It refuses what the published OpenAPI description of that API does not allow
(https://github.com/openai/openai-openapi), as far as PetAvatar could send it, and can be without tools, schemas or
vision, as many models at home are.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from agent.models.body import MAX_BYTES
from testing.bedrock import ANALYSIS, CAREER, IDENTITY, PORTRAIT, CutOff
from testing.replies import a_career, an_analysis_reply, an_identity

Json = dict[str, Any]

_RECORDS: Final = {ANALYSIS: an_analysis_reply, CAREER: a_career, IDENTITY: an_identity}
_MARKS: Final = {ANALYSIS: "pet_present", CAREER: "human_name", IDENTITY: "bio_paragraphs"}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Function(_Closed):
    name: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")
    description: str = ""
    parameters: Json = Field(default_factory=dict)


class _Tool(_Closed):
    type: Literal["function"]
    function: _Function


class _Named(_Closed):
    name: str


class _Choice(_Closed):
    type: Literal["function"]
    function: _Named


class _Schema(_Closed):
    name: str
    schema_: Json = Field(alias="schema")
    strict: bool


class _Format(_Closed):
    type: Literal["json_schema"]
    json_schema: _Schema


class Chat(_Closed):
    """The body of a request for a chat completion."""

    model: str
    messages: list[Json] = Field(min_length=1)
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    stream: bool = False
    tools: list[_Tool] | None = Field(default=None, min_length=1)
    tool_choice: Literal["auto", "required", "none"] | _Choice | None = None
    response_format: _Format | None = None

    @model_validator(mode="after")
    def _choice_needs_tools(self) -> "Chat":
        if self.tool_choice and not self.tools:
            raise ValueError("tool_choice is only allowed when tools are specified")
        return self


type Answering = Callable[[], Awaitable[Response]]


def answers(content: str | Json) -> Answering:
    """An answer with this body: JSON, or text that is none."""

    async def answer() -> Response:
        return Response(content) if isinstance(content, str) else JSONResponse(content)

    return answer


def refuses_with(status: int) -> Answering:
    """An error."""

    async def answer() -> Response:
        return _error(status, "no")

    return answer


async def breaks_off() -> Response:
    """An answer whose connection ends in the middle."""
    return CutOff(json.dumps(_completion_of({"role": "assistant", "content": "{}"}, "stop")).encode())


async def never_answers() -> Response:
    """An answer that does not come while anybody waits."""
    await asyncio.sleep(60)
    raise AssertionError("somebody waited for a minute")


@dataclass
class OpenAIServer:
    """The server, what it can and how it answers; requests are noted."""

    tools: bool = True
    no_tools: str = "this model does not support tools"
    no_tools_status: int = 400
    forces_tools: bool = True
    schemas: bool = True
    vision: bool = True
    no_vision: str = "this model can't read pictures"
    no_vision_status: int = 400
    b64_parameter: bool = True
    refuses: bool = False
    filters: bool = False
    blocks_pictures: bool = False
    errors: list[int] = field(default_factory=list)
    """Statuses of the next answers."""
    words: list[str] = field(default_factory=list)
    """Contents of the next answers, in place of what was asked for."""
    answers: list[Answering] = field(default_factory=list)
    """The next answers whole, in place of its own."""
    picture_answers: list[Answering] = field(default_factory=list)
    """The next answers to requests for pictures."""
    url: str = ""
    requests: list[Json] = field(default_factory=list)

    def reset(self) -> None:
        """It can do everything again, and has not been asked."""
        vars(self).update(vars(OpenAIServer(url=self.url)))

    def app(self) -> Starlette:
        """The server's application."""
        return Starlette(
            routes=[
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                Route("/v1/images/generations", self._generate, methods=["POST"]),
                Route("/v1/images/edits", self._edit, methods=["POST"]),
                Route("/files/{name}", self._file),
            ]
        )

    async def _chat(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append({"path": "chat", "key": request.headers.get("authorization"), **body})
        if self.answers:
            return await self.answers.pop(0)()
        if self.errors:
            return _error(self.errors.pop(0), "no")
        try:
            chat = Chat.model_validate(body)
        except ValidationError as error:
            return _error(400, str(error))
        if chat.tools and not self.tools:
            return _error(self.no_tools_status, self.no_tools)
        if chat.response_format and not self.schemas:
            return _error(400, "response_format is not supported")
        if "image_url" in json.dumps(chat.messages) and not self.vision:
            return _error(self.no_vision_status, self.no_vision)
        return JSONResponse(self._completion(chat))

    def _completion(self, chat: Chat) -> Json:
        if self.refuses:
            return _completion_of({"role": "assistant", "content": None, "refusal": "I can't help with that."}, "stop")
        if self.filters:
            return _completion_of({"role": "assistant", "content": "", "refusal": None}, "content_filter")
        if self.words:
            return _completion_of({"role": "assistant", "content": self.words.pop(0), "refusal": None}, "stop")
        if chat.tools and not self.forces_tools:
            return _completion_of({"role": "assistant", "content": "What a fine cat!", "refusal": None}, "stop")
        record = json.dumps(_RECORDS[_wanted(chat)]())
        if chat.tools:
            call = {
                "id": "call_1",
                "type": "function",
                "function": {"name": chat.tools[0].function.name, "arguments": record},
            }
            message = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
            return _completion_of(message, "tool_calls")
        return _completion_of({"role": "assistant", "content": f"Here it is: {record}", "refusal": None}, "stop")

    async def _generate(self, request: Request) -> Response:
        return await self._picture({"path": "generate", **await request.json()})

    async def _edit(self, request: Request) -> Response:
        async with request.form() as form:
            photo = form["image"]
            assert not isinstance(photo, str)
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            return await self._picture({"path": "edit", "photo": await photo.read(), **fields})

    async def _file(self, request: Request) -> Response:
        """What a server may have at the address of a picture."""
        self.requests.append({"path": "file"})
        if request.path_params["name"] == "moved.png":
            return RedirectResponse("/files/one.png")
        contents = {"one.png": PORTRAIT, "huge.png": bytes(MAX_BYTES + 1)}
        content = contents.get(request.path_params["name"])
        return Response(content, 200 if content else 404)

    async def _picture(self, request: Json) -> Response:
        self.requests.append(request)
        if self.picture_answers or self.answers:
            return await (self.picture_answers or self.answers).pop(0)()
        if self.errors:
            return _error(self.errors.pop(0), "no")
        if self.filters or self.blocks_pictures:
            return _error(400, "rejected", "moderation_blocked")
        if not self.b64_parameter and "response_format" in request:
            return _error(400, "Unknown parameter: 'response_format'.")
        return JSONResponse({"created": 1, "data": [{"b64_json": base64.b64encode(PORTRAIT).decode()}]})


def _wanted(chat: Chat) -> str:
    """The record that is asked for: by a tool, a schema, or a schema in the instructions."""
    if chat.tools:
        return chat.tools[0].function.name
    if chat.response_format:
        return chat.response_format.json_schema.name
    instructions = str(chat.messages[0]["content"])
    return next(name for name, mark in _MARKS.items() if f'"{mark}"' in instructions)


def _completion_of(message: Json, finish_reason: str) -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "a-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def _error(status: int, message: str, code: str | None = None) -> Response:
    return JSONResponse(
        {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}, status
    )
