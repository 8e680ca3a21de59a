"""The table from the pet's look to the person's."""

import re
from typing import Any, Final, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.person.casting import Casting
from agent.person.likenesses import (
    BUILDS,
    EARS,
    EYES,
    FACES,
    HAIR_WORDS,
    LENGTHS,
    MOST_NAMED,
    PATTERNS,
    POSES,
    TEXTURES,
    hair_words,
    likenesses,
    traits_of,
)
from agent.person.name_table import SPECIES_WORDS
from agent.person.props import prop_of
from agent.prompts.portrait import carried_traits, portrait_prompt
from agent.schemas import (
    AgeRange,
    Background,
    Build,
    Career,
    CoatColor,
    CoatLength,
    CoatPattern,
    CoatTexture,
    Ears,
    EyeColor,
    Face,
    PetAnalysis,
    Pose,
)
from testing.replies import career, pet_analysis
from tests.support.strategies import looks

# A profile's 47 scores and a career's texts take long to draw, and decide little here.
ANALYSES: Final = st.builds(
    lambda coat, seen: pet_analysis(coat_color=coat, looks=seen), st.sampled_from(get_args(CoatColor)), looks()
)
CAREERS: Final = st.builds(
    lambda title, industry, **settled: career(job_title=title, industry=industry, **settled),
    st.sampled_from(["Pastry Chef", "Chief of Protocol", "W" * 80]),
    st.sampled_from(["Food", "Health care", "Law", "W" * 60]),
    age_range=st.sampled_from(get_args(AgeRange)),
    background_setting=st.sampled_from(get_args(Background)),
)
CAST: Final = Casting("androgynous", "light olive")
STABILITY, NOVA, TITAN = 10_000, 1024, 512


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (HAIR_WORDS, CoatColor),
        (PATTERNS, CoatPattern),
        (LENGTHS, CoatLength),
        (TEXTURES, CoatTexture),
        (EYES, EyeColor),
        (EARS, Ears),
        (BUILDS, Build),
        (FACES, Face),
        (POSES, Pose),
    ],
)
def test_everything_that_can_be_seen_has_its_words(table: Any, words: Any) -> None:
    assert set(table) == set(get_args(words))


def _stated(analysis: PetAnalysis, job: Career) -> list[str]:
    """The person's words for each thing that the analysis states, read from the tables one by one."""
    looks = analysis.looks
    tables: list[tuple[Any, Any]] = [
        (PATTERNS, looks.coat_pattern),
        (TEXTURES, looks.coat_texture),
        (LENGTHS, looks.coat_length),
        (EYES, looks.eye_color),
        (EARS, looks.ears),
        (BUILDS, looks.build),
        (FACES, looks.face),
        (POSES, looks.pose),
    ]
    words = [table[seen].person for table, seen in tables if seen is not None]
    return [*words, f"{hair_words(analysis.coat_color, job.age_range)} hair", *(prop_of(p).person for p in looks.props)]


@settings(max_examples=200)
@given(analysis=ANALYSES, person=CAREERS)
def test_all_stated_traits_are_in_the_stability_prompt(analysis: PetAnalysis, person: Career) -> None:
    prompt = portrait_prompt(analysis, person, CAST, STABILITY)

    assert [words for words in _stated(analysis, person) if words not in prompt] == []
    assert len(prompt) <= STABILITY


@settings(max_examples=50)
@given(analysis=ANALYSES, person=CAREERS, limit=st.sampled_from([TITAN, NOVA]))
def test_a_short_limit_keeps_the_most_telling(analysis: PetAnalysis, person: Career, limit: int) -> None:
    everything, carried = traits_of(analysis, person.age_range), carried_traits(analysis, person, CAST, limit)
    prompt = portrait_prompt(analysis, person, CAST, limit)

    assert len(prompt) <= limit
    assert carried == everything[: len(carried)]
    assert [trait.words for trait in carried if trait.words not in prompt] == []


@pytest.mark.parametrize("age", get_args(AgeRange))
def test_grey_hair_is_for_ages_that_have_it(age: AgeRange) -> None:
    young = age in ("20s", "30s")

    assert hair_words("white", age) == ("platinum blond" if young else "silver white")
    assert hair_words("grey", age) == ("ash blond" if young else "ash grey")


@pytest.mark.parametrize(
    ("prop", "words"),
    [
        ("red bow tie", "a red bow tie"),
        ("sunglasses", "sunglasses"),
        ("lion costume", "a hint of a costume"),
        ("dog bed", "a daybed with cushions behind"),
        ("cat tree", "a tall bookcase behind"),
        ("pine trees", "a tree behind"),
        ("Christmas tree", "a lit Christmas tree behind"),
        ("tennis ball", "a tennis ball on the desk"),
        ("another cat", "a framed photo on the desk"),
        ("dog", "a framed photo on the desk"),
        ("🎈", "a framed photo on the desk"),
    ],
)
def test_a_prop_becomes_something_of_a_person(prop: str, words: str) -> None:
    assert prop_of(prop).person == words


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from([*" ".join(SPECIES_WORDS.values()).split(), "pet", "toy", "bed", "hat", "of", "small"]),
        min_size=1,
        max_size=6,
    )
)
def test_no_prop_brings_an_animal_into_the_portrait(words: list[str]) -> None:
    animals = {name for name in " ".join(SPECIES_WORDS.values()).split() if "_" not in name} | {"pet"}

    assert animals.isdisjoint(re.findall(r"[a-z]+", prop_of(" ".join(words).replace("_", " ")[:60]).person))


def test_results_name_the_most_telling_likenesses() -> None:
    named = likenesses(carried_traits(pet_analysis(), career(), CAST))

    assert len(named) == MOST_NAMED
    assert named[:3] == [
        {"pet": "a bow tie", "person": "a bow tie"},
        {"pet": "a tabby's three browns", "person": "chestnut brown hair in three streaked tones"},
        {"pet": "amber eyes", "person": "amber eyes"},
    ]


def test_an_analysis_of_the_older_shape_still_has_the_coats_colour() -> None:
    assert likenesses(traits_of(pet_analysis(looks={}, coat_color="grey"), "50s")) == [
        {"pet": "a grey coat", "person": "ash grey hair"}
    ]


@pytest.mark.parametrize(
    ("species", "color", "words"),
    [
        ("cat", "mixed", "a coat of mixed colours"),
        ("budgie", "grey", "grey plumage"),
        ("goldfish", "golden", "golden scales"),
    ],
)
def test_a_pet_has_a_coat_plumage_or_scales(species: str, color: str, words: str) -> None:
    (likeness,) = likenesses(traits_of(pet_analysis(species=species, looks={}, coat_color=color), "30s"))

    assert likeness["pet"] == words
