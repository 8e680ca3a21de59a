"""The table of the places of heads and pets can be made again: the same photos give the same weights."""

import csv
import io

import numpy as np
import pytest

from bench.recognition.fit_places import (
    boxes,
    cells_inside,
    logistic_regression,
    table,
    with_surroundings,
)
from local.bedrock.vision.tables import rows

EVEN = np.full(400, 1 / 400)


def cells() -> tuple[np.ndarray, np.ndarray]:
    """Features of 400 cells, the second of which says what is inside."""
    features = np.random.default_rng(7).normal(size=(400, 3))
    return features, (features[:, 1] > 0.2).astype(float)


def test_the_weights_tell_cells_inside_from_others() -> None:
    features, inside = cells()
    kernel, bias = logistic_regression(features, inside, EVEN, 0.02)

    assert np.mean((features @ kernel + bias > 0) == (inside > 0)) > 0.95
    assert np.argmax(np.abs(kernel)) == 1


def test_the_fit_leaves_nothing_to_chance() -> None:
    first, second = (logistic_regression(*cells(), EVEN, 0.02) for _ in range(2))

    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


def test_a_stronger_ridge_makes_smaller_weights() -> None:
    weak, strong = (np.abs(logistic_regression(*cells(), EVEN, ridge)[0]).sum() for ridge in (0.02, 1.0))

    assert strong < weak


def test_the_cells_of_a_view_that_a_box_covers() -> None:
    inside = cells_inside((0.5, 0.0, 1.0, 1.0), (0.0, 0.0, 0.75, 0.5), 4, 4)

    assert inside.tolist() == [[True, True, False, False]] * 2 + [[False] * 4] * 2


def test_surroundings_are_means_of_the_cells_that_exist() -> None:
    features = np.arange(9.0).reshape(1, 3, 3)

    assert with_surroundings(features)[1, 1, 1] == pytest.approx(4.0)
    assert with_surroundings(features)[1, 0, 0] == pytest.approx((0 + 1 + 3 + 4) / 4)


def test_the_boxes_are_within_their_photos_and_heads_are_not_larger_than_pets() -> None:
    for of in boxes().values():
        for left, top, right, bottom in of.values():
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1
    assert len(boxes()) == 45


def test_the_table_has_the_form_of_the_one_in_use() -> None:
    written = table({"head": (np.ones(240), 1.0), "whole": (np.ones(240), 1.0)})
    made = list(csv.DictReader(io.StringIO(written)))

    assert [list(row) for row in made] == [list(row) for row in rows("places.csv")]
    assert [row["channel"] for row in made] == [row["channel"] for row in rows("places.csv")]
