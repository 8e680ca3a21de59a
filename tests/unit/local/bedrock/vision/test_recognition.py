"""From probabilities to a pet: what is named, what is called a mix, and what is no pet."""

from collections.abc import Callable

import numpy as np
import pytest

from local.bedrock.vision.recognition import Recognition, recognise

BASENJI, BEAGLE, WALKER, YORKSHIRE, AUSTRALIAN, PUG, HAIRLESS = 253, 162, 166, 187, 193, 254, 268
TABBY, TIGER_CAT, PERSIAN, SIAMESE, EGYPTIAN, LYNX = 281, 282, 283, 284, 285, 287
MACAW, COCKATOO, LION, TENNIS_BALL = 88, 89, 291, 852

Probabilities = Callable[[dict[int, float]], np.ndarray]


@pytest.fixture
def pet(probabilities: Probabilities) -> Callable[[dict[int, float]], Recognition]:
    def recognised(given: dict[int, float]) -> Recognition:
        recognition = recognise(probabilities(given))
        assert recognition is not None
        assert recognition.is_pet
        return recognition

    return recognised


@pytest.mark.parametrize(("mass", "present"), [(0.24, False), (0.26, True)], ids=["below the gate", "above the gate"])
def test_a_quarter_of_the_probability_must_be_animal(probabilities: Probabilities, mass: float, present: bool) -> None:
    assert (recognise(probabilities({PUG: mass})) is not None) is present


def test_a_classifier_without_a_clue_sees_no_pet_though_398_classes_are_animals() -> None:
    assert recognise(np.full(1000, 1 / 1000)) is None


def test_animals_that_are_each_barely_above_chance_are_no_pet(probabilities: Probabilities) -> None:
    assert recognise(probabilities(dict.fromkeys(range(1, 398, 20), 0.02))) is None


def test_a_pet_with_a_toy_is_a_pet(pet: Callable[..., Recognition]) -> None:
    assert pet({PUG: 0.3, TENNIS_BALL: 0.6}).breed == "pug"


def test_a_lion_is_an_animal_but_not_kept(probabilities: Probabilities) -> None:
    recognition = recognise(probabilities({LION: 0.8, TABBY: 0.1}))
    assert recognition is not None
    assert (recognition.species, recognition.is_pet) == ("lion", False)


def test_a_pet_with_a_touch_of_lion_stays_a_pet(pet: Callable[..., Recognition]) -> None:
    assert pet({TABBY: 0.4, LION: 0.35}).species == "cat"


def test_a_breed_with_most_of_the_species_is_named(pet: Callable[..., Recognition]) -> None:
    assert pet({BEAGLE: 0.55, PUG: 0.2}).breed == "beagle"


def test_a_breed_far_ahead_of_all_others_is_named(pet: Callable[..., Recognition]) -> None:
    others = dict.fromkeys(range(207, 217), 0.05)
    assert pet({PUG: 0.4, **others}).breed == "pug"


def test_two_close_breeds_are_a_mix_of_the_first(pet: Callable[..., Recognition]) -> None:
    assert pet({BEAGLE: 0.4, PUG: 0.35}).breed == "beagle mix"


def test_many_close_breeds_are_just_a_mix(pet: Callable[..., Recognition]) -> None:
    assert pet(dict.fromkeys(range(205, 213), 0.09)).breed == "mix"


def test_a_seldom_seen_breed_yields_to_its_common_double(pet: Callable[..., Recognition]) -> None:
    assert pet({AUSTRALIAN: 0.4, YORKSHIRE: 0.3}).breed == "Yorkshire terrier"


def test_a_seldom_seen_breed_without_a_double_is_named(pet: Callable[..., Recognition]) -> None:
    assert pet({BASENJI: 0.8}).breed == "basenji"


@pytest.mark.parametrize("coat", [TABBY, TIGER_CAT, EGYPTIAN])
def test_coats_of_cats_are_not_breeds(pet: Callable[..., Recognition], coat: int) -> None:
    assert pet({coat: 0.7}).breed == "domestic shorthair"


def test_a_lynx_in_the_living_room_is_a_longhaired_cat(pet: Callable[..., Recognition]) -> None:
    recognition = pet({LYNX: 0.5, PERSIAN: 0.3})
    assert (recognition.species, recognition.breed) == ("cat", "domestic longhair")


def test_a_hairless_dog_with_a_share_of_cat_is_a_sphynx(pet: Callable[..., Recognition]) -> None:
    recognition = pet({HAIRLESS: 0.5, EGYPTIAN: 0.2})
    assert (recognition.species, recognition.breed) == ("cat", "Sphynx")


def test_a_hairless_dog_without_one_is_a_dog(pet: Callable[..., Recognition]) -> None:
    assert pet({HAIRLESS: 0.7}).species == "dog"


def test_an_uncertain_parrot_is_a_parrot_not_a_mix(pet: Callable[..., Recognition]) -> None:
    assert pet({MACAW: 0.4, COCKATOO: 0.35}).breed == "parrot"


def test_temperament_groups_are_shared_out_within_the_species(pet: Callable[..., Recognition]) -> None:
    groups = pet({BEAGLE: 0.6, PUG: 0.2, SIAMESE: 0.1}).groups
    assert {name: share for name, share in groups.items() if share} == pytest.approx(
        {"scenthound": 0.75, "companion": 0.25}
    )


def test_a_named_breed_brings_its_colours_and_a_mix_brings_none(pet: Callable[..., Recognition]) -> None:
    assert pet({PUG: 0.7}).coats == ("cream", "black")
    assert pet({PUG: 0.4, BEAGLE: 0.35}).coats == ()
