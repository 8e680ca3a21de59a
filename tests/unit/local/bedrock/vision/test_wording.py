"""The words say what is visible, as a person would, and no more."""

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


UNSEEN = {"face": None, "pose": None, "ears": None}


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        ({}, "taking it all in"),
        ({"pose": "facing the camera"}, "face to the camera"),
        ({"face": "tongue out", "ears": "upright"}, "tongue out, ears up"),
        ({"ears": "floppy"}, "taking it all in"),
    ],
)
def test_the_expression_is_that_of_the_face(looks: dict[str, object], words: str) -> None:
    assert wording.expression(UNSEEN | looks) == words


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


def test_the_posture_has_the_props() -> None:
    assert wording.posture(ORDINARY, region(30, 66), ["tennis ball"]).endswith(", with a tennis ball")


@pytest.mark.parametrize(
    ("species", "breed", "words"),
    [
        ("hamster", "hamster", "a hamster with a golden coat"),
        ("dog", "Afghan hound", "an Afghan hound with a golden coat"),
        ("dog", "beagle mix", "a beagle mix with a golden coat"),
        ("dog", "mixed breed", "a mixed breed dog with a golden coat"),
        ("chicken", "rooster", "a rooster with a golden coat"),
        ("cat", "ginger tabby", "a ginger tabby cat"),
    ],
)
def test_a_pet_is_called_what_a_person_would_call_it(species: str, breed: str, words: str) -> None:
    assert wording.pet(Recognition(species, breed, is_pet=True, shares={}), "golden") == words


def test_a_refusal_says_what_there_is_instead() -> None:
    assert wording.nothing("food or drink") == "food or drink, and no animal"
    assert wording.nothing(None) == "no animal"
    assert wording.wild("wolf") == "a wild animal (wolf), and no pet"
    assert (
        wording.drawn(Recognition("chicken", "rooster", is_pet=True, shares={}))
        == "a drawing of a rooster, not a photo"
    )
