"""What one call of a model costs: at most, before it is made, and afterwards by its answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agent.budget import Budget, microusd
from agent.control import input_tokens
from agent.models.pricing import Price

PICTURE_TOKENS: Final = 4784
"""The most that any Claude takes for one picture (https://platform.claude.com/docs/en/build-with-claude/vision)."""
UNSEEN_TOKENS: Final = 1000
"""For what Claude adds to a request that has tools; 530 at most are listed
(https://docs.anthropic.com/en/docs/tool-use-pricing-and-tokens)."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The cost of one call in millionths of a US dollar: at worst, and by its answer."""

    worst: int
    by: Callable[[Any], int]


def text_quote(budget: Budget, request: Mapping[str, Any]) -> Quote:
    """The quote for a request of Converse.

    Raises:
        SettingsError: if the model has no price.
    """
    price = _price(budget, request["modelId"])
    most = request["inferenceConfig"]["maxTokens"]
    return Quote(
        _cost(price, input=_tokens_at_most(request), output=most),
        lambda answer: _cost(price, input=input_tokens(answer["usage"]), output=answer["usage"]["outputTokens"]),
    )


def image_quote(budget: Budget, model_id: str) -> Quote:
    """The quote for one image.

    Raises:
        SettingsError: if the model has no price.
    """
    cost = _cost(_price(budget, model_id), images=1)
    return Quote(cost, lambda _: cost)


def _tokens_at_most(request: Mapping[str, Any]) -> int:
    """A bound of a request's input tokens: a token is made of one byte or more, and JSON in ASCII is longer than UTF-8.

    A picture counts by its own rule.
    """
    pictures: list[bytes] = []

    def aside(value: bytes) -> str:
        pictures.append(value)
        return ""

    return len(json.dumps(request, default=aside)) + PICTURE_TOKENS * len(pictures) + UNSEEN_TOKENS


def _price(budget: Budget, model_id: str) -> Price:
    return budget.prices.need(model_id)[0]


def _cost(price: Price, *, input: int = 0, output: int = 0, images: int = 0) -> int:
    return microusd(price.of({"input_tokens": input, "output_tokens": output, "images": images}))
