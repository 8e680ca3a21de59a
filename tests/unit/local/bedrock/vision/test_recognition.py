"""From probabilities to a pet: what is named, what is called a mix, and what is no pet."""

from collections.abc import Callable

import numpy as np
import pytest

from local.bedrock.vision.coat import Coat
from local.bedrock.vision.recognition import Recognition, recognise

BASENJI, BEAGLE, WALKER, YORKSHIRE, AUSTRALIAN, PUG, HAIRLESS = 253, 162, 166, 187, 193, 254, 268
TABBY, TIGER_CAT, PERSIAN, SIAMESE, EGYPTIAN, LYNX = 281, 282, 283, 284, 285, 287
HUSKY, ESKIMO, GREAT_DANE, WOLF = 250, 248, 246, 269
HAMSTER, RABBIT, HORSE, HORSE_CART = 333, 330, 339, 603
LORIKEET = 90
MACAW, COCKATOO, LION, TENNIS_BALL = 88, 89, 291, 852

Tone = tuple[float, float, float]
BLACK: Tone = (8, 0, 0)
WHITE: Tone = (92, 0, 4)
GINGER: Tone = (64, 14, 36)

Probabilities = Callable[[dict[int, float]], np.ndarray]


def coat(dark: Tone, light: Tone) -> Coat:
    return Coat(np.array(dark), np.array([dark, light]), np.array([0.5, 0.5]))


@pytest.fixture
def pet(probabilities: Probabilities) -> Callable[[dict[int, float]], Recognition]:
    def recognised(given: dict[int, float]) -> Recognition:
        recognition = recognise(probabilities(given))
        assert recognition is not None
        assert recognition.is_pet
        return recognition

    return recognised


@pytest.mark.parametrize(("mass", "present"), [(0.26, False), (0.28, True)], ids=["below the gate", "above the gate"])
def test_a_good_quarter_of_the_probability_must_be_kept_animals(
    probabilities: Probabilities, mass: float, present: bool
) -> None:
    assert (recognise(probabilities({PUG: mass})) is not None) is present


def test_a_classifier_without_a_clue_sees_no_pet_though_398_classes_are_animals() -> None:
    assert recognise(np.full(1000, 1 / 1000)) is None


def test_animals_that_are_each_at_chance_are_no_pet(probabilities: Probabilities) -> None:
    assert recognise(probabilities(dict.fromkeys(range(151, 251), 0.003))) is None


def test_a_pet_with_a_toy_is_a_pet(pet: Callable[..., Recognition]) -> None:
    assert pet({PUG: 0.3, TENNIS_BALL: 0.6}).breed == "pug"


def test_a_lion_is_an_animal_but_not_kept(probabilities: Probabilities) -> None:
    recognition = recognise(probabilities({LION: 0.8, TABBY: 0.1}))
    assert recognition is not None
    assert (recognition.species, recognition.is_pet) == ("lion", False)


def test_a_pet_with_a_touch_of_lion_stays_a_pet(pet: Callable[..., Recognition]) -> None:
    assert pet({TABBY: 0.45, LION: 0.42}).species == "cat"


def test_a_breed_with_most_of_the_species_is_named(pet: Callable[..., Recognition]) -> None:
    assert pet({BEAGLE: 0.55, PUG: 0.2}).breed == "beagle"


def test_a_breed_far_ahead_of_all_others_is_named(pet: Callable[..., Recognition]) -> None:
    others = dict.fromkeys(range(207, 217), 0.05)
    assert pet({PUG: 0.4, **others}).breed == "pug"


def test_two_close_breeds_are_a_mix_of_the_first(pet: Callable[..., Recognition]) -> None:
    assert pet({BEAGLE: 0.36, PUG: 0.35, HUSKY: 0.2}).breed == "beagle mix"


def test_many_close_breeds_are_a_mixed_breed(pet: Callable[..., Recognition]) -> None:
    assert pet(dict.fromkeys(range(205, 213), 0.09)).breed == "mixed breed"


def test_a_seldom_seen_breed_yields_to_its_common_double(pet: Callable[..., Recognition]) -> None:
    assert pet({AUSTRALIAN: 0.4, YORKSHIRE: 0.3}).breed == "Yorkshire terrier"


def test_a_seldom_seen_breed_without_a_double_is_named(pet: Callable[..., Recognition]) -> None:
    assert pet({BASENJI: 0.8}).breed == "basenji"


@pytest.mark.parametrize(
    ("given", "breed"),
    [
        ({TABBY: 0.7}, "tabby"),
        ({TIGER_CAT: 0.4, EGYPTIAN: 0.4}, "tabby"),
        ({EGYPTIAN: 0.8}, "domestic shorthair"),
        ({PERSIAN: 0.4, LYNX: 0.4}, "domestic longhair"),
        ({PERSIAN: 0.8}, "Persian"),
        ({SIAMESE: 0.5, EGYPTIAN: 0.4}, "domestic shorthair"),
    ],
)
def test_a_cats_breed_is_named_only_when_near_certain(
    pet: Callable[..., Recognition], given: dict[int, float], breed: str
) -> None:
    recognition = pet(given)
    assert (recognition.species, recognition.breed) == ("cat", breed)


@pytest.mark.parametrize(
    ("tones", "given", "breed"),
    [
        ((BLACK, BLACK), {EGYPTIAN: 0.8}, "black shorthair"),
        ((BLACK, BLACK), {SIAMESE: 0.7, EGYPTIAN: 0.1}, "black shorthair"),
        ((BLACK, WHITE), {EGYPTIAN: 0.8}, "black-and-white shorthair"),
        ((BLACK, WHITE), {TABBY: 0.8}, "tabby-and-white"),
        ((GINGER, GINGER), {TABBY: 0.8}, "ginger tabby"),
        ((WHITE, WHITE), {LYNX: 0.8}, "white longhair"),
    ],
)
def test_a_cat_without_a_breed_is_called_by_its_coat(
    probabilities: Probabilities, tones: tuple[Tone, Tone], given: dict[int, float], breed: str
) -> None:
    recognition = recognise(probabilities(given), coat(*tones))
    assert recognition is not None
    assert recognition.breed == breed


def test_a_coat_that_the_breed_does_not_have_counts_against_it(probabilities: Probabilities) -> None:
    given = {ESKIMO: 0.7, HUSKY: 0.2}
    white, black = (recognise(probabilities(given), coat(tone, tone)) for tone in (WHITE, BLACK))
    assert white is not None
    assert black is not None
    assert (white.breed, black.breed) == ("American Eskimo dog", "Siberian husky")


def test_a_dog_with_a_good_share_of_hoofed_animals_is_one(pet: Callable[..., Recognition]) -> None:
    assert pet({GREAT_DANE: 0.4, HORSE: 0.08, HORSE_CART: 0.05}).species == "horse"
    assert pet({GREAT_DANE: 0.4, HORSE: 0.04}).species == "dog"


def test_animals_that_look_alike_count_together(pet: Callable[..., Recognition]) -> None:
    assert pet({PERSIAN: 0.25, HAMSTER: 0.18, RABBIT: 0.2}).species == "rabbit"


def test_a_wolf_is_no_pet(probabilities: Probabilities) -> None:
    recognition = recognise(probabilities({WOLF: 0.6, HUSKY: 0.3}))
    assert recognition is not None
    assert (recognition.species, recognition.is_pet) == ("wolf", False)


def test_a_husky_with_a_touch_of_wolf_stays_a_pet(pet: Callable[..., Recognition]) -> None:
    assert pet({WOLF: 0.4, HUSKY: 0.5}).breed == "Siberian husky"


def test_a_hairless_dog_with_a_share_of_cat_is_a_sphynx(pet: Callable[..., Recognition]) -> None:
    recognition = pet({HAIRLESS: 0.5, EGYPTIAN: 0.2})
    assert (recognition.species, recognition.breed) == ("cat", "Sphynx")


def test_a_hairless_dog_without_one_is_a_dog(pet: Callable[..., Recognition]) -> None:
    assert pet({HAIRLESS: 0.7}).species == "dog"


def test_an_uncertain_parrot_is_a_parrot_not_a_mix(pet: Callable[..., Recognition]) -> None:
    assert pet({MACAW: 0.36, COCKATOO: 0.35, LORIKEET: 0.2}).breed == "parrot"


def test_temperament_groups_are_shared_out_within_the_species(pet: Callable[..., Recognition]) -> None:
    groups = pet({BEAGLE: 0.6, PUG: 0.2, SIAMESE: 0.1}).groups
    assert {name: share for name, share in groups.items() if share} == pytest.approx(
        {"scenthound": 0.75, "companion": 0.25}
    )


def test_a_named_breed_brings_its_colours_and_a_mix_brings_none(pet: Callable[..., Recognition]) -> None:
    assert pet({PUG: 0.7}).coats == ("cream", "black")
    assert pet({PUG: 0.36, BEAGLE: 0.35, HUSKY: 0.2}).coats == ()
