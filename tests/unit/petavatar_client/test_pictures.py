"""Fetching the pictures of a job: addresses that have ended before their time are asked for again, once."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from petavatar_client import AddressExpired, InvalidInput, UnexpectedAnswer
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


def test_a_deployment_of_version_1_has_the_wide_card_alone(deployment: Deployment) -> None:
    client = deployment.client()

    assert client.cards(client.results(JOB_ID)) == {"wide": CARD}


def test_a_picture_is_fetched_when_it_is_wanted_and_saved_under_its_usual_name(
    deployment: Deployment, tmp_path: Path
) -> None:
    client = deployment.client()
    picture = client.picture(client.results(JOB_ID))
    assert not deployment.asked("GET /avatar")

    assert picture.save(tmp_path) == tmp_path / "avatar.png"
    assert (tmp_path / "avatar.png").read_bytes() == picture.read() == AVATAR


def test_a_picture_whose_address_has_ended_is_fetched_from_a_new_one(deployment: Deployment, tmp_path: Path) -> None:
    deployment.answers("GET /avatar", httpx.Response(403))
    client = deployment.client()

    assert client.picture(client.results(JOB_ID)).save(tmp_path / "me.png").read_bytes() == AVATAR


def test_a_picture_that_a_job_has_not_is_none(deployment: Deployment) -> None:
    client = deployment.client()
    results = client.results(JOB_ID)

    assert client.picture(results, "story") is None
    assert client.picture(results, "photo") is None


def test_the_prepared_photo_is_a_jpeg(deployment: Deployment) -> None:
    photo = b"\xff\xd8\xff\xe0 prepared"
    deployment.answers(RESULTS_ROUTE, httpx.Response(200, json={**RESULTS, "photo_url": f"{STORAGE_URL}/photo"}))
    deployment.answers("GET /photo", httpx.Response(200, content=photo))
    client = deployment.client()

    assert client.picture(client.results(JOB_ID), "photo").read() == photo


def test_a_file_that_can_not_be_written_is_named(deployment: Deployment, tmp_path: Path) -> None:
    client = deployment.client()

    with pytest.raises(InvalidInput, match=r"nowhere/me\.png can't be written"):
        client.picture(client.results(JOB_ID)).save(tmp_path / "nowhere" / "me.png")
