"""The table of animals agrees with ImageNet's order, with the temperaments and with the palette."""

import csv
from importlib.resources import files
from typing import get_args

import pytest

from agent import schemas
from agent.schemas import CoatColor
from local.bedrock.vision.animals import animals
from local.bedrock.vision.factors import group_factors


def test_the_rows_are_in_the_order_of_the_classes() -> None:
    table = files("local.bedrock.vision").joinpath("animals.csv").read_text(encoding="utf-8")
    assert [int(row["class"]) for row in csv.DictReader(table.splitlines())] == list(range(398))


@pytest.mark.parametrize(
    ("index", "species", "breed"),
    [
        (1, "fish", "goldfish"),
        (8, "chicken", "hen"),
        (29, "axolotl", "axolotl"),
        (37, "turtle", "box turtle"),
        (47, "lizard", "chameleon"),
        (88, "parrot", "macaw"),
        (99, "goose", "goose"),
        (151, "dog", "Chihuahua"),
        (162, "dog", "beagle"),
        (187, "dog", "Yorkshire terrier"),
        (207, "dog", "golden retriever"),
        (235, "dog", "German shepherd"),
        (254, "dog", "pug"),
        (268, "dog", "Mexican hairless"),
        (281, "cat", "domestic shorthair"),
        (284, "cat", "Siamese"),
        (333, "hamster", "hamster"),
        (338, "guinea pig", "guinea pig"),
        (339, "horse", "horse"),
        (359, "ferret", "ferret"),
    ],
)
def test_well_known_classes_are_where_imagenet_has_them(index: int, species: str, breed: str) -> None:
    assert (animals()[index].species, animals()[index].breed, animals()[index].wild) == (species, breed, False)


@pytest.mark.parametrize(
    ("index", "species"), [(2, "shark"), (291, "lion"), (294, "bear"), (340, "zebra"), (386, "elephant")]
)
def test_what_nobody_keeps_is_wild(index: int, species: str) -> None:
    assert (animals()[index].species, animals()[index].wild) == (species, True)


def test_all_118_dog_breeds_are_named_apart() -> None:
    breeds = [animal.breed for animal in animals()[151:269]]
    assert len(set(breeds)) == 118


def test_every_pet_has_a_breed_and_a_temperament() -> None:
    pets = [animal for animal in animals() if not animal.wild]
    assert all(animal.breed for animal in pets)
    assert {animal.group for animal in pets} == set(group_factors())


def test_every_look_is_a_word_of_the_schema() -> None:
    words = {
        word
        for kind in (schemas.CoatPattern, schemas.CoatLength, schemas.CoatTexture, schemas.Ears, schemas.Build)
        for word in get_args(kind)
    } | {f"eyes {colour}" for colour in get_args(schemas.EyeColor)}
    assert {look for animal in animals() for look in animal.looks} <= words


def test_all_dogs_are_of_one_family_and_wolves_are_wild() -> None:
    assert {animal.family for animal in animals() if animal.species == "dog"} == {"dog"}
    assert [animal.species for animal in animals()[269:273]] == ["wolf", "wolf", "wolf", "coyote"]


def test_breeds_come_in_colours_of_the_palette() -> None:
    assert {coat for animal in animals() for coat in animal.coats} <= set(get_args(CoatColor))
