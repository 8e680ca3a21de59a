"""The policy of the agent's role, for one sandbox and the models it uses."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scripts.infrastructure.names import Names

_TEMPLATE: Final = Path(__file__).parents[1] / "policies" / "agent.json"
_PLACEHOLDER: Final = re.compile(r"\{\{(\w+)\}\}")
AREA: Final = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|global)\.")
"""An inference profile is a model's id behind the area it serves: us.anthropic.claude-..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentModels:
    """The Bedrock models that the agent may call: ids of models or of inference profiles."""

    text: str = "us.anthropic.claude-sonnet-4-6"
    orchestrator: str = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
    image: str = "stability.stable-image-core-v1:1"
    image_region: str = "us-west-2"


def agent_policy(names: Names, models: AgentModels | None = None) -> dict[str, Any]:
    """The policy document of the agent's role.

    An inference profile needs both its own ARN and its model's, in whatever region it is served.
    """
    models = models or AgentModels()
    values = {
        "account": names.account,
        "region": names.region,
        "sandbox": names.sandbox,
        "text_model": models.text,
        "text_foundation_model": AREA.sub("", models.text, count=1),
        "orchestrator_model": models.orchestrator,
        "orchestrator_foundation_model": AREA.sub("", models.orchestrator, count=1),
        "image_model": models.image,
        "image_region": models.image_region,
    }
    document: dict[str, Any] = json.loads(_PLACEHOLDER.sub(lambda match: values[match[1]], _TEMPLATE.read_text()))
    return document
