"""The pet on the card: its face is never cut, and what is not known falls back to the middle."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent.card.crop import NOWHERE, PetPlace, cut, frame_of, widest_of
from testing import photos

SIZES = st.sampled_from([(310, 398), (446, 440), (424, 484), (540, 440)])
PHOTOS = st.tuples(st.integers(200, 1568), st.integers(200, 1568))


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    left, top = draw(st.floats(0, 0.9)), draw(st.floats(0, 0.9))
    return left, top, draw(st.floats(left + 0.05, 1)), draw(st.floats(top + 0.05, 1))


@given(photo=PHOTOS, box=boxes(), size=SIZES)
def test_a_head_is_whole_in_the_frame_but_for_its_rim_where_the_photo_has_no_room(
    photo: tuple[int, int], box: tuple[float, float, float, float], size: tuple[int, int]
) -> None:
    left, top, right, bottom = frame_of(photo, PetPlace.of({"head": box, "whole": None}), size)

    head = [side * photo[number % 2] for number, side in enumerate(box)]
    rim_x, rim_y = (head[2] - head[0]) * 0.08 + 0.01, (head[3] - head[1]) * 0.11 + 0.01
    fits = right - left <= photo[0] + 0.01 and bottom - top <= photo[1] + 0.01
    assert left - rim_x <= head[0] <= head[2] <= right + rim_x
    assert top - rim_y <= head[1] <= head[3] <= bottom + rim_y
    assert (right - left) / (bottom - top) == pytest.approx(size[0] / size[1])
    if fits:
        assert -0.01 <= left <= right <= photo[0] + 0.01
        assert -0.01 <= top <= bottom <= photo[1] + 0.01


def test_a_head_fills_most_of_the_picture() -> None:
    left, top, right, bottom = frame_of((1500, 1500), PetPlace((0.4, 0.4, 0.6, 0.6)), (400, 400))

    assert 300 / 0.95 <= bottom - top <= 300 / 0.85
    assert (left, top) < (600, 600) < (900, 900) < (right, bottom)


def test_a_small_head_is_not_enlarged_without_end() -> None:
    left, _, right, _ = frame_of((1500, 1500), PetPlace.of({"head": (0.5, 0.5, 0.54, 0.54)}), (400, 400))

    assert right - left == pytest.approx(200)


@pytest.mark.parametrize(
    "pet_box",
    [
        None,
        {},
        {"head": None, "whole": None},
        {"head": [0.5, 0.5, 0.5, 0.9], "whole": None},
        {"head": [0.9, 0.9, 0.1, 0.1], "whole": [0, 0, 0, 0]},
        {"head": [0.1, 0.2, 0.3], "whole": None},
    ],
)
def test_without_a_sensible_box_it_is_the_middle(pet_box: dict[str, Any] | None) -> None:
    assert PetPlace.of(pet_box) == NOWHERE
    assert frame_of((1000, 500), NOWHERE, (250, 250)) == (250, 0, 750, 500)


def test_the_head_goes_before_the_whole_animal() -> None:
    head, whole = (0.1, 0.1, 0.3, 0.3), (0.1, 0.1, 0.9, 0.9)

    assert PetPlace.of({"head": head, "whole": whole}).box == head
    assert PetPlace.of({"head": None, "whole": whole}).box == whole
    assert PetPlace.of({"head": [0.4, 0, 0.4, 1], "whole": whole}).box == whole


@pytest.mark.parametrize("size", [(1, 400), (400, 1), (9, 9), (1568, 700)])
def test_photos_of_every_shape_fill_their_place(size: tuple[int, int]) -> None:
    photo = Image.new("RGB", size, photos.RED)
    for place in (NOWHERE, PetPlace.of({"head": (0, 0, 1, 1)}), PetPlace.of({"head": (0.2, 0.1, 0.9, 0.4)})):
        tile = cut(photo, frame_of(size, place, (300, 400)), (300, 400))

        assert tile.size == (300, 400)
        assert all(photos.is_like(tile.getpixel(at), photos.RED) for at in ((0, 0), (150, 200), (299, 399)))  # type: ignore[arg-type]


def test_a_head_that_fills_a_wide_photo_gets_a_wider_picture() -> None:
    assert widest_of((1500, 1000), PetPlace.of({"head": (0, 0, 1, 1)}), 400) > 300
    assert widest_of((1500, 1000), PetPlace.of({"head": (0.4, 0.3, 0.6, 0.7)}), 400) < 300
    assert widest_of((1500, 1000), NOWHERE, 400) == 0
