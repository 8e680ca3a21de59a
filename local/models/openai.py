"""Passes requests on to a server that speaks OpenAI's API."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from openai import AsyncOpenAI

from agent.models.image_models import COMPATIBLE
from agent.models.quotes import image_quote, text_quote
from agent.models.retry import is_free_status
from local.bedrock.errors import BedrockError
from local.models.calls import ModelAnswer, ModelCall, answer_with
from local.models.choice import OPENAI_KEY, OpenAIChoice
from local.models.ledger import Ledger
from local.models.openai_image import CompatibleImages
from local.models.openai_text import NO_VISION, CompatibleText

_TIMEOUT_S: Final = 120.0
_PHOTOS_KEPT: Final = 16
"""Photos of jobs under way, as references for their pictures."""
_PROBLEMS: Final = {
    "AccessDeniedException": f"{{url}} refused the key: set {OPENAI_KEY}.",
    "ResourceNotFoundException": "{url} has no model {model}: `--text-model` and `--image-model` take its own names.",
    "ServiceUnavailableException": "{url} can't be reached, or is not ready. Is it running, and is --base-url right?",
    "ModelErrorException": "{url} answered badly. {error}",
    "ModelTimeoutException": "{url} took longer than the agent waits. {error}",
}
_NO_VISION: Final = "{model} can't see pictures: --text-model needs a model that can, such as qwen3-vl."


class CompatibleServer:
    """Answers for the models of one server."""

    def __init__(self, choice: OpenAIChoice, ledger: Ledger, environment: Mapping[str, str]) -> None:
        """Prepares the client.

        Args:
            choice: the server and its models.
            ledger: counts what calls cost.
            environment: this process's environment, for the server's key.
        """
        self._choice = choice
        self._ledger = ledger
        # Servers at home take any key, and the client insists on one. The agent's retries are enough.
        client = AsyncOpenAI(
            base_url=choice.base_url, api_key=environment.get(OPENAI_KEY) or "none", timeout=_TIMEOUT_S, max_retries=0
        )
        self._text = CompatibleText(client, choice.text_model) if choice.text_model else None
        self._images = CompatibleImages(client, choice.image_model) if choice.image_model else None
        self._photos: OrderedDict[str, bytes] = OrderedDict()

    async def answer(self, call: ModelCall) -> ModelAnswer:
        """The server's answer.

        Raises:
            BedrockError: if it gives none.
            CostLimit: if the call could pass the limit.
        """
        data, budget = call.data(), self._ledger.budget
        text = call.operation == "converse"
        quote = text_quote(budget, {**data, "modelId": call.model_id}) if text else image_quote(budget, call.model_id)
        with self._ledger.paying(quote.worst) as payment:
            try:
                answer = await (self._converse(call, data) if text else self._invoke(call, data))
            except BedrockError as error:
                # What failed on the way may have been worked on, and then it is paid for.
                if is_free_status(error.status):
                    payment.cost = 0
                self._report(error, call.model_id.removeprefix(COMPATIBLE))
                raise
            payment.cost = quote.by(answer)
        return answer_with(answer)

    async def _converse(self, call: ModelCall, data: Mapping[str, Any]) -> dict[str, Any]:
        if self._text is None:
            raise BedrockError("ResourceNotFoundException", "There is no text model.")
        if self._choice.reference:
            self._keep_photo(call.job_id, data)
        return await self._text.converse(data)

    async def _invoke(self, call: ModelCall, data: Mapping[str, Any]) -> dict[str, Any]:
        if self._images is None:
            raise BedrockError("ResourceNotFoundException", "There is no image model.")
        return await self._images.invoke(data, self._photos.pop(call.job_id, None))

    def _keep_photo(self, job_id: str, data: Mapping[str, Any]) -> None:
        for message in data["messages"]:
            for block in message["content"]:
                if "image" in block:
                    self._photos[job_id] = block["image"]["source"]["bytes"]
        while len(self._photos) > _PHOTOS_KEPT:
            self._photos.popitem(last=False)

    def _report(self, error: BedrockError, model: str) -> None:
        problem = _NO_VISION if str(error).endswith(NO_VISION) else _PROBLEMS.get(error.code)
        if problem:
            self._ledger.report(problem.format(url=self._choice.base_url, model=model, error=error))
