"""The dashboard: one page that CloudWatch takes, of this sandbox alone."""

import json
from itertools import combinations
from typing import Any

import boto3
from moto import mock_aws

from deployment.finish import FUNCTIONS
from deployment.monitoring.dashboard import dashboard, put_dashboard
from deployment.names import Names

NAMES = Names("123456789012", "eu-west-1", "dev")
WIDGETS = dashboard(NAMES, FUNCTIONS, "api123")["widgets"]
ALL_LINES = [line for widget in WIDGETS for line in widget["properties"]["metrics"]]
SEARCHES = [line[0]["expression"] for line in ALL_LINES if isinstance(line[0], dict)]
LINES = [line for line in ALL_LINES if not isinstance(line[0], dict)]


def test_it_shows_jobs_queues_models_functions_and_api() -> None:
    shown = {(line[0], line[1]) for line in LINES}

    assert shown >= {
        ("PetAvatar", "UploadSuccess"),
        ("PetAvatar", "ProcessingSuccess"),
        ("PetAvatar", "ProcessingFailure"),
        ("PetAvatar", "JobCompletionTime"),
        ("PetAvatar", "AvatarGenerationTime"),
        ("PetAvatar", "BedrockAPIError"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "Duration"),
        ("AWS/ApiGateway", "4xx"),
        ("AWS/ApiGateway", "5xx"),
        ("AWS/ApiGateway", "Latency"),
    }


def test_every_line_is_of_this_sandbox() -> None:
    for line in LINES:
        values = line[3:-1:2]
        assert "dev" in values or "api123" in values or any(value.endswith(("-dev", "_dev")) for value in values)


def test_versions_of_the_prompts_have_lines_of_their_own() -> None:
    assert len(SEARCHES) == 2
    for search, metric in zip(SEARCHES, ("SimilarityScore", "EstimatedCostUSD"), strict=True):
        assert "{PetAvatar,component,prompt_version,sandbox}" in search
        assert f'MetricName="{metric}" sandbox="dev"' in search


def test_every_function_is_shown() -> None:
    functions = {line[3] for line in LINES if line[0] == "AWS/Lambda"}

    assert functions == {NAMES.function(name) for name in FUNCTIONS}


def test_graphs_lie_side_by_side_within_the_grid() -> None:
    def overlap(a: dict[str, int], b: dict[str, int]) -> bool:
        return abs(a["x"] - b["x"]) < a["width"] and abs(a["y"] - b["y"]) < a["height"]

    assert not [pair for pair in combinations(WIDGETS, 2) if overlap(*pair)]
    assert max(widget["x"] + widget["width"] for widget in WIDGETS) <= 24


@mock_aws
def test_cloudwatch_keeps_it_under_the_sandbox_name() -> None:
    cloudwatch: Any = boto3.client("cloudwatch", region_name="eu-west-1")

    for _ in range(2):
        put_dashboard(cloudwatch, NAMES, FUNCTIONS, "api123")

    (entry,) = cloudwatch.list_dashboards()["DashboardEntries"]
    assert entry["DashboardName"] == "petavatar-dev"
    body = cloudwatch.get_dashboard(DashboardName="petavatar-dev")["DashboardBody"]
    assert json.loads(body)["widgets"] == WIDGETS
