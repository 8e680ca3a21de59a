"""Which boxes of a model are taken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.person.boxes import part_of, sensible
from agent.schemas import PetAnalysis, PetBox
from testing.replies import an_analysis

edges = st.floats() | st.integers(-3, 3) | st.none() | st.just("0.5") | st.booleans()


@pytest.mark.parametrize(
    "box",
    [
        [0.5, 0.1, 0.5, 0.9],
        [0.6, 0.1, 0.4, 0.9],
        [0.1, 0.9, 0.9, 0.1],
        [0.1, 0.1, 0.119, 0.9],
        [0.1, 0.1, 0.9],
        [120, 40, 600, 480],
        [-0.2, 0.1, 0.9, 0.9],
        [0.1, 0.1, float("nan"), 0.9],
        [True, True, False, False],
        {"left": 0.1},
        "0.1, 0.1, 0.9, 0.9",
    ],
)
def test_a_senseless_box_is_none_and_no_error(box: Any) -> None:
    analysis = PetAnalysis.model_validate(an_analysis(pet_box={"head": None, "whole": box}))

    assert analysis.pet_box == PetBox()


def test_a_box_that_reaches_a_little_outside_is_cut_to_the_photo() -> None:
    assert PetBox.model_validate({"whole": [-0.03, 0, 1.04, 0.5]}).whole == (0, 0, 1, 0.5)


@pytest.mark.parametrize("head", [[0.6, 0.1, 0.9, 0.4], [0.4, 0.1, 0.9, 0.4]])
def test_a_head_that_is_not_on_the_animal_is_dropped(head: list[float]) -> None:
    boxes = PetBox.model_validate({"head": head, "whole": [0.1, 0.1, 0.6, 0.9]})

    assert (boxes.head, boxes.whole) == (None, (0.1, 0.1, 0.6, 0.9))


def test_a_reply_without_boxes_and_looks_is_fine() -> None:
    reply = {name: part for name, part in an_analysis().items() if name not in ("pet_box", "looks")}

    assert PetAnalysis.model_validate(reply).pet_box == PetBox()


@given(st.lists(edges, max_size=6), st.lists(edges, min_size=4, max_size=4))
def test_whatever_a_model_answers_the_boxes_left_can_be_cropped(head: list[Any], whole: list[Any]) -> None:
    boxes = PetBox.model_validate({"head": head, "whole": whole})

    for box in (boxes.head, boxes.whole):
        assert box is None or (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1)
    assert part_of(boxes.head, boxes.whole)
    assert boxes.head == sensible(boxes.head)
