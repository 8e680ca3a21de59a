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


def test_the_card_comes_in_the_formats_that_are_asked_for_and_there(deployment: Deployment) -> None:
    cards = {"card_urls": {"wide": f"{STORAGE_URL}/card", "square": f"{STORAGE_URL}/card", "story": None}}
    deployment.answers(RESULTS_ROUTE, httpx.Response(200, json={**RESULTS, **cards}))
    client = deployment.client()
    results = client.results(JOB_ID)

    assert client.cards(results) == {"wide": CARD, "square": CARD}
    assert client.cards(results, "square", "story") == {"square": CARD}


def test_a_refused_address_of_a_card_is_asked_for_again(deployment: Deployment) -> None:
    old, new = ({"card_urls": {"square": f"{STORAGE_URL}/{name}"}} for name in ("old", "card"))
    deployment.answers(RESULTS_ROUTE, httpx.Response(200, json=RESULTS | old), httpx.Response(200, json=RESULTS | new))
    deployment.answers("GET /old", httpx.Response(403))
    client = deployment.client()

    assert client.cards(client.results(JOB_ID)) == {"square": CARD}


def test_a_deployment_of_version_1_has_no_other_cards(deployment: Deployment) -> None:
    client = deployment.client()

    assert client.cards(client.results(JOB_ID)) == {}
