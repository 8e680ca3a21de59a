"""What a job's models cost: by dated list prices, nothing offline, and no guess where no price is known."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.models.pricing import AREAS, AS_OF, PRICES, priced
from agent.settings import AgentSettings
from deployment.agent.models import AgentModels

LISTED = json.loads((Path(__file__).parents[4] / "scripts" / "costs" / "prices.json").read_text())["models"]
SETTINGS = AgentSettings(s3_upload_bucket="u", s3_generated_bucket="g")


def used(text: str, orchestrator: str, image: str) -> dict[str, Any]:
    spent = {"calls": 3, "input_tokens": 10_000, "output_tokens": 2_000, "images": 0}
    models = {
        "text": {"model": text, **spent},
        "orchestrator": {"model": orchestrator, **spent},
        "image": {"model": image, "calls": 1, "input_tokens": 0, "output_tokens": 0, "images": 1},
    }
    return {"calls": 7, "input_tokens": 20_000, "output_tokens": 4_000, "images": 1, "models": models}


def test_each_model_is_priced_and_the_sum_is_of_all() -> None:
    usage = priced(used(SETTINGS.text_model_id, SETTINGS.orchestrator_model_id, SETTINGS.image_model_id))

    costs = {role: use["cost_usd"] for role, use in usage["models"].items()}
    assert costs == {"text": 0.066, "orchestrator": 0.022, "image": 0.08}
    assert (usage["cost_usd"], usage["prices_as_of"]) == (0.168, AS_OF)
    assert (usage["calls"], usage["models"]["text"]["input_tokens"]) == (7, 10_000)


def test_stand_ins_cost_nothing() -> None:
    usage = priced(used("offline/pen-1", "offline/orchestrator-1", "offline/brush-1"))

    assert usage["cost_usd"] == 0


@pytest.mark.parametrize(
    "unknown", ["amazon.nova-lite-v1:0", "us-gov.anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6", ""]
)
def test_a_model_without_a_price_is_not_guessed_at(unknown: str) -> None:
    usage = priced(used(unknown, SETTINGS.orchestrator_model_id, SETTINGS.image_model_id))

    assert usage["models"]["text"]["cost_usd"] is None
    assert usage["models"]["image"]["cost_usd"] == 0.08
    assert usage["cost_usd"] is None


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("global.anthropic.claude-sonnet-4-6", 0.06),
        ("eu.anthropic.claude-sonnet-4-6", 0.066),
        ("jp.anthropic.claude-haiku-4-5-20251001-v1:0", 0.022),
        ("global.anthropic.claude-sonnet-5-5", 0.04),
        ("us.anthropic.claude-sonnet-5-5", 0.044),
        ("global.anthropic.claude-haiku-5-5", 0.002),
    ],
)
def test_a_profile_of_an_area_costs_a_tenth_more_than_the_global_one(text: str, cost: float) -> None:
    usage = priced(used(text, SETTINGS.orchestrator_model_id, SETTINGS.image_model_id))

    assert usage["models"]["text"]["cost_usd"] == cost


@pytest.mark.parametrize(
    ("image", "cost"),
    [
        ("stability.stable-image-ultra-v1:1", 0.08),
        ("stability.stable-image-core-v1:1", 0.04),
        ("stability.sd3-5-large-v1:0", 0.08),
    ],
)
def test_each_image_model_has_its_price(image: str, cost: float) -> None:
    usage = priced(used(SETTINGS.text_model_id, SETTINGS.orchestrator_model_id, image))

    assert usage["models"]["image"]["cost_usd"] == cost


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-northeast-1", "ap-southeast-2", "sa-east-1"])
def test_the_default_models_of_every_region_have_prices(region: str) -> None:
    models = AgentModels.of(region)

    assert priced(used(models.text, models.orchestrator, models.image))["cost_usd"] is not None
    assert models.text.partition(".")[0] in AREAS


def test_prices_are_those_that_the_document_of_costs_has_with_their_sources() -> None:
    assert PRICES.keys() == LISTED.keys()
    for name, price in PRICES.items():
        entry = LISTED[name]
        assert (entry.get("input", 0), entry.get("output", 0), entry.get("image", 0), entry["checked"]) == (
            *(price.input, price.output, price.image, price.checked),
        )
    assert min(entry["checked"] for entry in LISTED.values()) == AS_OF
