"""What a job of the agent may cost, and the prices that the agent's own list does not have."""

from dataclasses import dataclass

from agent.models.pricing import Prices
from deployment.agent.models import AgentModels


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpending:
    """The limit of one job in US dollars, None for the agent's default, and prices as `Prices.read` takes them."""

    max_cost_usd: float | None = None
    prices: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """The agent's variables for it."""
        limit = {} if self.max_cost_usd is None else {"MAX_COST_USD": repr(self.max_cost_usd)}
        return limit | ({"MODEL_PRICES": " ".join(self.prices)} if self.prices else {})

    def check(self, models: AgentModels) -> None:
        """Refuses models without a price: their agent would not start.

        Raises:
            SettingsError: naming them, or a price that can't be read.
        """
        Prices.read(" ".join(self.prices)).need(*models.by_role.values())
