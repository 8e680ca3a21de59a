"""The estimated cost of a job's models, by the list prices of one day; good for comparing jobs.

scripts/costs/prices.json has the same prices with their sources; a test checks that both agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

AS_OF: Final = "2026-11-25"
"""The day of the prices. US dollars; text models in us-east-1, the image model in us-west-2."""

_OFFLINE: Final = "offline/"
_TOKENS: Final = 1_000_000
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars per million input tokens, per million output tokens, and per image."""

    input: float = 0
    output: float = 0
    image: float = 0

    def of(self, use: Mapping[str, Any]) -> float:
        """The cost of a usage, in US dollars."""
        tokens: float = self.input * use["input_tokens"] + self.output * use["output_tokens"]
        images: float = self.image * use["images"]
        return round(tokens / _TOKENS + images, _DIGITS)


# By the whole id of the model or profile: a profile of another area has another price.
PRICES: Final[Mapping[str, Price]] = {
    "us.anthropic.claude-sonnet-4-6": Price(input=3.3, output=16.5),
    "us.anthropic.claude-haiku-4-5-20251001-v1:0": Price(input=1.1, output=5.5),
    "stability.stable-image-core-v1:1": Price(image=0.04),
}


def priced(usage: Mapping[str, Any]) -> dict[str, Any]:
    """The usage with `cost_usd`, in total and for each model.

    Offline stand-ins cost nothing. For a model without a price here, both its cost and the total are None.
    """
    models = {role: {**use, "cost_usd": _cost(use)} for role, use in usage["models"].items()}
    costs = [use["cost_usd"] for use in models.values()]
    total = None if None in costs else round(sum(costs), _DIGITS)
    return {**usage, "cost_usd": total, "prices_as_of": AS_OF, "models": models}


def _cost(use: Mapping[str, Any]) -> float | None:
    name: str = use["model"]
    if name.startswith(_OFFLINE):
        return 0.0
    return PRICES[name].of(use) if name in PRICES else None
