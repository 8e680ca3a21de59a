"""Which real models the local system uses, and what its processes need to know of that."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from agent.models.image_models import COMPATIBLE
from agent.models.pricing import Prices
from deployment.agent.models import AgentModels
from petavatar.errors import SettingsError

DEFAULT_MAX_USD: Final = 1.0
OPENAI_KEY: Final = "OPENAI_API_KEY"
"""The environment variable with the key of a server that speaks OpenAI's API."""
# Where botocore and httpx look for keys, proxies and certificates.
_NETWORK: Final = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE")
# A server at home may take longer for one answer than Bedrock does. The worker waits at most 135 s for all of them.
_SLOW_READ_TIMEOUT_S: Final = "120"


class PriceError(ValueError):
    """A price that can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockChoice:
    """Amazon Bedrock's models, by the user's own AWS profile.

    Attributes:
        profile: the profile in the user's AWS configuration; the default one if None.
        region: the region of the text models.
        max_usd: what all calls together may cost, in US dollars.
        model_prices: prices of models that are not listed, as `agent.models.pricing.Prices` reads them.
    """

    kind: Literal["bedrock"] = "bedrock"
    profile: str | None = None
    region: str
    max_usd: float = DEFAULT_MAX_USD
    model_prices: str = ""

    @property
    def models(self) -> AgentModels:
        """The models: the same as those of a deployment in that region."""
        return AgentModels.of(self.region)

    @property
    def prices(self) -> Prices:
        """The list prices, and those given."""
        return Prices.read(self.model_prices)

    def agent_settings(self) -> dict[str, str]:
        """The settings of the agent."""
        models = self.models
        return {
            "TEXT_MODEL_ID": models.text,
            "ORCHESTRATOR_MODEL_ID": models.orchestrator,
            "IMAGE_MODEL_ID": models.image,
        }

    def environment(self, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The environment of the process that calls the models: the user's own AWS configuration, and proxies."""
        own = {name: value for name, value in environ.items() if name.startswith("AWS_") or name in _NETWORK}
        files = {
            "AWS_CONFIG_FILE": str(Path.home() / ".aws" / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(Path.home() / ".aws" / "credentials"),
        }
        return files | own


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAIChoice:
    """Models of a server that speaks OpenAI's API. Where one is left out, the stand-in serves; it also orchestrates.

    Attributes:
        base_url: the base of the API's addresses, such as http://127.0.0.1:11434/v1.
        text_model: the server's name of a model that sees pictures and writes.
        image_model: the server's name of a model that makes pictures.
        text_price: US dollars per million input and output tokens, such as 0.15/0.6.
        image_price: US dollars per picture.
        reference: whether the image model gets the pet's photo as a reference (images/edits).
        max_usd: what all calls together may cost, in US dollars, by these prices.
    """

    kind: Literal["openai"] = "openai"
    base_url: str
    text_model: str | None = None
    image_model: str | None = None
    text_price: str = "0/0"
    image_price: str = "0"
    reference: bool = False
    max_usd: float = DEFAULT_MAX_USD

    def __post_init__(self) -> None:
        """Reads the prices once.

        Raises:
            PriceError: if one can't be read.
        """
        try:
            Prices.read(self._prices())
        except SettingsError as error:
            raise PriceError(str(error)) from error

    @property
    def prices(self) -> Prices:
        """The prices as given."""
        return Prices.read(self._prices())

    def agent_settings(self) -> dict[str, str]:
        """The settings of the agent."""
        settings = {"MODEL_PRICES": self._prices(), "MODEL_READ_TIMEOUT_S": _SLOW_READ_TIMEOUT_S}
        if self.text_model:
            settings["TEXT_MODEL_ID"] = COMPATIBLE + self.text_model
        if self.image_model:
            settings["IMAGE_MODEL_ID"] = COMPATIBLE + self.image_model
        return settings

    def environment(self, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The environment of the process that calls the models: the server's key, and proxies."""
        return {name: environ[name] for name in (OPENAI_KEY, *_NETWORK) if name in environ}

    def _prices(self) -> str:
        prices = [(self.text_model, self.text_price), (self.image_model, self.image_price)]
        return " ".join(f"{COMPATIBLE}{model}={price}" for model, price in prices if model)


type ModelChoice = BedrockChoice | OpenAIChoice


def to_plain(choice: ModelChoice) -> dict[str, Any]:
    """The choice as plain data, for another process."""
    return asdict(choice)


def from_plain(data: Mapping[str, Any]) -> ModelChoice:
    """The choice that `to_plain` wrote."""
    return BedrockChoice(**data) if data["kind"] == "bedrock" else OpenAIChoice(**data)
