"""Requests, parts and pictures that the tests of the stand-in's wire share."""

import io
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from PIL import Image

from agent.models.json_schema import closed_schema
from agent.person.earlier import Earlier
from agent.person.facts import Facts
from agent.schemas import AgeRange, Career, Identity, PetAnalysis, Presentation, Schema
from local.bedrock.parts import Parts
from petavatar.choices import Style
from testing import replies

CLAUDE = "us.anthropic.claude-sonnet-4-6"
TITAN = "amazon.titan-image-generator-v2:0"
NOVA = "amazon.nova-canvas-v1:0"
STABILITY = "stability.stable-image-core-v1:1"
FOUR_TOOLS = ("analyze_pet_image", "map_personality_to_career", "generate_avatar_image", "generate_identity_package")

ANALYSIS = replies.pet_analysis()


def career(presentation: Presentation, title: str) -> Career:
    return replies.career(presentation=presentation, job_title=title)


def picture(width: int, height: int, kind: str = "PNG", color: tuple[int, int, int] = (90, 120, 150)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()


class Fakes:
    """Parts that answer with what they were given, so that a test can see what reached them."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def look(self, photo: bytes) -> dict[str, Any]:
        self.seen.append(photo)
        return {"pet_present": True, "seen": "a cat", "analysis": ANALYSIS.model_dump(mode="json")}

    def career(
        self,
        analysis: PetAnalysis,
        presentation: Presentation,
        variation: int,
        style: Style | None,
        age_range: AgeRange | None,
        _earlier: Earlier | None,
    ) -> Career:
        asked = (analysis.vibe, variation, style, age_range)
        return career(presentation, " ".join(str(value) for value in asked if value is not None))

    def identity(
        self, analysis: PetAnalysis, career: Career, variation: int, style: Style | None, facts: Facts | None
    ) -> Identity:
        skills = [*replies.an_identity()["skills"], f"{career.job_title} {variation}", *([style] if style else [])]
        return replies.identity(skills=skills)

    async def draw(self, prompt: str, seed: int, width: int, height: int) -> bytes:
        return picture(width, height, color=(len(prompt) % 256, seed % 256, 0))

    @property
    def parts(self) -> Parts:
        return Parts(self.look, self.career, self.identity, self.draw)


def bedrock_client(url: str) -> Any:
    """A client of bedrock-runtime, with timeouts and without retries."""
    config = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1})
    return boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=url, config=config)


def tool(name: str, schema: type[Schema] | None = None) -> dict[str, Any]:
    json_schema = schema.model_json_schema() if schema else {"type": "object", "properties": {}}
    return {"toolSpec": {"name": name, "description": name, "inputSchema": {"json": json_schema}}}


def forced(name: str, schema: type[Schema]) -> dict[str, Any]:
    return {"tools": [tool(name, schema)], "toolChoice": {"tool": {"name": name}}}


def textual(name: str, schema: type[Schema]) -> dict[str, Any]:
    wanted = {"name": name, "schema": json.dumps(closed_schema(schema.model_json_schema()))}
    return {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": wanted}}}


def photo_message(photo: bytes, kind: str = "png") -> dict[str, Any]:
    return {"role": "user", "content": [{"image": {"format": kind, "source": {"bytes": photo}}}, {"text": "Look."}]}


def text_message(text: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"text": text}]}


def career_message(presentation: str = "feminine", variation: int = 7) -> dict[str, Any]:
    return text_message(
        f"<pet_analysis>{ANALYSIS.model_dump_json()}</pet_analysis>\n"
        f"<casting>{json.dumps({'presentation': presentation})}</casting>\n<names>Ada, Bea.</names>\n"
        f"<job>{json.dumps({'variation': variation})}</job>"
    )


def identity_message() -> dict[str, Any]:
    return text_message(
        f"<pet_analysis>{ANALYSIS.model_dump_json()}</pet_analysis>\n"
        f'<career>{career("feminine", "Auditor").model_dump_json()}</career>\n<job>{{"variation": 3}}</job>'
    )


def used_tool(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["stopReason"] == "tool_use"
    (block,) = answer["output"]["message"]["content"]
    use: dict[str, Any] = block["toolUse"]
    return use


def part_of(answer: dict[str, Any]) -> str:
    name: str = answer["ResponseMetadata"]["HTTPHeaders"]["x-petavatar-offline"]
    return name


def refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ClientError, match=message) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "x-petavatar-offline" in caught.value.response["ResponseMetadata"]["HTTPHeaders"]
