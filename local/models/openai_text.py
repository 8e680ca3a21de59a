"""Lets a model of a server that speaks OpenAI's API answer a Converse request.

Strands' provider writes the messages and tools in OpenAI's form; here is only what it has no word for: what models
without tools get instead, and errors.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import openai
from openai import AsyncOpenAI
from strands.models.openai import OpenAIModel

from agent.models.json_schema import closed_schema
from local.bedrock.errors import BedrockError, invalid

_FILTERED: Final = "content_filtered"
_WITHOUT_TOOLS: Final = (
    "You have no tools here. Answer with one JSON object that fits this schema, and with nothing else:\n{schema}"
)
# With which statuses servers refuse what a model lacks. OpenAI's own takes 400.
_OBJECTIONS: Final = frozenset({400, 404, 422, 500, 501})
_NO_TOOLS: Final = re.compile(r"tools?\b.*(support|jinja)|support.*\btool|tool choice requires", re.DOTALL)
_NO_VISION: Final = re.compile(
    r"(image|multi-?modal|vision|picture).*(support|only|missing|mmproj)"
    r"|(support|not a|can't|missing|at most 0).*(image|multi-?modal|vision|picture)",
    re.DOTALL,
)
NO_VISION: Final = "does not support the image of a photo."
"""Words of Bedrock's for it, by which the agent knows a model that can't do the work."""


# From the strictest: some servers do not know the bounds of numbers, lists and texts.
_SCHEMAS: Final[tuple[Callable[[Any], Any], ...]] = (lambda schema: schema, closed_schema)


class CompatibleText:
    """A text model. It remembers whether the server lets it have tools, and which schemas."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client = client
        self._model = model
        self._tools_refused = False
        self._schemas_refused = 0

    async def converse(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Converse's response to a request for one record, whose pictures are bytes.

        Raises:
            BedrockError: as Bedrock would answer.
        """
        try:
            if self._tools_refused:
                return await self._without_tools(request)
            try:
                answer = await self._asked(request, tools=request["toolConfig"]["tools"])
            except openai.APIStatusError as error:
                if not self._objects(error, _NO_TOOLS):
                    raise
                self._tools_refused = True
                return await self._without_tools(request)
        except openai.OpenAIError as error:
            raise self._error(error, request) from error
        if _is_chat(answer):
            # Many servers at home do not force a tool, but keep a model to a JSON schema: the next try asks for that.
            self._tools_refused = True
            raise BedrockError("InternalServerException", f"{self._model} did not call the tool.")
        return answer

    async def _without_tools(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The record as JSON by a schema; where each is refused, by a schema in words."""
        spec = request["toolConfig"]["tools"][0]["toolSpec"]
        schema = spec["inputSchema"]["json"]
        while self._schemas_refused < len(_SCHEMAS):
            number = self._schemas_refused
            try:
                return await self._asked(request, schema=(spec["name"], _SCHEMAS[number](schema)))
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if is_filtered(error) or self._objects(error, _NO_VISION):
                    raise
                self._schemas_refused = number + 1
        instruction = {"text": _WITHOUT_TOOLS.format(schema=json.dumps(schema))}
        return await self._asked({**request, "system": [*request.get("system", []), instruction]})

    async def _asked(
        self, request: Mapping[str, Any], *, tools: Sequence[Any] = (), schema: tuple[str, Any] | None = None
    ) -> dict[str, Any]:
        params: dict[str, Any] = {self._limit: request["inferenceConfig"]["maxTokens"]}
        if schema:
            wanted = {"name": schema[0], "schema": schema[1], "strict": True}
            params["response_format"] = {"type": "json_schema", "json_schema": wanted}
        provider = OpenAIModel(client=self._client, model_id=self._model, stream=False, params=params)
        system = "\n\n".join(block["text"] for block in request.get("system", []))
        wanted_request = provider.format_request(request["messages"], [tool["toolSpec"] for tool in tools], system)
        if tools:
            # There is one tool alone, and llama.cpp and LM Studio take no choice by name.
            wanted_request["tool_choice"] = "required"
        else:
            del wanted_request["tools"]
        return _converse_answer(await self._client.chat.completions.create(**wanted_request), provider)

    def _objects(self, error: openai.OpenAIError, words: re.Pattern[str]) -> bool:
        """Whether the server refuses what was asked for in such words."""
        if not isinstance(error, openai.APIStatusError) or error.status_code not in _OBJECTIONS:
            return False
        # Models that see pictures often say so in their names.
        return bool(words.search(str(error).lower().replace(self._model.lower(), "")))

    def _error(self, error: openai.OpenAIError, request: Mapping[str, Any]) -> BedrockError:
        pictures = any("image" in block for message in request["messages"] for block in message["content"])
        if pictures and self._objects(error, _NO_VISION):
            return invalid(f"{self._model} {NO_VISION}")
        return openai_error(error, self._model)

    @property
    def _limit(self) -> str:
        """The parameter that bounds an answer: OpenAI's own models refuse the name that all other servers know."""
        return "max_completion_tokens" if self._client.base_url.host.endswith("openai.com") else "max_tokens"


def _converse_answer(completion: Any, provider: OpenAIModel) -> dict[str, Any]:
    # The client checks no answers: one that is not JSON comes as text, and what is missing as None.
    choices = getattr(completion, "choices", None)
    if not choices or not choices[0].message:
        raise BedrockError("ModelErrorException", "The server's answer is not in OpenAI's form.")
    choice = choices[0]
    content: list[dict[str, Any]] = [{"text": choice.message.content}] if choice.message.content else []
    content += [_tool_use(call) for call in choice.message.tool_calls or []]
    stop = provider.format_chunk({"chunk_type": "message_stop", "data": choice.finish_reason})["messageStop"]
    reason = _FILTERED if choice.message.refusal else stop["stopReason"]
    usage: Mapping[str, Any] = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
    if completion.usage:
        usage = provider.format_chunk({"chunk_type": "metadata", "data": completion.usage})["metadata"]["usage"]
    return {
        "output": {"message": {"role": "assistant", "content": content or [{"text": "(no answer)"}]}},
        "stopReason": "tool_use" if choice.message.tool_calls and reason == "end_turn" else reason,
        "usage": usage,
        "metrics": {"latencyMs": 0},
    }


def _is_chat(answer: Mapping[str, Any]) -> bool:
    """Whether a whole answer has no record in it, as a tool's input or as JSON."""
    blocks = answer["output"]["message"]["content"]
    text = "".join(block.get("text", "") for block in blocks)
    return answer["stopReason"] != _FILTERED and "{" not in text and not any("toolUse" in block for block in blocks)


def _tool_use(call: Any) -> dict[str, Any]:
    try:
        arguments = json.loads(call.function.arguments or "{}")
    except ValueError:
        # The agent sends an unusable record back once, with the reasons.
        arguments = {}
    return {"toolUse": {"toolUseId": call.id or call.function.name, "name": call.function.name, "input": arguments}}


def is_filtered(error: openai.APIStatusError) -> bool:
    """Whether a safety filter refused a request."""
    return str(error.code) in ("content_filter", "content_policy_violation", "moderation_blocked")


def openai_error(error: openai.OpenAIError, model: str) -> BedrockError:
    """Bedrock's error for one of OpenAI's API."""
    match error:
        case openai.RateLimitError():
            return BedrockError("ThrottlingException", f"{model}: too many requests.")
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return BedrockError("AccessDeniedException", f"{model}: the server refused the key.")
        case openai.NotFoundError():
            return BedrockError("ResourceNotFoundException", f"The server has no model {model}.")
        case openai.APITimeoutError():
            return BedrockError("ModelTimeoutException", f"{model} did not answer in time.")
        case openai.APIConnectionError() if type(error.__cause__).__name__ == "ConnectError":
            return BedrockError("ServiceUnavailableException", "The server can't be reached.")
        case openai.InternalServerError(status_code=503):
            return BedrockError("ServiceUnavailableException", "The server is not ready.")
        case openai.APIConnectionError():
            return BedrockError("ModelErrorException", "The server broke off its answer.")
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            if is_filtered(error):
                return invalid(f"blocked by a content filter of {model}")
            return invalid(f"{model} refused the request.")
        case _:
            return BedrockError("InternalServerException", f"{model} failed.")
