"""Lets an image model of a server that speaks OpenAI's API answer an InvokeModel request in Stability's format."""

import base64
from collections.abc import Mapping
from typing import Any, Final

import httpx
import openai
from openai import AsyncOpenAI

from agent.models.body import MAX_BYTES
from local.bedrock.errors import BedrockError, invalid
from local.models.openai_text import is_filtered, openai_error

_SIZE: Final = "1024x1024"
_FETCH_S: Final = 30.0
_ELSEWHERE: Final = (
    "It gives the address of a picture on another server, which is not asked: have it answer with b64_json."
)


class CompatibleImages:
    """An image model. It remembers whether the server takes the parameter that asks for base64."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client = client
        self._model = model
        # Some make addresses otherwise; others make base64 always, and refuse the parameter.
        self._extra: dict[str, Any] = {"response_format": "b64_json"}
        # It would be paid for each time.
        self._only_elsewhere = False

    async def invoke(self, request: Mapping[str, Any], reference: bytes | None = None) -> dict[str, Any]:
        """The response of a Stability model with one square picture.

        Args:
            request: the request; only its prompt counts.
            reference: a photo to go by, as JPEG, for models that can.

        Raises:
            BedrockError: as Bedrock would answer.
        """
        if self._only_elsewhere:
            raise invalid(_ELSEWHERE)
        try:
            picture = await self._made(request["prompt"], reference)
        except openai.BadRequestError as error:
            if is_filtered(error):
                return {"seeds": [], "finish_reasons": ["Filter reason: prompt"], "images": []}
            raise openai_error(error, self._model) from error
        except openai.OpenAIError as error:
            raise openai_error(error, self._model) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise BedrockError("ModelErrorException", "The picture that was made can't be fetched.") from error
        return {"seeds": [request["seed"]], "finish_reasons": [None], "images": [picture]}

    async def _made(self, prompt: str, reference: bytes | None) -> str:
        try:
            return await self._asked(prompt, reference)
        except openai.BadRequestError as error:
            if not self._extra or "response_format" not in str(error):
                raise
            self._extra = {}
            return await self._asked(prompt, reference)

    async def _asked(self, prompt: str, reference: bytes | None) -> str:
        if reference is None:
            answer = await self._client.images.generate(
                model=self._model, prompt=prompt, n=1, size=_SIZE, **self._extra
            )
        else:
            answer = await self._client.images.edit(
                model=self._model, prompt=prompt, n=1, size=_SIZE, image=("photo.jpg", reference), **self._extra
            )
        pictures = getattr(answer, "data", None)
        if not pictures or not (pictures[0].b64_json or pictures[0].url):
            raise BedrockError("ModelErrorException", f"{self._model} made no picture.")
        return pictures[0].b64_json or await self._fetched(pictures[0].url)

    async def _fetched(self, address: str) -> str:
        """The picture at an address, as base64, if the same server has it. Any other server is not asked."""
        if address.startswith("data:"):
            return address.partition(",")[2]
        base = httpx.URL(str(self._client.base_url))
        url = base.join(address)
        if _origin(url) != _origin(base):
            self._only_elsewhere = True
            raise BedrockError("ModelErrorException", _ELSEWHERE)
        async with httpx.AsyncClient(timeout=_FETCH_S) as http, http.stream("GET", url) as answer:
            answer.raise_for_status()
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise BedrockError("ModelErrorException", "The picture is too large.")
        return base64.b64encode(content).decode()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Which server an address names. A server at home often calls itself localhost."""
    return url.scheme, "127.0.0.1" if url.host == "localhost" else url.host, url.port
