"""The end of a run: a card beside the avatar, and no run that fails for it."""

from collections.abc import Callable
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.card.share import NO_CARDS, share_cards
from agent.context import JobContext
from agent.control import RunControl
from agent.run import events_of
from agent.tools.generate_avatar_image import Avatar
from agent.workspace import Workspace
from petavatar.errors import StorageFailure
from petavatar.jobs import CardFormat
from testing import photos
from testing.bedrock import PORTRAIT
from testing.jobs import A_JOB_ID, MARK, a_result
from tests.support.cloud import Cloud

MakeJob = Callable[..., JobContext]
CARD = f"generated/{A_JOB_ID}/card.png"
AVATAR = f"generated/{A_JOB_ID}/avatar.png"
CARDS = {
    "wide": CARD,
    "square": f"generated/{A_JOB_ID}/card-square.png",
    "story": f"generated/{A_JOB_ID}/card-story.png",
}


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(A_JOB_ID, 60)


def _result(events: list[dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = events[-1]["result"]
    return result


@pytest.fixture
def cards_drawn_once() -> None:
    """Here each job has its own."""


def test_a_run_hands_over_a_card(make_job: MakeJob, model: BedrockModel, cloud: Cloud) -> None:
    result = _result(list(events_of(make_job(photos.jpeg()), model)))

    assert result["card_key"] == CARD
    assert result["card_keys"] == CARDS
    assert photos.opened(cloud.stored(CARD)).size == (1200, 630)
    assert photos.opened(cloud.stored(CARDS["square"])).size == (1080, 1080)
    assert photos.opened(cloud.stored(CARDS["story"])).size == (1080, 1920)


def test_an_attempt_that_finds_all_steps_done_draws_the_same_card(
    make_job: MakeJob, model: BedrockModel, cloud: Cloud
) -> None:
    list(events_of(make_job(photos.jpeg()), model))
    first = cloud.stored(CARD)

    again = _result(list(events_of(make_job(photos.jpeg(), control=RunControl.lasting(A_JOB_ID, 60)), model)))

    assert again["card_key"] == CARD
    assert cloud.stored(CARD) == first


def test_a_photo_that_is_decoded_already_is_not_fetched_again(make_job: MakeJob, cloud: Cloud) -> None:
    job = make_job(b"no photo")
    job.workspace.store_avatar(PORTRAIT)

    assert share_cards(job, a_result(A_JOB_ID), photos.jpeg(), Avatar(AVATAR, MARK)).keys == CARDS


def test_an_avatar_that_is_at_hand_is_not_fetched_again(make_job: MakeJob, cloud: Cloud) -> None:
    assert share_cards(make_job(), a_result(A_JOB_ID), photos.jpeg(), Avatar(AVATAR, MARK, PORTRAIT)).keys == CARDS


@pytest.mark.parametrize("avatar", [b"no picture", PORTRAIT[:200]])
def test_pictures_that_cant_be_drawn_cost_the_card_alone(make_job: MakeJob, avatar: bytes) -> None:
    job = make_job()
    job.workspace.store_avatar(avatar)

    assert share_cards(job, a_result(A_JOB_ID), photos.jpeg(), Avatar(AVATAR, MARK)) == NO_CARDS


def test_storage_that_does_not_answer_costs_the_card_alone(make_job: MakeJob, cloud: Cloud) -> None:
    job = make_job()
    cloud.break_buckets()

    assert share_cards(job, a_result(A_JOB_ID), photos.jpeg(), Avatar(AVATAR, MARK)) == NO_CARDS


def test_without_the_photo_there_is_no_card(make_job: MakeJob) -> None:
    assert share_cards(make_job(), a_result(A_JOB_ID), None, Avatar(AVATAR, MARK, PORTRAIT)) == NO_CARDS


def test_a_card_that_cant_be_stored_costs_no_other(
    make_job: MakeJob, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Workspace.store_card

    def failing(self: Workspace, png: bytes, card_format: CardFormat = "wide") -> str:
        if card_format == "square":
            raise StorageFailure("store the work")
        return store(self, png, card_format)

    monkeypatch.setattr(Workspace, "store_card", failing)

    cards = share_cards(make_job(), a_result(A_JOB_ID), photos.jpeg(), Avatar(AVATAR, MARK, PORTRAIT))

    assert cards.keys == {name: key for name, key in CARDS.items() if name != "square"}
