"""What one job will cost is what docs/costs.md says, with the models that are deployed."""

from dataclasses import replace

import pytest

from deployment.agent.models import AgentModels
from scripts.acceptance.price import estimate
from scripts.costs.bill import Inputs, job

STANDARD = AgentModels.of("us-east-1")


def test_the_default_models_cost_what_the_document_says() -> None:
    assert estimate(STANDARD).total == pytest.approx(sum(part.usd for part in job(Inputs.read())), abs=1e-5)


def test_other_models_cost_their_own_price() -> None:
    cheaper = estimate(replace(STANDARD, image="stability.stable-image-core-v1:1"))

    assert cheaper.models["image"] == ("stability.stable-image-core-v1:1", 0.04)


def test_a_model_without_a_price_is_said_to_have_none() -> None:
    unknown = estimate(replace(STANDARD, text="us.somebody.elses-model"))

    assert unknown.total is None
    assert "not known  Text model: us.somebody.elses-model" in "\n".join(unknown.lines())
