"""The agent's role may do what the agent does, and no more."""

import json

import pytest

from agent.settings import AgentSettings
from deployment.agent.models import AgentModels
from deployment.agent.policy import agent_policy
from deployment.names import Names

NAMES = Names("123456789012", "eu-west-1", "dev")


def resources(sid: str, models: AgentModels | None = None) -> list[str]:
    (statement,) = [s for s in agent_policy(NAMES, models)["Statement"] if s["Sid"] == sid]
    found = statement["Resource"]
    return [found] if isinstance(found, str) else found


def test_no_placeholder_is_left() -> None:
    assert "{{" not in json.dumps(agent_policy(NAMES))


def test_buckets_are_the_sandbox_own() -> None:
    assert resources("ReadPhotos") == [f"arn:aws:s3:::{NAMES.upload_bucket}/uploads/*"]
    assert resources("KeepSteps") == [f"arn:aws:s3:::{NAMES.generated_bucket}/work/*"]
    assert resources("StoreAvatars") == [f"arn:aws:s3:::{NAMES.generated_bucket}/generated/*"]


def test_no_action_is_a_wildcard() -> None:
    actions = [action for statement in agent_policy(NAMES)["Statement"] for action in statement["Action"]]

    assert not [action for action in actions if "*" in action]


def test_only_an_inference_profile_opens_its_model_in_every_region() -> None:
    models = AgentModels(text="eu.anthropic.claude-x", orchestrator="anthropic.claude-y", image="stability.z")

    assert resources("InvokeModels", models) == [
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-x",
        "arn:aws:bedrock:*::foundation-model/anthropic.claude-x",
        "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-y",
        "arn:aws:bedrock:us-west-2::foundation-model/stability.z",
    ]


@pytest.mark.parametrize(
    ("model", "setting"),
    [
        ("text", "text_model_id"),
        ("orchestrator", "orchestrator_model_id"),
        ("image", "image_model_id"),
        ("image_region", "image_model_region"),
    ],
)
def test_models_are_those_that_the_agent_calls_by_default(model: str, setting: str) -> None:
    settings = AgentSettings(s3_upload_bucket="u", s3_generated_bucket="g")

    assert getattr(AgentModels.of(settings.aws_region), model) == getattr(settings, setting)
