"""Costs: computed from what was counted, nothing left out, and the document says what comes of it."""

import copy
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deployment.agent.models import AgentModels
from deployment.agent.settings import IDLE_TIMEOUT_S
from deployment.monitoring.alarms import SpendingLimits, deployment_alarms, job_alarms
from deployment.names import Names
from deployment.topology import load_topology
from scripts.costs.__main__ import DOCUMENT, SIZES, document
from scripts.costs.bill import (
    HOURS_A_MONTH,
    Inputs,
    Part,
    ceilings,
    custom_metrics,
    idle_month,
    in_one_job,
    job,
    month,
    of_models,
)

INPUTS = Inputs.read()
# What the parts are made of; an action that nobody has priced must not slip in.
PRICED = {
    "bedrock-agentcore:InvokeAgentRuntime",
    "bedrock-agentcore:StopRuntimeSession",
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
    content: Any = copy.deepcopy(getattr(INPUTS, part))
    *parents, last = path.split("/")
    place = content
    for name in parents:
        place = place[name]
    place[last] = value
    return replace(INPUTS, **{part: content})


def part_of(inputs: Inputs, name: str) -> Part:
    return next(part for part in job(inputs) if part.name == name)


def test_the_documents_tables_are_what_the_script_makes() -> None:
    text = DOCUMENT.read_text("utf-8")

    assert document(text, INPUTS) == text, "run `make costs`"
    assert all(f"| {jobs:,} |" in text for jobs in SIZES)
    assert all(f"| {part.name} |" in text for part in job(INPUTS))


def test_every_counted_action_is_priced_and_the_job_is_a_whole_one() -> None:
    calls = INPUTS.measured["calls"]

    assert calls.keys() <= PRICED
    assert calls["bedrock-agentcore:InvokeAgentRuntime"] == 1
    assert calls["bedrock:InvokeModel"] == sum(used["calls"] for used in INPUTS.measured["usage"].values())
    assert INPUTS.measured["usage"]["image"]["images"] == 1


def test_every_price_and_quota_is_used_dated_and_has_its_source() -> None:
    models = INPUTS.prices["models"].values()
    entries = [*INPUTS.prices["prices"].values(), *models, *INPUTS.quotas["quotas"].values()]

    assert {entry["confirmed"] for entry in entries} <= {"page", "second-hand", "no", "ours"}
    for price in (*INPUTS.prices["prices"].values(), *models):
        assert price["source"].startswith("https://aws.amazon.com/")
        date.fromisoformat(price["checked"])
    for name, price in INPUTS.prices["prices"].items():
        assert month(changed("prices", f"prices/{name}/usd", price["usd"] * 2), 1000) > month(INPUTS, 1000), name
    assert ceilings(INPUTS).keys() == INPUTS.quotas["quotas"].keys()


def test_models_cost_their_tokens_and_images() -> None:
    used = {"calls": 3, "input_tokens": 1_000_000, "output_tokens": 100_000, "images": 0}

    part = part_of(changed("measured", "usage/text", used), "Text model")

    assert part.usd == pytest.approx(3.30 + 1.65)
    assert part_of(INPUTS, "Image model").usd == pytest.approx(0.08)


def test_other_models_cost_a_job_by_their_own_prices() -> None:
    listed = INPUTS.prices["models"]
    used = changed("measured", "usage/text", {"calls": 3, "input_tokens": 1_000_000, "output_tokens": 100_000})

    assert in_one_job(used, listed["anthropic.claude-haiku-5-5"]) == pytest.approx(0.1 + 0.05)
    assert in_one_job(used, listed["stability.stable-image-core-v1:1"]) == pytest.approx(0.04)


def test_default_models_are_paid_by_a_us_profile() -> None:
    default = AgentModels.of("us-east-1")
    prices, listed = INPUTS.prices["prices"], INPUTS.prices["models"]

    for role, model in (("text", default.text), ("orchestrator", default.orchestrator)):
        for way in ("input", "output"):
            assert prices[f"{role}_{way}"]["usd"] == pytest.approx(1.1 * listed[model.removeprefix("us.")][way])
    assert prices["image"]["usd"] == listed[default.image]["image"]


def test_idle_costs_count_every_alarm_and_every_queue_that_lambda_polls() -> None:
    names = Names("123456789012", "eu-west-1", "dev")
    topology = load_topology(names)
    alarms = [*job_alarms(names, SpendingLimits()), *deployment_alarms(names, topology.functions, 150, "api123")]

    assert INPUTS.assumed("alarm_metrics") == sum(len(alarm.metrics) for alarm in alarms)
    # Five pollers at each queue, each of which waits 20 seconds for messages.
    assert INPUTS.assumed("polling_requests_month") == pytest.approx(
        len(topology.queues) * 5 * HOURS_A_MONTH * 180, rel=0.02
    )


def test_the_readme_has_the_same_figures() -> None:
    readme = Path("README.md").read_text("utf-8")
    one, idle = (sum(part.usd for part in parts) for parts in (job(INPUTS), idle_month(INPUTS)))

    assert f"**US$ {one:.2f}**" in readme
    assert f"1,000 jobs a month come to about ${month(INPUTS, 1000):,.0f}," in readme
    assert f"a million to about ${month(INPUTS, 1_000_000) / 1000:,.0f},000" in readme
    assert f"an idle sandbox to about ${idle:.0f}." in readme


def test_a_larger_item_costs_more_write_units_once_and_more_read_units_once() -> None:
    small, large = (part_of(changed("measured", "item_bytes", size), "DynamoDB").how for size in (1000, 5000))

    units = [[int(number) for number in re.findall(r"\d+", how)] for how in (small, large)]
    assert [more - less for less, more in zip(*units, strict=True)] == [4, 1]


def test_idle_time_is_paid_for_its_memory_and_the_document_says_what_stopping_saves() -> None:
    seconds = INPUTS.assumed("idle_session_seconds")
    assert seconds < IDLE_TIMEOUT_S
    kept = changed("assumptions", "assumptions/idle_session_seconds/value", IDLE_TIMEOUT_S)

    more = part_of(kept, "AgentCore").usd - part_of(INPUTS, "AgentCore").usd

    assert more == pytest.approx(0.5 * (IDLE_TIMEOUT_S - seconds) / 3600 * 0.0169)
    assert f"US$ {more:.5f} a job" in DOCUMENT.read_text("utf-8")


def test_the_worker_is_paid_while_it_stops_the_session() -> None:
    longer = changed("assumptions", "assumptions/stop_seconds/value", INPUTS.assumed("stop_seconds") + 1)

    more = part_of(longer, "Lambda").usd - part_of(INPUTS, "Lambda").usd

    assert more == pytest.approx(0.5 * INPUTS.prices["prices"]["lambda_gb_second"]["usd"])


def test_the_clients_polls_are_those_of_a_patient_client() -> None:
    impatient = changed("measured", "requests/status", INPUTS.measured["requests"]["status"] + 100)
    impatient.measured["calls"]["dynamodb:GetItem"] += 100

    assert month(impatient, 1000) == pytest.approx(month(INPUTS, 1000))


def test_custom_metrics_are_paid_by_the_hour_up_to_a_whole_month() -> None:
    one, many, more = (custom_metrics(INPUTS, jobs) for jobs in (1, 730, 1_000_000))

    assert one == pytest.approx(many / 730)
    assert many == more == pytest.approx(INPUTS.measured["custom_metrics"] * 0.30)


def test_the_quota_that_is_met_first_is_at_the_top() -> None:
    found = ceilings(INPUTS)

    assert list(found.values()) == sorted(found.values())
    # Ten workers at a minute each, at a peak of ten times the mean, are one job a minute on average.
    assert next(iter(found.items())) == ("workers", pytest.approx(730 * 60))


def test_a_variation_pays_for_what_it_makes_itself() -> None:
    portrait, career, cards = (
        of_models(INPUTS, INPUTS.measured["variations"][name]) for name in ("portrait", "career", "cards")
    )

    assert (cards, portrait) == (0, part_of(INPUTS, "Image model").usd)
    assert portrait < career < sum(part.usd for part in job(INPUTS) if part.name.endswith(" model"))
