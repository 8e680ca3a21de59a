"""Coats get the names that people would give them."""

import numpy as np
import pytest

from local.bedrock.vision.coat import measure_coat
from local.bedrock.vision.colour import lab

SIZE = 96


def named(
    *patches: tuple[int, int, int],
    light: float = 1.0,
    coats: tuple[str, ...] = (),
    called: bool = False,
    points: bool = False,
) -> str:
    """The name of a coat of equal patches of colour (sRGB) before a white wall, under weaker or full light."""
    scene = np.full((SIZE, SIZE, 3), 245.0)
    stripes = np.array_split(np.arange(20, 76), len(patches))
    for columns, colour in zip(stripes, patches, strict=True):
        scene[20:76, columns] = colour
    region = np.zeros((SIZE, SIZE))
    region[20:76, 20:76] = 1
    coat = measure_coat(lab(scene * light), region, region)
    return coat.colour(coats, points=points) if called else coat.name(coats)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((22, 21, 22), "black"),
        ((68, 48, 36), "dark brown"),
        ((122, 86, 54), "brown"),
        ((160, 85, 45), "red"),
        ((196, 146, 80), "golden"),
        ((226, 206, 170), "cream"),
        ((240, 238, 230), "white"),
        ((128, 129, 131), "grey"),
    ],
)
def test_one_colour_has_its_name(colour: tuple[int, int, int], name: str) -> None:
    assert named(colour) == name


@pytest.mark.parametrize(
    "patches",
    [((25, 24, 25), (235, 233, 228)), ((190, 110, 50), (238, 232, 220))],
    ids=["black and white", "red and white"],
)
def test_two_colours_are_mixed(patches: tuple[tuple[int, int, int], ...]) -> None:
    assert named(*patches) == "mixed"


def test_instead_of_mixed_a_coat_has_the_colour_that_people_would_name() -> None:
    black, white, orange, water = (25, 24, 25), (235, 233, 228), (230, 95, 20), (70, 74, 78)

    assert named(black, black, white, called=True) == "black"
    assert named(black, white, white, called=True) == "white"
    assert named(orange, water, water, called=True) == "red"


def test_the_dark_points_of_a_light_coat_do_not_name_it() -> None:
    assert (
        named((25, 24, 22), (25, 24, 22), (226, 206, 170), coats=("cream", "mixed"), called=True, points=True)
        == "cream"
    )


def test_the_shaded_side_of_a_golden_coat_does_not_make_it_mixed() -> None:
    assert named((196, 146, 80), (196, 146, 80), (98, 71, 38)) == "golden"


def test_a_white_dog_in_a_dim_room_is_still_white() -> None:
    assert named((240, 238, 232), light=0.7) == "white"


def test_a_breed_is_named_by_one_of_its_own_colours() -> None:
    assert named((150, 150, 150), coats=("cream", "black")) == "cream"


def test_a_pet_without_a_clear_region_is_named_by_the_evidence() -> None:
    scene = lab(np.full((SIZE, SIZE, 3), 30.0))
    assert measure_coat(scene, np.zeros((SIZE, SIZE)), np.ones((SIZE, SIZE))).name() in ("black", "grey")
