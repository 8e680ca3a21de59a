"""What to expect of real models, said before the first photo: where photos go, and what one costs."""

import json
from typing import Final

from agent.models.pricing import Prices, priced
from deployment import PROJECT
from deployment.agent.models import AgentModels
from local.models.choice import ModelChoice

_MEASURED: Final = PROJECT / "scripts" / "costs" / "measured.json"
"""Has the counted job of docs/costs.md."""


def announcement(choice: ModelChoice) -> str:
    """What the user should know beforehand."""
    limit = f"No call of a model is made that could bring the sum above US$ {choice.max_usd:.2f} (--max-usd)."
    if choice.kind == "openai":
        return (
            f"Photos go to {choice.base_url}. What its models cost is counted by the prices given "
            f"(--text-price {choice.text_price}, --image-price {choice.image_price}). {limit}"
        )
    return (
        f"Photos go to Amazon Bedrock, in {choice.region} and {choice.models.image_region}. One photo costs about "
        f"US$ {_usd_per_job(choice.models):.2f} by list prices, a failed one up to three times as much. {limit}"
    )


def usd_of_steps(model_id: str, prices: Prices, *steps: str) -> float:
    """What steps of one job cost with a text model, in US dollars.

    Args:
        model_id: the model.
        prices: its price, if it is not listed.
        steps: some of `analysis`, `career` and `identity`.
    """
    measured = json.loads(_MEASURED.read_text())["steps"]
    usage = {step: {**measured[step], "model": model_id} for step in steps}
    return sum(use["cost_usd"] or 0.0 for use in priced({"models": usage}, prices)["models"].values())


def _usd_per_job(models: AgentModels) -> float:
    """The list price of the models of one job, in US dollars."""
    measured = json.loads(_MEASURED.read_text())["usage"]
    ids = {"text": models.text, "orchestrator": models.orchestrator, "image": models.image}
    usage = {role: {**measured[role], "model": model} for role, model in ids.items()}
    return sum(use["cost_usd"] or 0.0 for use in priced({"models": usage})["models"].values())
