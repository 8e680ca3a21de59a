"""Which names suit a species and a presentation."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.person.name_table import PATTERNS, SpeciesGroup
from agent.person.names import (
    examples,
    follows_presentation,
    follows_species,
    given_names,
    pattern_words,
    species_group,
)
from agent.schemas import Presentation
from tests.support.strategies import anything_written

PRESENTATIONS = get_args(Presentation)
A_SPECIES = {
    "dog": "dog",
    "cat": "cat",
    "small mammal": "rabbit",
    "bird": "parrot",
    "reptile": "gecko",
    "fish": "goldfish",
    "hoofed": "horse",
    "other": "tarantula",
}


@pytest.mark.parametrize(
    ("species", "group"),
    [
        ("dog", "dog"),
        ("Dogs", "dog"),
        ("golden retriever dog", "dog"),
        ("puppies", "dog"),
        ("domestic cat", "cat"),
        ("guinea pig", "small mammal"),
        ("pig", "hoofed"),
        ("prairie dog", "small mammal"),
        ("sea horse", "fish"),
        ("horse", "hoofed"),
        ("catfish", "fish"),
        ("lionfish", "fish"),
        ("bearded dragon", "reptile"),
        ("geese", "bird"),
        ("COCKATIEL", "bird"),
        ("stick insect", "other"),
        ("", "other"),
        ("caterpillar", "other"),
    ],
)
def test_a_species_is_recognised_by_its_words(species: str, group: SpeciesGroup) -> None:
    assert species_group(species) == group


def test_every_group_has_a_pattern_and_names_for_every_presentation() -> None:
    assert set(PATTERNS) == set(get_args(SpeciesGroup)) == set(A_SPECIES)
    for species in A_SPECIES.values():
        assert pattern_words(species).endswith(".")
        assert all(len(given_names(species, presentation)) >= 15 for presentation in PRESENTATIONS)


def test_examples_are_a_handful_of_the_listed_names() -> None:
    for species in A_SPECIES.values():
        for presentation in PRESENTATIONS:
            shown = examples(species, "mix", presentation)
            assert 5 <= len(set(shown)) == len(shown) <= 10
            assert set(shown) <= set(given_names(species, presentation))


def test_every_listed_name_follows_its_own_species_and_presentation() -> None:
    for species in A_SPECIES.values():
        for presentation in PRESENTATIONS:
            for name in given_names(species, presentation):
                assert follows_species(f"{name} Jones", species), name
                assert follows_presentation(f"{name} Jones", presentation), name


@pytest.mark.parametrize(
    ("name", "species", "follows"),
    [
        ("Greg Miller", "dog", True),
        ("Doug Okafor", "dog", True),
        ("Buddy Rossi", "dog", True),
        ("Margaret Chen", "cat", True),
        ("Sebastian Park", "cat", True),
        ("Margaret Chen", "dog", False),
        ("Sebastian Park", "dog", False),
        ("Doug Okafor", "cat", False),
        ("Hazel Park", "rabbit", True),
        ("Tiberius Park", "tortoise", True),
        ("Marina Park", "goldfish", True),
        ("Winston Park", "pony", True),
        ("Zelda Park", "tarantula", True),
        ("Bob Park", "parrot", False),
    ],
)
def test_patterns_of_the_species(name: str, species: str, *, follows: bool) -> None:
    assert follows_species(name, species) is follows


@pytest.mark.parametrize(
    ("name", "species", "follows"),
    [
        ("Wilf Park", "dog", True),
        ("Chukwuemeka Park", "dog", False),
        ("Anneliese Park", "cat", True),
        ("Tam Park", "cat", False),
        ("Rosalba Park", "hamster", True),
        ("Bartek Park", "hamster", False),
        ("Emiliano Park", "canary", True),
        ("Kurt Park", "canary", False),
        ("Maximus Park", "snake", True),
        ("Jane Park", "snake", False),
        ("Marjorie Park", "koi", True),
        ("Peter Park", "koi", False),
        ("Millbrook Park", "horse", True),
        ("Ann Park", "horse", False),
        ("Quirin Park", "tarantula", True),
        ("Ann Park", "tarantula", False),
    ],
)
def test_an_unlisted_name_is_judged_by_the_rule_of_the_pattern(name: str, species: str, *, follows: bool) -> None:
    assert name.split()[0] not in {listed for p in PRESENTATIONS for listed in given_names(species, p)}
    assert follows_species(name, species) is follows


@pytest.mark.parametrize(
    ("name", "presentation", "follows"),
    [
        ("Margaret Chen", "feminine", True),
        ("Margaret Chen", "masculine", False),
        ("Margaret Chen", "androgynous", False),
        ("Greg Chen", "masculine", True),
        ("Greg Chen", "feminine", False),
        ("Alex Chen", "feminine", True),
        ("Alex Chen", "masculine", True),
        ("Alex Chen", "androgynous", True),
        ("Qwertzu Chen", "feminine", True),
        ("Qwertzu Chen", "masculine", True),
        ("Qwertzu Chen", "androgynous", True),
    ],
)
def test_only_a_listed_name_can_contradict_a_presentation(
    name: str, presentation: Presentation, *, follows: bool
) -> None:
    assert follows_presentation(name, presentation) is follows


@pytest.mark.parametrize("name", ["Dr. Margaret Chen", "MARGARET Chen", "Professor Dr. Margaret Chen", "Márgaret Chen"])
def test_titles_case_and_accents_do_not_matter(name: str) -> None:
    assert follows_species(name, "cat")
    assert not follows_presentation(name, "masculine")


@given(anything_written, anything_written, st.sampled_from(PRESENTATIONS))
def test_anything_written_is_judged_without_failing(name: str, species: str, presentation: Presentation) -> None:
    assert follows_species(name, species) in (True, False)
    assert follows_presentation(name, presentation) in (True, False)
    assert pattern_words(species)
    assert examples(species, "mix", presentation)
