"""Expression and posture say what is visible, and no more."""

import numpy as np
import pytest

from local.bedrock.vision import wording
from local.bedrock.vision.factors import signal_names
from local.bedrock.vision.recognition import Recognition
from local.bedrock.vision.sight import GRID

ORDINARY = dict.fromkeys(signal_names(), 0.0)


def region(left: int, right: int) -> np.ndarray:
    pet = np.zeros((GRID, GRID))
    pet[20:80, left:right] = 1
    return pet


@pytest.mark.parametrize(
    ("signals", "words"),
    [
        ({}, "looking towards the camera from a slight angle, in even light"),
        ({"facing": 0.8}, "looking straight into the camera, in even light"),
        ({"facing": -0.8}, "looking past the camera, to one side, in even light"),
        ({"brightness": -0.8}, "looking towards the camera from a slight angle, in low light"),
        ({"brightness": 0.8}, "looking towards the camera from a slight angle, in bright light"),
        ({"contrast": 0.8}, "looking towards the camera from a slight angle, in strong light and shade"),
        ({"warmth": 0.8}, "looking towards the camera from a slight angle, in warm light"),
        ({"facing": 0.8, "ball": 0.9}, "looking straight into the camera, in even light, with a ball"),
    ],
)
def test_the_expression_tells_the_gaze_the_light_and_the_props(signals: dict[str, float], words: str) -> None:
    assert wording.expression(ORDINARY | signals) == words


@pytest.mark.parametrize(
    ("signals", "pet", "words"),
    [
        ({}, (30, 66), "settled and compact, at a comfortable distance"),
        ({"recline": 0.8}, (30, 66), "stretched out side-on, at a comfortable distance"),
        ({"recline": -0.8, "framing": 0.8}, (30, 66), "upright, close to the lens"),
        ({"framing": -0.8}, (0, 30), "settled and compact, some way back, left of centre"),
        ({}, (66, 96), "settled and compact, at a comfortable distance, right of centre"),
    ],
)
def test_the_posture_tells_the_body_the_distance_and_the_side(
    signals: dict[str, float], pet: tuple[int, int], words: str
) -> None:
    assert wording.posture(ORDINARY | signals, region(*pet)) == words


def test_a_pet_is_named_once_when_its_breed_is_its_species() -> None:
    hamster = Recognition("hamster", "hamster", is_pet=True, groups={"rodent": 1.0})
    beagle = Recognition("dog", "beagle", is_pet=True, groups={"scenthound": 1.0})
    assert wording.pet(hamster, "golden") == "a hamster with a golden coat"
    assert wording.pet(beagle, "mixed") == "a dog (beagle) with a coat of more than one colour"
