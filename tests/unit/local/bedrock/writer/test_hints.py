"""What of the analysis can be said of a person, and what can't."""

import pytest

from local.bedrock.writer import hints, tables
from testing.replies import pet_analysis


@pytest.mark.parametrize(
    ("vibe", "quoted"),
    [
        ("CFO energy", "CFO energy"),
        ("field agent, finishes your sentences", "field agent"),
        ("quiet landlord", "quiet landlord"),
        ("lap cat energy", None),
        ("top dogs only", None),
        ("fluffy but firm", None),
        ("100 % business", None),
        ("x" * 80, None),
    ],
)
def test_a_vibe_is_quoted_only_if_it_could_be_a_persons(vibe: str, quoted: str | None) -> None:
    assert hints.quotable_vibe(pet_analysis(vibe=vibe)) == quoted


def test_traits_are_quoted_together_or_not_at_all() -> None:
    assert hints.quotable_traits(pet_analysis(dominant_traits=["Bold", "calm", "open-minded"])) == (
        "bold, calm, open-minded"
    )
    assert hints.quotable_traits(pet_analysis(dominant_traits=["bold", "calm", "wags its tail"])) is None


def test_expression_and_posture_both_give_a_look() -> None:
    looks = tables.frames().looks

    seen = hints.looks(pet_analysis(expression="a stern stare", posture="stretched out on a rug"))

    assert seen == [*looks["stern"].says, *looks["stretched"].says]


def test_an_unknown_expression_gives_no_look() -> None:
    assert hints.looks(pet_analysis(expression="hmm", posture="there")) == []


@pytest.mark.parametrize(
    ("species", "breed", "word"),
    [
        ("dog", "Golden Retriever", "retriever"),
        ("dog", "Yorkshire terrier mix", "yorkshire"),
        ("dog", "German shorthaired pointer", "pointer"),
        ("cat", "Siamese", "siamese"),
        ("cat", "domestic shorthair", "british"),
    ],
)
def test_a_breed_has_the_habits_of_its_kind(species: str, breed: str, word: str) -> None:
    habits = hints.breed_habits(pet_analysis(species=species, breed=breed))

    assert [kind.says for kind in tables.breeds().kind if kind.species == species and word in kind.words] == [habits]


@pytest.mark.parametrize(("species", "breed"), [("dog", "mix"), ("rabbit", "Holland Lop"), ("cat", "retriever")])
def test_a_mix_an_unknown_breed_and_another_species_have_none(species: str, breed: str) -> None:
    assert hints.breed_habits(pet_analysis(species=species, breed=breed)) == ()


def test_people_grow_up_where_their_breed_comes_from_or_anywhere() -> None:
    assert "a side street in Kyoto" in hints.homes(pet_analysis(species="dog", breed="Shiba Inu"))
    assert hints.homes(pet_analysis(breed="mix")) == tables.frames().trajectory.homes
