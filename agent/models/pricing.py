"""The estimated cost of a job's models, by the list prices of one day; good for comparing jobs.

scripts/costs/prices.json has the same prices with their sources; a test checks that both agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_OFFLINE: Final = "offline/"
_TOKENS: Final = 1_000_000
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars per million input tokens, per million output tokens, and per image, and the day of that price."""

    input: float = 0
    output: float = 0
    image: float = 0
    checked: str

    def of(self, use: Mapping[str, Any]) -> float:
        """The cost of a usage, in US dollars."""
        tokens: float = self.input * use["input_tokens"] + self.output * use["output_tokens"]
        images: float = self.image * use["images"]
        return tokens / _TOKENS + images


# Text models: through the global profile. Image models: in us-west-2.
PRICES: Final[Mapping[str, Price]] = {
    "anthropic.claude-sonnet-4-6": Price(input=3, output=15, checked="2026-11-25"),
    "anthropic.claude-haiku-4-5-20251001-v1:0": Price(input=1, output=5, checked="2026-11-25"),
    "anthropic.claude-sonnet-5-5": Price(input=2, output=10, checked="2026-11-29"),
    "anthropic.claude-haiku-5-5": Price(input=0.1, output=0.5, checked="2026-11-28"),
    "stability.stable-image-ultra-v1:1": Price(image=0.08, checked="2026-11-22"),
    "stability.stable-image-core-v1:1": Price(image=0.04, checked="2026-11-25"),
    "stability.sd3-5-large-v1:0": Price(image=0.08, checked="2026-11-29"),
}
AREAS: Final[Mapping[str, float]] = {"global": 1.0, **dict.fromkeys(("us", "eu", "apac", "jp", "au", "ca"), 1.1)}
"""What a profile's area costs, as a multiple of the global one's price."""
AS_OF: Final = min(price.checked for price in PRICES.values())
"""The day since which no price here has been checked again."""


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
    area, _, model = name.partition(".")
    if area in AREAS and model in PRICES:
        return round(AREAS[area] * PRICES[model].of(use), _DIGITS)
    return round(PRICES[name].of(use), _DIGITS) if name in PRICES and PRICES[name].image else None
