"""The topic of alarms, and who hears of it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from deployment.monitoring.topic import ensure_topic
from deployment.names import Names

NAMES = Names("123456789012", "eu-west-1", "dev")


@pytest.fixture
def sns() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("sns", region_name="eu-west-1")


def subscribers(sns: Any) -> list[tuple[str, str]]:
    return [(s["Protocol"], s["Endpoint"]) for s in sns.list_subscriptions()["Subscriptions"]]


def test_it_is_made_once_and_nobody_hears_of_it_at_first(sns: Any) -> None:
    assert ensure_topic(sns, NAMES) == ensure_topic(sns, NAMES)

    assert len(sns.list_topics()["Topics"]) == 1
    assert subscribers(sns) == []


def test_an_address_is_asked_once(sns: Any) -> None:
    ensure_topic(sns, NAMES, "a@example.org")
    ensure_topic(sns, NAMES, "a@example.org")
    ensure_topic(sns, NAMES)

    assert subscribers(sns) == [("email", "a@example.org")]


def test_another_address_joins_it(sns: Any) -> None:
    ensure_topic(sns, NAMES, "a@example.org")
    ensure_topic(sns, NAMES, "b@example.org")

    assert sorted(endpoint for _, endpoint in subscribers(sns)) == ["a@example.org", "b@example.org"]
