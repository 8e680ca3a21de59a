"""The looks are what the likely breeds share, and what coat and face show."""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest

from agent import schemas
from agent.schemas import Looks
from local.bedrock.vision.coat import Coat
from local.bedrock.vision.looks import BUILDS, EARS, EYES, LENGTHS, PATTERNS, TEXTURES, looks
from local.bedrock.vision.recognition import recognise

BEAGLE, PUG, DALMATIAN, TABBY, EGYPTIAN, MACAW = 162, 254, 251, 281, 285, 88
PLAIN = Coat(np.array([40.0, 5, 10]), np.array([[38.0, 5, 10], [44.0, 5, 10]]), np.array([0.5, 0.5]))
HEAD = np.full((96, 96, 3), (50.0, 0, 0))
Seen = Callable[..., Looks]


@pytest.fixture
def seen(probabilities: Callable[[dict[int, float]], np.ndarray]) -> Seen:
    def look(given: dict[int, float], facing: float = 0.0) -> Looks:
        recognition = recognise(probabilities(given))
        assert recognition is not None
        return Looks.model_validate(looks(recognition, PLAIN, HEAD, {"facing": facing}, probabilities(given)))

    return look


def test_a_breed_brings_its_looks(seen: Seen) -> None:
    dalmatian = seen({DALMATIAN: 0.9})
    assert (dalmatian.coat_pattern, dalmatian.coat_length, dalmatian.ears) == ("spotted", "short", "floppy")


def test_breeds_that_differ_leave_open_what_they_differ_in(seen: Seen) -> None:
    either = seen({BEAGLE: 0.45, PUG: 0.45})
    assert (either.coat_length, either.ears, either.build) == ("short", None, None)


def test_cats_have_the_pattern_of_their_coat(seen: Seen) -> None:
    assert seen({TABBY: 0.9}).coat_pattern == "tabby"
    assert seen({EGYPTIAN: 0.9}).coat_pattern == "solid"


def test_a_face_to_the_camera_is_a_pose_of_dogs_and_cats_alone(seen: Seen) -> None:
    assert seen({BEAGLE: 0.9}, facing=0.8).pose == "facing the camera"
    assert seen({BEAGLE: 0.9}, facing=-0.9).pose is None
    assert seen({MACAW: 0.9}, facing=0.8).pose is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (PATTERNS, schemas.CoatPattern),
        (LENGTHS, schemas.CoatLength),
        (TEXTURES, schemas.CoatTexture),
        (EYES, schemas.EyeColor),
        (EARS, schemas.Ears),
        (BUILDS, schemas.Build),
    ],
)
def test_the_words_are_those_of_the_schema(words: tuple[str, ...], kind: object) -> None:
    assert words == get_args(kind)
