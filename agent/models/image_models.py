"""The two families of image models on Bedrock, behind one interface, chosen by model id.

Request and response shapes: Amazon Bedrock user guide, "Inference request parameters" of Titan Image
Generator / Nova Canvas, and of Stability AI's models.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final, Protocol

from agent.models.retry import refused
from agent.portrait import SIZE_PX
from petavatar.errors import AgentFailure, SettingsError

COMPATIBLE: Final = "openai/"
"""Begins the ids of models behind an endpoint that translates: for pictures it takes Stability's format."""


class ImageModel(Protocol):
    """The request and response formats of one family."""

    max_seed: int
    max_prompt_chars: int

    def request(self, prompt: str, negative_prompt: str, seed: int) -> dict[str, Any]:
        """The request body for one square picture."""

    def image(self, response: Mapping[str, Any]) -> bytes:
        """The picture in a response.

        Raises:
            ContentRefused: if a safety filter removed it; the HTTP status is then still a success.
            AgentFailure: if it is missing for another reason.
        """


class TextToImage:
    """Amazon's family: Titan Image Generator and Nova Canvas."""

    def __init__(self, max_seed: int, max_prompt_chars: int) -> None:
        self.max_seed = max_seed
        self.max_prompt_chars = max_prompt_chars

    def request(self, prompt: str, negative_prompt: str, seed: int) -> dict[str, Any]:
        return {
            "taskType": "TEXT_IMAGE",
            "textToImageParams": {"text": prompt, "negativeText": negative_prompt},
            "imageGenerationConfig": {
                "numberOfImages": 1,
                "quality": "premium",
                "cfgScale": 8.0,
                "width": SIZE_PX,
                "height": SIZE_PX,
                "seed": seed,
            },
        }

    def image(self, response: Mapping[str, Any]) -> bytes:
        if response.get("error"):
            if "blocked" in str(response["error"]).lower():
                raise refused()
            raise AgentFailure("The image model made no picture. Please try again.")
        return _first_image(response)


class Stability:
    """Stability AI's family: Stable Image Core and Ultra, Stable Diffusion 3.5."""

    max_seed = 4_294_967_295
    max_prompt_chars = 10_000

    def request(self, prompt: str, negative_prompt: str, seed: int) -> dict[str, Any]:
        return {
            "prompt": prompt,
            "negative_prompt": negative_prompt,
            "aspect_ratio": "1:1",
            "output_format": "png",
            "seed": seed,
        }

    def image(self, response: Mapping[str, Any]) -> bytes:
        reason = next((reason for reason in response.get("finish_reasons") or [] if reason), None)
        if reason is not None:
            if str(reason).lower().startswith("filter"):
                raise refused()
            raise AgentFailure("The image model made no picture. Please try again.")
        return _first_image(response)


def image_model(model_id: str) -> ImageModel:
    """The family of a model id.

    Raises:
        SettingsError: if it belongs to neither family.
    """
    if "stability." in model_id or model_id.startswith(COMPATIBLE):
        return Stability()
    if "nova-canvas" in model_id:
        return TextToImage(max_seed=858_993_459, max_prompt_chars=1024)
    if "titan-image" in model_id:
        return TextToImage(max_seed=2_147_483_646, max_prompt_chars=512)
    raise SettingsError(f"IMAGE_MODEL_ID belongs to no known family: {model_id}")


def _first_image(response: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(response["images"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error) as error:
        raise AgentFailure("The image model made no picture. Please try again.") from error
