"""Lets an image model of a server that speaks OpenAI's API answer an InvokeModel request in Stability's format."""

from collections.abc import Mapping
from typing import Any, Final

import openai
from openai import AsyncOpenAI

from local.bedrock.errors import BedrockError
from local.models.openai_text import openai_error

_SIZE: Final = "1024x1024"
_FILTERED: Final = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})


class CompatibleImages:
    """An image model. It remembers whether the server takes the parameter that asks for base64."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client = client
        self._model = model
        # Some make addresses otherwise; others make base64 always, and refuse the parameter.
        self._extra: dict[str, Any] = {"response_format": "b64_json"}

    async def invoke(self, request: Mapping[str, Any], reference: bytes | None = None) -> dict[str, Any]:
        """The response of a Stability model with one square picture.

        Args:
            request: the request; only its prompt counts.
            reference: a photo to go by, as JPEG, for models that can.

        Raises:
            BedrockError: as Bedrock would answer.
        """
        try:
            picture = await self._made(request["prompt"], reference)
        except openai.BadRequestError as error:
            if str(error.code) in _FILTERED:
                return {"seeds": [], "finish_reasons": ["Filter reason: prompt"], "images": []}
            raise openai_error(error, self._model) from error
        except openai.OpenAIError as error:
            raise openai_error(error, self._model) from error
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
        picture: str | None = pictures[0].b64_json if pictures else None
        if not picture:
            raise BedrockError("ModelErrorException", f"{self._model} made no picture.")
        return picture
