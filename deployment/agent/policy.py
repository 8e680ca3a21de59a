"""The policy of the agent's role, for one sandbox and its models."""

from pathlib import Path
from typing import Any, Final

from deployment.agent.models import AREA, AgentModels
from deployment.agent.signing import AgentSigning
from deployment.names import Names
from deployment.template import filled

_TEMPLATE: Final = Path(__file__).with_name("policy.json")


def agent_policy(
    names: Names, models: AgentModels | None = None, signing: AgentSigning | None = None
) -> dict[str, Any]:
    """The policy document of the agent's role. Without models it is for the region's default ones."""
    models = models or AgentModels.of(names.region)
    places = {(model, models.region_of(role, names.region)): None for role, model in models.by_role.items()}
    arns = [arn for model, region in places for arn in _model_arns(model, region, names.account)]
    values = {
        "account": names.account,
        "region": names.region,
        "sandbox": names.sandbox,
        "models": '", "'.join(arns),
    }
    policy = filled(_TEMPLATE, values)
    return {**policy, "Statement": [*policy["Statement"], *(signing or AgentSigning()).statements(names)]}


def _model_arns(model: str, region: str, account: str) -> list[str]:
    """The ARNs to allow for one model. An inference profile also needs its model, in every region."""
    plain = AREA.sub("", model, count=1)
    if plain == model:
        return [f"arn:aws:bedrock:{region}::foundation-model/{model}"]
    return [
        f"arn:aws:bedrock:{region}:{account}:inference-profile/{model}",
        f"arn:aws:bedrock:*::foundation-model/{plain}",
    ]
