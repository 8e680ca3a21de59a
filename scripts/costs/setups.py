"""What a job's models cost in four set-ups, by the tokens of each step that were counted."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from agent.models.pricing import PRICES
from scripts.costs.bill import Inputs

_SONNET: Final = "anthropic.claude-sonnet-4-6"
_HAIKU: Final = "anthropic.claude-haiku-4-5-20251001-v1:0"
_ULTRA: Final = "stability.stable-image-ultra-v1:1"
_CORE: Final = "stability.stable-image-core-v1:1"
TEXT_STEPS: Final = ("analysis", "career", "identity")
SETUPS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "today's": {**dict.fromkeys(TEXT_STEPS, _SONNET), "orchestrator": _HAIKU, "image": _ULTRA},
        "economy": {**dict.fromkeys((*TEXT_STEPS, "orchestrator"), _HAIKU), "image": _CORE},
        "best": {**dict.fromkeys((*TEXT_STEPS, "orchestrator"), _SONNET), "image": _ULTRA},
        "mixed": {"analysis": _HAIKU, "career": _HAIKU, "identity": _SONNET, "orchestrator": _HAIKU, "image": _ULTRA},
    }
)
"""The model of each role, by set-up."""


def rows(inputs: Inputs) -> Iterator[tuple[str, ...]]:
    """A row for each set-up: its name, its models, US dollars of each step and of one job."""
    used = {**inputs.measured["steps"], **inputs.measured["usage"]}
    for name, models in SETUPS.items():
        costs = {role: PRICES[model].of(used[role]) for role, model in models.items()}
        texts = sum(costs[step] for step in TEXT_STEPS)
        words = [f"`{models[role]}`" for role in ("analysis", "career", "identity", "orchestrator", "image")]
        amounts = (texts, costs["orchestrator"], costs["image"], sum(costs.values()))
        yield name, *words, *(f"{amount:.4f}" for amount in amounts)
