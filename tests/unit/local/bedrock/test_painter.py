"""The painter draws what the brush draws, in another process, and gets over the loss of it."""

import asyncio
import multiprocessing

import pytest

from local.bedrock.painter import Painter
from local.bedrock.portrait import portrait

ORDER = ("a woman with auburn hair", 5, 320, 320)


@pytest.mark.verify
def test_it_draws_what_the_brush_draws() -> None:
    with Painter() as painter:
        assert asyncio.run(painter.draw(*ORDER)) == portrait(*ORDER)


def test_it_leaves_no_process_behind() -> None:
    before = set(multiprocessing.active_children())
    with Painter() as painter:
        asyncio.run(painter.draw(*ORDER))
        assert set(multiprocessing.active_children()) > before

    assert set(multiprocessing.active_children()) == before


def test_it_draws_on_when_its_process_was_killed() -> None:
    before = set(multiprocessing.active_children())
    with Painter() as painter:
        asyncio.run(painter.draw(*ORDER))
        (process,) = set(multiprocessing.active_children()) - before
        process.kill()
        process.join(20)

        assert asyncio.run(painter.draw(*ORDER)) == portrait(*ORDER)


@pytest.mark.verify
def test_what_the_brush_can_not_draw_is_an_error() -> None:
    async def draw() -> None:
        with pytest.raises(ValueError, match="size"):
            await painter.draw("a woman", 5, 0, 320)

    with Painter() as painter:
        asyncio.run(draw())
