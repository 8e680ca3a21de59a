"""What one job will cost: the counted job of docs/costs.md, with the models that the deployed agent has."""

from dataclasses import dataclass
from typing import Final

from agent.models.pricing import AS_OF, priced
from deployment.agent.models import AgentModels
from scripts.costs.bill import Inputs, Part, job

_ROLES: Final = {"text": "Text model", "orchestrator": "Orchestrating model", "image": "Image model"}
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """The expected cost of a job.

    Attributes:
        models: for each role the model's id and its US dollars; None where no price is known.
        rest: US dollars of everything else.
    """

    models: dict[str, tuple[str, float | None]]
    rest: float

    @property
    def total(self) -> float | None:
        """US dollars in all; None if a model's price is not known."""
        costs = [usd for _, usd in self.models.values()]
        return None if None in costs else sum(usd for usd in costs if usd is not None) + self.rest

    def lines(self) -> list[str]:
        """The estimate for people."""
        rows = [f"  {usd_text(usd):>12}  {_ROLES[role]}: {model}" for role, (model, usd) in self.models.items()]
        rows.append(f"  {usd_text(self.rest):>12}  everything else (docs/costs.md)")
        rows.append(
            f"  {usd_text(self.total):>12}  in all, by list prices of {AS_OF} or later, and the stand-ins' tokens."
        )
        rows.append(
            f"A job that fails on the way is tried again, {_ATTEMPTS} times at most; steps that are done are kept."
        )
        return rows


def usd_text(usd: float | None) -> str:
    """An amount for people."""
    return "not known" if usd is None else f"US$ {usd:.4f}"


def estimate(models: AgentModels) -> Estimate:
    """The expected cost of one job with these models."""
    inputs = Inputs.read()
    ids = {"text": models.text, "orchestrator": models.orchestrator, "image": models.image}
    usage = {role: {**inputs.measured["usage"][role], "model": model} for role, model in ids.items()}
    costs = priced({"models": usage})["models"]
    others: list[Part] = [part for part in job(inputs) if part.name not in _ROLES.values()]
    return Estimate(
        {role: (model, costs[role]["cost_usd"]) for role, model in ids.items()}, sum(part.usd for part in others)
    )
