"""Boxes hold what the maps point at, and stay within the photo."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.bedrock.vision.box import densest_box, head_box, square_around, whole_box


def map_with(top: int, bottom: int, left: int, right: int, *, inside: float = 0.9, outside: float = 0.02) -> np.ndarray:
    values = np.full((20, 40), outside)
    values[top:bottom, left:right] = inside
    return values


def test_the_whole_box_is_where_the_pet_is() -> None:
    assert whole_box(map_with(5, 15, 10, 30)) == pytest.approx((0.25, 0.25, 0.75, 0.75))


def test_the_head_box_leaves_room_for_ears_and_cheeks() -> None:
    left, top, right, bottom = head_box(map_with(5, 10, 10, 20), map_with(5, 15, 10, 30)) or pytest.fail("no head")
    assert (0.2 < left < 0.25, 0.5 < right < 0.55, 0.5 < bottom < 0.55) == (True, True, True)
    assert 0.15 < top < 0.25


def test_the_head_is_sought_on_the_pet() -> None:
    # given a face on the pet, and a likelier one beside it: its owner's
    faces = map_with(5, 10, 10, 20, inside=0.6) + map_with(5, 10, 32, 38, inside=0.9, outside=0)
    left, _, right, _ = head_box(faces, map_with(5, 15, 10, 30)) or pytest.fail("no head")
    assert (left, right) < (0.25, 0.6)


def test_without_anything_like_a_head_there_is_no_box() -> None:
    assert head_box(np.full((20, 40), 0.1), np.ones((20, 40))) is None


@given(st.data())
def test_the_densest_box_has_the_largest_sum_of_all(data: st.DataObject) -> None:
    weights = np.array(
        data.draw(st.lists(st.lists(st.integers(-9, 9), min_size=4, max_size=4), min_size=1, max_size=5))
    )
    rows, columns = weights.shape
    left, top, right, bottom = densest_box(weights.astype(float))
    box = weights[round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)]
    assert box.size
    assert box.sum() == max(
        weights[t:b, first : last + 1].sum()
        for t in range(rows)
        for b in range(t + 1, rows + 1)
        for first in range(columns)
        for last in range(first, columns)
    )


@pytest.mark.parametrize("box", [(0.0, 0.0, 0.2, 0.2), (0.4, 0.4, 0.6, 0.6), (0.9, 0.5, 1.0, 0.9)])
def test_a_square_around_a_box_holds_it_and_stays_in_the_photo(box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = square_around(box, (400, 200), 1.2)
    assert 0 <= left <= box[0] * 400 <= box[2] * 400 <= right <= 400
    assert 0 <= top <= box[1] * 200 <= box[3] * 200 <= bottom <= 200
    assert right - left == pytest.approx(bottom - top)
