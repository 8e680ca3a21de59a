"""What a job's models cost: by dated list prices, nothing offline, and no guess where no price is known."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.models.pricing import AS_OF, PRICES, priced
from agent.settings import AgentSettings

LISTED = json.loads((Path(__file__).parents[4] / "scripts" / "costs" / "prices.json").read_text())["prices"]
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
    assert costs == {"text": 0.066, "orchestrator": 0.022, "image": 0.04}
    assert (usage["cost_usd"], usage["prices_as_of"]) == (0.128, AS_OF)
    assert (usage["calls"], usage["models"]["text"]["input_tokens"]) == (7, 10_000)


def test_stand_ins_cost_nothing() -> None:
    usage = priced(used("offline/pen-1", "offline/orchestrator-1", "offline/brush-1"))

    assert usage["cost_usd"] == 0


@pytest.mark.parametrize("unknown", ["amazon.nova-lite-v1:0", "global.anthropic.claude-sonnet-4-6", ""])
def test_a_model_without_a_price_is_not_guessed_at(unknown: str) -> None:
    usage = priced(used(unknown, SETTINGS.orchestrator_model_id, SETTINGS.image_model_id))

    assert usage["models"]["text"]["cost_usd"] is None
    assert usage["models"]["image"]["cost_usd"] == 0.04
    assert usage["cost_usd"] is None


def test_prices_are_those_that_the_document_of_costs_has_with_their_sources() -> None:
    text, orchestrator, image = PRICES.values()

    listed = [LISTED[name] for name in ("text_input", "text_output", "orchestrator_input", "orchestrator_output")]
    assert [entry["usd"] for entry in listed] == [text.input, text.output, orchestrator.input, orchestrator.output]
    assert {entry["per"] for entry in listed} == {1_000_000}
    assert (LISTED["image"]["usd"], LISTED["image"]["per"]) == (image.image, 1)
    assert {entry["checked"] for entry in (*listed, LISTED["image"])} == {AS_OF}
