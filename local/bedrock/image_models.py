"""Stands in for the image models on InvokeModel: request bodies of two families, and the answers.

Formats and limits: Amazon Bedrock user guide, inference parameters of Titan Image Generator, Nova Canvas and
Stability AI's models. Parameters that it does not use (quality, cfgScale, negative prompts) are checked and ignored.
"""

import asyncio
import base64
import hashlib
import io
from typing import Annotated, Any, Final, Literal, Self

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from local.bedrock.errors import invalid
from local.bedrock.model_ids import Family
from local.bedrock.parts import LimitedParts

_MAX_PIXELS: Final = 4_194_304
# What Bedrock makes of 1:1 is 1536x1536; the other shapes are taken to have as many pixels.
_SIZES: Final = {
    "1:1": (1536, 1536),
    "16:9": (2016, 1152),
    "21:9": (2304, 960),
    "2:3": (1248, 1824),
    "3:2": (1824, 1248),
    "4:5": (1344, 1632),
    "5:4": (1632, 1344),
    "9:16": (1152, 2016),
    "9:21": (960, 2304),
}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Titan512(_Body):
    text: Annotated[str, Field(min_length=1, max_length=512)]
    negative_text: Annotated[str | None, Field(alias="negativeText", min_length=1, max_length=512)] = None


class _Nova1024(_Body):
    text: Annotated[str, Field(min_length=1, max_length=1024)]
    negative_text: Annotated[str | None, Field(alias="negativeText", min_length=1, max_length=1024)] = None


class _Generation(_Body):
    number: Annotated[int, Field(alias="numberOfImages", ge=1, le=5)] = 1
    width: Annotated[int, Field(ge=320, le=4096)] = 1024
    height: Annotated[int, Field(ge=320, le=4096)] = 1024
    cfg_scale: Annotated[float, Field(alias="cfgScale", ge=1.1, le=10)] = 6.5
    quality: Literal["standard", "premium"] = "standard"
    seed: Annotated[int | None, Field(ge=0, le=2_147_483_646)] = None

    @model_validator(mode="after")
    def _not_too_many_pixels(self) -> Self:
        if self.width * self.height > _MAX_PIXELS:
            raise ValueError(f"width times height must not exceed {_MAX_PIXELS}")
        return self


class _NovaGeneration(_Generation):
    width: Annotated[int, Field(ge=320, le=4096, multiple_of=16)] = 1024
    height: Annotated[int, Field(ge=320, le=4096, multiple_of=16)] = 1024
    seed: Annotated[int | None, Field(ge=0, le=858_993_459)] = None


class _TitanBody(_Body):
    task_type: Annotated[Literal["TEXT_IMAGE"], Field(alias="taskType")]
    params: Annotated[_Titan512, Field(alias="textToImageParams")]
    config: Annotated[_Generation, Field(alias="imageGenerationConfig")] = _Generation()


class _NovaBody(_Body):
    task_type: Annotated[Literal["TEXT_IMAGE"], Field(alias="taskType")]
    params: Annotated[_Nova1024, Field(alias="textToImageParams")]
    config: Annotated[_NovaGeneration, Field(alias="imageGenerationConfig")] = _NovaGeneration()


class _StabilityBody(_Body):
    prompt: Annotated[str, Field(min_length=1, max_length=10_000)]
    negative_prompt: Annotated[str | None, Field(max_length=10_000)] = None
    mode: Literal["text-to-image"] = "text-to-image"
    aspect_ratio: Literal["1:1", "16:9", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"] = "1:1"
    output_format: Literal["png", "jpeg"] = "png"
    seed: Annotated[int, Field(ge=0, le=4_294_967_295)] = 0


async def invoke(family: Family, body: bytes, parts: LimitedParts) -> dict[str, Any]:
    """Answers an InvokeModel request to an image model. The same body always gets the same picture.

    Raises:
        BedrockError: if Bedrock would reject the request.
    """
    if family == "stability":
        return await _stability(_read(_StabilityBody, body), parts)
    return await _amazon(_read(_TitanBody, body) if family == "titan" else _read(_NovaBody, body), parts)


async def _amazon(request: _TitanBody | _NovaBody, parts: LimitedParts) -> dict[str, Any]:
    text, config = request.params.text, request.config
    seed = _seed_of(text) if config.seed is None else config.seed
    pictures = [await parts.draw(text, seed + n, config.width, config.height) for n in range(config.number)]
    return {"images": [_base64(picture) for picture in pictures], "error": None}


async def _stability(request: _StabilityBody, parts: LimitedParts) -> dict[str, Any]:
    # For the real models 0 means a random seed; here it means a seed derived from the prompt.
    seed = request.seed or _seed_of(request.prompt)
    picture = await parts.draw(request.prompt, seed, *_SIZES[request.aspect_ratio])
    if request.output_format == "jpeg":
        picture = await asyncio.to_thread(_as_jpeg, picture)
    return {"seeds": [seed], "finish_reasons": [None], "images": [_base64(picture)]}


def _read[B: BaseModel](model: type[B], body: bytes) -> B:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "json_invalid":
            raise invalid("The request body is not valid JSON.") from error
        place = ".".join(map(str, first["loc"]))
        raise invalid(
            f"Malformed input request: #/{place}: {first['msg']}, please reformat your input and try again."
        ) from error


def _seed_of(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:3]) + 1


def _as_jpeg(png: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        note = str(picture.info.get("Description", ""))
        picture.convert("RGB").save(out, "JPEG", quality=92, comment=note.encode())
    return out.getvalue()


def _base64(picture: bytes) -> str:
    return base64.b64encode(picture).decode()
