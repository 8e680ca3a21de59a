"""The Bedrock models of a sandbox's agent, and the inference profiles by which a region reaches them."""

import re
from dataclasses import dataclass
from typing import Final, Self

AREA: Final = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|global)\.")
"""The area at the start of an inference profile's id; the model's id follows: us.anthropic.claude-..."""

_OWN_AREAS: Final = {
    "us-": "us",
    "eu-": "eu",
    "ap-northeast-1": "jp",
    "ap-northeast-3": "jp",
    "ap-southeast-2": "au",
    "ap-southeast-4": "au",
}
_TEXT: Final = "anthropic.claude-sonnet-4-6"
_ORCHESTRATOR: Final = "anthropic.claude-haiku-4-5-20251001-v1:0"


def profile(model: str, region: str) -> str:
    """The inference profile of a Claude model in a region: that of the region's own area, or else the global one.

    Bedrock serves these models by profiles only. https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
    lists them. Canada may call the profiles of the US; they are not its own.
    """
    area = next((area for start, area in _OWN_AREAS.items() if region.startswith(start)), "global")
    return f"{area}.{model}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentModels:
    """The Bedrock models that the agent may call: ids of models or of inference profiles.

    Analysis, career and identity use the text model, unless they have one of their own.
    """

    text: str
    orchestrator: str
    analysis: str | None = None
    career: str | None = None
    identity: str | None = None
    image: str = "stability.stable-image-ultra-v1:1"
    image_region: str = "us-west-2"

    @classmethod
    def of(cls, region: str) -> Self:
        """The default models of a region. The image model's own region is the only one that has it."""
        return cls(text=profile(_TEXT, region), orchestrator=profile(_ORCHESTRATOR, region))

    @property
    def by_role(self) -> dict[str, str]:
        """The models by role; a step without a model of its own has none."""
        roles = ("text", "analysis", "career", "identity", "orchestrator", "image")
        models = {role: getattr(self, role) for role in roles}
        return {role: model for role, model in models.items() if model}

    def region_of(self, role: str, region: str) -> str:
        """The region in which a role's model is called, for an agent in a region."""
        return self.image_region if role == "image" else region
