"""Fetching the pictures of a job: addresses that have ended before their time are asked for again, once."""

from typing import Any

import httpx
import pytest

from petavatar_client import AddressExpired, UnexpectedAnswer
from tests.support.deployment import AVATAR, CARD, JOB_ID, RESULTS, STORAGE_URL, Deployment

RESULTS_ROUTE = f"GET /stage/results/{JOB_ID}"
FRESH = {**RESULTS, "avatar_url": f"{STORAGE_URL}/avatar-again", "card_url": f"{STORAGE_URL}/card"}


def with_card(results: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json={"card_url": f"{STORAGE_URL}/card", **results})


@pytest.fixture
def deployment(deployment: Deployment) -> Deployment:
    deployment.answers(RESULTS_ROUTE, with_card(RESULTS), with_card(FRESH))
    deployment.answers("GET /avatar-again", httpx.Response(200, content=AVATAR))
    return deployment


def test_both_are_fetched_and_results_are_asked_for_once(deployment: Deployment) -> None:
    client = deployment.client()

    assert client.pictures(client.results(JOB_ID)) == (AVATAR, CARD)
    assert len(deployment.asked(RESULTS_ROUTE)) == 1


@pytest.mark.parametrize("status", [403, 400])
def test_a_refused_address_is_asked_for_again(deployment: Deployment, status: int) -> None:
    deployment.answers("GET /avatar", httpx.Response(status))
    client = deployment.client()

    assert client.pictures(client.results(JOB_ID)) == (AVATAR, CARD)
    assert len(deployment.asked(RESULTS_ROUTE)) == 2


def test_an_address_that_is_refused_again_is_reported(deployment: Deployment) -> None:
    for route in ("GET /avatar", "GET /avatar-again"):
        deployment.answers(route, httpx.Response(403))
    client = deployment.client()

    with pytest.raises(AddressExpired, match="403 Forbidden"):
        client.pictures(client.results(JOB_ID))
    assert len(deployment.asked(RESULTS_ROUTE)) == 2


def test_a_picture_that_is_not_there_is_not_asked_for_again(deployment: Deployment) -> None:
    deployment.answers("GET /avatar", httpx.Response(404))
    client = deployment.client()

    with pytest.raises(UnexpectedAnswer, match="404 Not Found"):
        client.pictures(client.results(JOB_ID))
    assert len(deployment.asked(RESULTS_ROUTE)) == 1


def test_a_job_without_a_card_has_an_avatar_alone(deployment: Deployment) -> None:
    deployment.answers(RESULTS_ROUTE, httpx.Response(200, json={**RESULTS, "card_url": None}))
    client = deployment.client()

    assert client.pictures(client.results(JOB_ID)) == (AVATAR, None)
