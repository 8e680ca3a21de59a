"""The check of a portrait in a process of its own: what breaks it costs one job."""

from collections.abc import Callable

import pytest

from agent.portrait import ON_CARD
from agent.portrait.check import checked_portrait
from petavatar.errors import AgentFailure, ModelUnavailable
from testing import photos
from testing.bedrock import PORTRAIT, a_portrait
from tests.support.bombs import png_of_zeros

PATIENCE_S = 60.0


def _fetching(picture: bytes) -> Callable[[], bytes]:
    return lambda: picture


def test_a_portrait_is_stored_as_it_came_and_made_small_for_the_card() -> None:
    portrait = checked_portrait(_fetching(PORTRAIT), PATIENCE_S)

    assert portrait.png is PORTRAIT
    assert photos.opened(portrait.on_card).size == ON_CARD


def test_a_portrait_that_is_too_small_is_stored_enlarged() -> None:
    portrait = checked_portrait(_fetching(a_portrait(100, 100)), PATIENCE_S)

    assert photos.opened(portrait.png).size == (1024, 1024)
    assert photos.opened(portrait.on_card).size == ON_CARD


@pytest.mark.parametrize(
    "picture", [b"no picture", PORTRAIT[:-40], png_of_zeros(13_000, 13_000)], ids=["no picture", "cut off", "a bomb"]
)
def test_a_portrait_that_cannot_be_read_is_worth_another_try(picture: bytes) -> None:
    with pytest.raises(AgentFailure, match="can't be read") as caught:
        checked_portrait(_fetching(picture), PATIENCE_S)

    assert caught.value.retryable


def test_what_keeps_the_model_from_drawing_is_what_is_raised() -> None:
    def fetch() -> bytes:
        raise ModelUnavailable("A model did not answer. Please try again later.")

    with pytest.raises(ModelUnavailable):
        checked_portrait(fetch, PATIENCE_S)
