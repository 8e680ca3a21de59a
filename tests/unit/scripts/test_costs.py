"""Costs: computed from what was counted, nothing left out, and the document says what comes of it."""

import copy
import re
from datetime import date
from typing import Any

import pytest

from deployment.agent.settings import IDLE_TIMEOUT_S
from scripts.costs.__main__ import DOCUMENT, main
from scripts.costs.document import SIZES, document
from scripts.costs.inputs import Inputs
from scripts.costs.job import Part, metrics_of_a_month, month, parts_of_a_job
from scripts.costs.quotas import ceilings

INPUTS = Inputs.read()
# What the parts are made of; an action that nobody has priced must not slip in.
PRICED = {
    "bedrock-agentcore:InvokeAgentRuntime",
    "bedrock:InvokeModel",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "events:PutEvents",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
    "secretsmanager:GetSecretValue",
    "sqs:ChangeMessageVisibility",
    "sqs:SendMessage",
}


def changed(part: str, path: str, value: Any) -> Inputs:
    """The inputs with one value changed."""
    parts = {name: copy.deepcopy(getattr(INPUTS, name)) for name in ("measured", "prices", "quotas", "assumptions")}
    *parents, last = path.split("/")
    place: Any = parts[part]
    for name in parents:
        place = place[name]
    place[last] = value
    return Inputs(**parts)


def part_of(inputs: Inputs, name: str) -> Part:
    return next(part for part in parts_of_a_job(inputs) if part.name == name)


def test_the_document_is_what_the_script_makes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.costs.__main__.DOCUMENT", tmp_path / "costs.md")

    main()

    assert (tmp_path / "costs.md").read_text("utf-8") == DOCUMENT.read_text("utf-8"), "run `make costs`"


def test_every_counted_action_is_priced_and_the_job_is_a_whole_one() -> None:
    calls = INPUTS.measured["calls"]

    assert calls.keys() <= PRICED
    assert calls["bedrock-agentcore:InvokeAgentRuntime"] == 1
    assert calls["bedrock:InvokeModel"] == sum(used["calls"] for used in INPUTS.measured["usage"].values())
    assert INPUTS.measured["usage"]["image"]["images"] == 1


def test_every_price_and_quota_is_used_dated_and_has_its_source() -> None:
    entries = [*INPUTS.prices["prices"].values(), *INPUTS.quotas["quotas"].values()]

    assert {entry["confirmed"] for entry in entries} <= {"page", "second-hand", "no", "ours"}
    for price in INPUTS.prices["prices"].values():
        assert price["source"].startswith("https://aws.amazon.com/")
        date.fromisoformat(price["checked"])
    for name, price in INPUTS.prices["prices"].items():
        assert month(changed("prices", f"prices/{name}/usd", price["usd"] * 2), 1000) > month(INPUTS, 1000), name
    assert {ceiling.name for ceiling in ceilings(INPUTS)} == INPUTS.quotas["quotas"].keys()


def test_models_cost_their_tokens_and_images() -> None:
    used = {"calls": 3, "input_tokens": 1_000_000, "output_tokens": 100_000, "images": 0}

    part = part_of(changed("measured", "usage/text", used), "Text model")

    assert part.usd == pytest.approx(3.30 + 1.65)
    assert part_of(INPUTS, "Image model").usd == pytest.approx(0.04)


def test_a_larger_item_costs_more_write_units_once_and_more_read_units_once() -> None:
    small, large = changed("measured", "item_bytes", 1000), changed("measured", "item_bytes", 5000)

    def units(inputs: Inputs) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", part_of(inputs, "DynamoDB").how)]

    assert [more - less for more, less in zip(units(large), units(small), strict=True)] == [4, 1]


def test_the_idle_time_is_the_agents_own_setting() -> None:
    assert INPUTS.assumed("idle_session_seconds") == IDLE_TIMEOUT_S


def test_an_idle_session_is_paid_for_its_memory() -> None:
    longer = changed("assumptions", "idle_session_seconds/value", 900)

    more = part_of(longer, "AgentCore").usd - part_of(INPUTS, "AgentCore").usd

    assert more == pytest.approx(0.5 * 840 / 3600 * 0.00945)


def test_the_clients_polls_are_those_of_a_patient_client() -> None:
    impatient = changed("measured", "requests/status", INPUTS.requests("status") + 100)
    impatient.measured["calls"]["dynamodb:GetItem"] += 100  # type: ignore[index]

    assert month(impatient, 1000) == pytest.approx(month(INPUTS, 1000))


def test_custom_metrics_are_paid_by_the_hour_up_to_a_whole_month() -> None:
    one, many, more = (metrics_of_a_month(INPUTS, jobs).usd for jobs in (1, 730, 1_000_000))

    assert one == pytest.approx(many / 730)
    assert many == more == pytest.approx(INPUTS.measured["custom_metrics"] * 0.30)


def test_the_quota_that_is_met_first_is_at_the_top() -> None:
    found = ceilings(INPUTS)

    assert [one.jobs_a_month for one in found] == sorted(one.jobs_a_month for one in found)
    assert found[0].name == "workers"
    # Ten workers at a minute each, at a peak of ten times the mean, are one job a minute on average.
    assert found[0].jobs_a_month == pytest.approx(730 * 60)
    assert found[0].share(43_800) == pytest.approx(1)


def test_the_document_has_every_size_and_part() -> None:
    text = document(INPUTS)

    assert all(f"| {jobs:,} |" in text for jobs in SIZES)
    assert all(f"| {part.name} |" in text for part in parts_of_a_job(INPUTS))
