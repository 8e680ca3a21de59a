"""The fields of a Converse request (Amazon Bedrock API reference, `Converse`)."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _decoded(value: object) -> bytes:
    try:
        return b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be base64") from error


class _Shape(BaseModel):
    """A part of the request. Fields that the stand-in does not use are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ImageSource(_Shape):
    """The bytes of an image."""

    content: Annotated[bytes, Field(alias="bytes", min_length=1), BeforeValidator(_decoded)]


class ImageBlock(_Shape):
    """An image in a message."""

    format: Literal["png", "jpeg", "gif", "webp"]
    source: ImageSource


class ToolUse(_Shape):
    """A tool that the model called."""

    tool_use_id: Annotated[str, Field(alias="toolUseId", min_length=1, max_length=64)]
    name: Annotated[str, Field(min_length=1, max_length=64)]
    input: Any = None


class ToolResult(_Shape):
    """A tool's answer."""

    tool_use_id: Annotated[str, Field(alias="toolUseId", min_length=1, max_length=64)]
    content: list[dict[str, Any]]
    status: Literal["success", "error"] = "success"


class ContentBlock(BaseModel):
    """One kind of content. Kinds that the stand-in does not use count as well."""

    model_config = ConfigDict(extra="allow", frozen=True)

    text: str | None = None
    image: ImageBlock | None = None
    toolUse: ToolUse | None = None  # noqa: N815 - the name in the API
    toolResult: ToolResult | None = None  # noqa: N815
    reasoningContent: dict[str, Any] | None = None  # noqa: N815

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("must hold exactly one kind of content")
        return self


class Message(_Shape):
    """One turn of the conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[list[ContentBlock], Field(min_length=1)]


class ToolSpec(_Shape):
    """A tool that the model may call."""

    name: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-zA-Z0-9_-]+$")]
    input_schema: Annotated[dict[str, Any], Field(alias="inputSchema")]


class Tool(_Shape):
    """A tool. Kinds other than `toolSpec` are ignored."""

    spec: Annotated[ToolSpec | None, Field(alias="toolSpec")] = None


class NamedTool(_Shape):
    """The tool that the model must call."""

    name: str


class ToolChoice(_Shape):
    """Which tools the model may or must call."""

    tool: NamedTool | None = None
    any: dict[str, Any] | None = None
    auto: dict[str, Any] | None = None


class ToolConfig(_Shape):
    """The tools of a request."""

    tools: Annotated[list[Tool], Field(min_length=1)]
    choice: Annotated[ToolChoice | None, Field(alias="toolChoice")] = None


class JsonSchema(_Shape):
    """The schema of the requested record."""

    schema_text: Annotated[str, Field(alias="schema")]
    name: str = ""


class Structure(_Shape):
    """The structure of a text answer."""

    json_schema: Annotated[JsonSchema, Field(alias="jsonSchema")]


class TextFormat(_Shape):
    """The format of a text answer."""

    type: Literal["json_schema"]
    structure: Structure


class OutputConfig(_Shape):
    """The format of the answer."""

    text_format: Annotated[TextFormat | None, Field(alias="textFormat")] = None


class InferenceConfig(_Shape):
    """Limits and randomness. The stand-in has no randomness."""

    max_tokens: Annotated[int | None, Field(alias="maxTokens", ge=1)] = None
    temperature: Annotated[float | None, Field(ge=0, le=1)] = None
    top_p: Annotated[float | None, Field(alias="topP", ge=0, le=1)] = None


class ConverseRequest(_Shape):
    """A Converse request."""

    messages: Annotated[list[Message], Field(min_length=1)]
    system: list[dict[str, Any]] = []
    tool_config: Annotated[ToolConfig | None, Field(alias="toolConfig")] = None
    output_config: Annotated[OutputConfig | None, Field(alias="outputConfig")] = None
    inference_config: Annotated[InferenceConfig | None, Field(alias="inferenceConfig")] = None

    @property
    def tools(self) -> list[ToolSpec]:
        """The tools that the model may call."""
        return [tool.spec for tool in self.tool_config.tools if tool.spec] if self.tool_config else []

    @property
    def forced_tool(self) -> str | None:
        """The tool that the model must call, if the request names one."""
        choice = self.tool_config.choice if self.tool_config else None
        return choice.tool.name if choice and choice.tool else None

    @property
    def forces(self) -> bool:
        """Whether the model must call a tool."""
        choice = self.tool_config.choice if self.tool_config else None
        return choice is not None and (choice.tool is not None or choice.any is not None)

    @property
    def samples(self) -> bool:
        """Whether the request sets the randomness of the answer."""
        inference = self.inference_config
        return inference is not None and (inference.temperature is not None or inference.top_p is not None)

    @property
    def record(self) -> JsonSchema | None:
        """The schema of the record in a text answer, if the request has one."""
        text_format = self.output_config.text_format if self.output_config else None
        return text_format.structure.json_schema if text_format else None

    def images(self) -> Iterator[ImageBlock]:
        """Every image, in order."""
        return (block.image for message in self.messages for block in message.content if block.image)

    def texts(self) -> Iterator[str]:
        """Every text of the messages, in order."""
        return (block.text for message in self.messages for block in message.content if block.text is not None)
