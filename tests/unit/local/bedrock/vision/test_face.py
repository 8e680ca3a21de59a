"""Eyes are named only as a level pair, a tongue only in the middle below."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from local.bedrock.vision.face import eye_colour, head_colours, tongue_shows

GREY, BLUE, GREEN, AMBER, PINK, RED = (
    (110, 110, 110),
    (70, 130, 230),
    (120, 190, 90),
    (200, 140, 40),
    (215, 130, 150),
    (200, 20, 40),
)
WHOLE = (0.0, 0.0, 1.0, 1.0)


def head(*spots: tuple[tuple[int, int, int], tuple[int, int], int]) -> np.ndarray:
    """A grey head with round spots: colour, middle and radius, in hundredths."""
    face = Image.new("RGB", (100, 100), GREY)
    for colour, (x, y), radius in spots:
        ImageDraw.Draw(face).ellipse((x - radius, y - radius, x + radius, y + radius), colour)
    return head_colours(face, WHOLE)


@pytest.mark.parametrize(("colour", "name"), [(BLUE, "blue"), (GREEN, "green"), (AMBER, "amber")])
def test_two_level_eyes_have_a_colour(colour: tuple[int, int, int], name: str) -> None:
    assert eye_colour(head((colour, (30, 45), 5), (colour, (70, 47), 5))) == name


def test_what_is_no_pair_of_eyes_has_none() -> None:
    for spots in (
        [],
        [(BLUE, (30, 45), 5)],
        [(BLUE, (30, 30), 5), (BLUE, (70, 70), 5)],
        [(BLUE, (25, 45), 20), (BLUE, (75, 45), 20)],
    ):
        assert eye_colour(head(*spots)) is None


def test_a_tongue_is_pink_and_in_the_middle_below() -> None:
    assert tongue_shows(head((PINK, (50, 75), 9)))
    assert not tongue_shows(head((PINK, (50, 20), 9)))
    assert not tongue_shows(head((PINK, (90, 75), 9)))


def test_a_nose_and_a_ribbon_are_no_tongue() -> None:
    assert not tongue_shows(head((PINK, (50, 60), 4)))
    assert not tongue_shows(head((RED, (50, 75), 9)))
