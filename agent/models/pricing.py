"""The estimated cost of a job's models, by the list prices of one day; good for comparing jobs.

scripts/costs/prices.json has the same prices with their sources; a test checks that both agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final, Self

from petavatar.errors import SettingsError

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


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of models by their ids: those that a setting gives, else those that are listed here."""

    given: Mapping[str, Price] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads a setting such as `a.text.model=3/15 an.image.model=0.06`: US dollars per million tokens, or an image.

        Raises:
            SettingsError: naming the first price that can't be read.
        """
        return cls(dict(_price(part) for part in text.split()))

    def of(self, model: str) -> Price | None:
        """The price of a model or an inference profile; None if it is not known."""
        if model in self.given:
            return self.given[model]
        area, _, name = model.partition(".")
        if area in AREAS and name in PRICES:
            price, factor = PRICES[name], AREAS[area]
            return Price(input=price.input * factor, output=price.output * factor, image=price.image, checked=AS_OF)
        return PRICES[model] if model in PRICES and PRICES[model].image else None

    def need(self, *models: str) -> list[Price]:
        """The prices of models. One without a price is refused: nobody could say what it spends.

        Raises:
            SettingsError: naming them.
        """
        prices = {model: self.of(model) for model in models}
        unknown = ", ".join(model for model, price in prices.items() if price is None)
        if unknown:
            raise SettingsError(
                f"No price is known of {unknown}: MODEL_PRICES must give it (deploy_agent --model-price)"
            )
        return [price for price in prices.values() if price is not None]


def _price(text: str) -> tuple[str, Price]:
    model, _, amounts = text.rpartition("=")
    try:
        numbers = [float(amount) for amount in amounts.split("/")]
    except ValueError:
        numbers = []
    if not model or len(numbers) not in (1, 2) or not all(isfinite(number) and number >= 0 for number in numbers):
        raise SettingsError(f"MODEL_PRICES: {text!r} is not MODEL=INPUT/OUTPUT or MODEL=IMAGE")
    if len(numbers) == 1:
        return model, Price(image=numbers[0], checked="")
    return model, Price(input=numbers[0], output=numbers[1], checked="")


_LISTED: Final = Prices()


def priced(usage: Mapping[str, Any], prices: Prices = _LISTED) -> dict[str, Any]:
    """The usage with `cost_usd`, in total and for each model.

    Offline stand-ins cost nothing. For a model without a price here, both its cost and the total are None.
    """
    models = {role: {**use, "cost_usd": _cost(use, prices)} for role, use in usage["models"].items()}
    costs = [use["cost_usd"] for use in models.values()]
    total = None if None in costs else round(sum(costs), _DIGITS)
    return {**usage, "cost_usd": total, "prices_as_of": AS_OF, "models": models}


def _cost(use: Mapping[str, Any], prices: Prices) -> float | None:
    if use["model"].startswith(_OFFLINE):
        return 0.0
    price = prices.of(use["model"])
    return None if price is None else round(price.of(use), _DIGITS)
