"""A look agrees with its subject: hair, beard, garment and signs of age are those of such a person."""

from dataclasses import replace
from typing import get_args

import pytest

from agent.person.casting import SKIN_TONES
from agent.schemas import Attire, CoatColor, Presentation
from local.bedrock.portrait.colors import luminance
from local.bedrock.portrait.hair import HAIR_STYLES, HairWanted, hair_styles
from local.bedrock.portrait.look import Look
from local.bedrock.portrait.parts import BOXES, variants
from local.bedrock.portrait.styling import look_of
from local.bedrock.portrait.subject import Subject
from local.bedrock.portrait.wardrobe import GARMENTS, TRADE_GARMENTS
from local.bedrock.random_draws import LabelledDraws
from tests.support.sampling import one_in

SEEDS = range(75)
AGES = (20, 30, 40, 50, 60)
SUBJECT = Subject(
    presentation="feminine",
    age=30,
    skin_tone="tan",
    hair_color="brown",
    hair=HairWanted(),
    facial_hair=None,
    expression="slight smile",
    attire="suit",
    background="corner_office",
    glasses=False,
)


def looks(**traits: object) -> list[Look]:
    """The looks of one subject under many seeds."""
    subject = replace(SUBJECT, **traits)  # type: ignore[arg-type]
    return [look_of(subject, LabelledDraws(seed)) for seed in SEEDS]


def a_look(**traits: object) -> Look:
    """The look of one subject under the first seed."""
    return look_of(replace(SUBJECT, **traits), LabelledDraws(SEEDS[0]))  # type: ignore[arg-type]


def shades(part: str, **traits: object) -> float:
    """How light a coloured part of such a subject is, on average."""
    found = [luminance(look.colors[part][0]) for look in looks(**traits)]
    return sum(found) / len(found)


@pytest.mark.parametrize("presentation", get_args(Presentation))
@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("attire", get_args(Attire))
def test_every_part_exists(presentation: str, age: int, attire: str) -> None:
    for look in looks(presentation=presentation, age=age, attire=attire, glasses=True):
        assert set(look.parts) <= set(BOXES)
        for component, variant in look.parts.items():
            assert variant in variants(component)


@pytest.mark.parametrize("presentation", ["feminine", "androgynous"])
@pytest.mark.parametrize("age", AGES)
def test_only_men_grow_a_beard_unasked(presentation: str, age: int) -> None:
    assert not any("facialHair" in look.parts for look in looks(presentation=presentation, age=age))


def test_some_men_have_a_beard_and_some_have_none() -> None:
    bearded = sum("facialHair" in look.parts for look in looks(presentation="masculine", age=40))

    assert 0.2 * len(SEEDS) < bearded < 0.7 * len(SEEDS)


def test_a_beard_is_grown_when_asked_for_and_shaved_when_not_wanted() -> None:
    men = {"presentation": "masculine"}

    assert all("beard" in look.parts["facialHair"] for look in looks(**men, facial_hair="beard"))
    assert all("moustache" in look.parts["facialHair"] for look in looks(**men, facial_hair="moustache"))
    assert not any("facialHair" in look.parts for look in looks(**men, facial_hair="none"))


def test_hair_is_that_of_the_presentation() -> None:
    feminine, masculine = ({look.parts["top"] for look in looks(presentation=p)} for p in ("feminine", "masculine"))
    women_only = {style.variant for style in HAIR_STYLES if style.worn_by == "f"}

    assert feminine & women_only
    assert not masculine & women_only


@pytest.mark.parametrize("presentation", get_args(Presentation))
@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("tone", one_in(3, SKIN_TONES))
def test_there_are_many_ways_to_wear_hair(presentation: str, age: int, tone: str) -> None:
    assert len({look.parts["top"] for look in looks(presentation=presentation, age=age, skin_tone=tone)}) >= 4


@pytest.mark.parametrize("age", [20, 30])
def test_the_young_are_neither_bald_nor_grey_nor_lined(age: int) -> None:
    for look in looks(presentation="masculine", age=age):
        assert look.parts["top"] not in {"sides", "receding"}
        assert look.hair_flow != "to the temples"
        assert "age" not in look.parts


def test_every_decade_from_forty_has_lines_of_its_own() -> None:
    lines = [{look.parts["age"] for look in looks(age=age)} for age in (40, 50, 60)]

    assert lines == [{"forties"}, {"fifties"}, {"sixties"}]


@pytest.mark.parametrize("coat", ["black", "dark brown", "brown", "red"])
def test_hair_turns_grey_with_age(coat: str) -> None:
    by_age = [shades("hair", age=age, hair_color=coat) for age in AGES]

    assert by_age[0] == by_age[1] < by_age[2] < by_age[3] < by_age[4]


def test_hair_colors_differ() -> None:
    assert len({a_look(hair_color=coat).colors["hair"] for coat in get_args(CoatColor)}) == len(get_args(CoatColor))


def test_skin_tones_darken_in_order() -> None:
    tones = [shades("skin", skin_tone=tone) for tone in SKIN_TONES]

    assert tones == sorted(tones, reverse=True)
    assert len(set(tones)) == len(tones)


@pytest.mark.parametrize("tone", SKIN_TONES)
@pytest.mark.parametrize("coat", get_args(CoatColor))
def test_brows_and_mouth_can_be_seen_on_every_skin(tone: str, coat: str) -> None:
    look = a_look(skin_tone=tone, hair_color=coat)
    skin = luminance(look.colors["skin"][0])

    for part in ("brows", "mouthLine", "lash"):
        assert abs(skin - luminance(look.colors[part][0])) > 0.09, part


@pytest.mark.parametrize("attire", get_args(Attire))
@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_a_garment_belongs_to_the_attire(attire: str, presentation: str) -> None:
    worn = {look.parts["clothes"] for look in looks(attire=attire, presentation=presentation)}

    assert worn <= {garment.variant for garment in GARMENTS if garment.attire == attire}
    assert len(worn) >= 3


def test_ties_are_not_worn_by_women_nor_bows_by_men() -> None:
    feminine, masculine = ({look.parts["clothes"] for look in looks(presentation=p)} for p in ("feminine", "masculine"))

    assert not any("Tie" in garment for garment in feminine)
    assert not any("Blouse" in garment for garment in masculine)


def test_glasses_are_worn_when_asked_for_only() -> None:
    assert all("accessories" in look.parts for look in looks(glasses=True))
    assert not any("accessories" in look.parts for look in looks(glasses=False))


@pytest.mark.parametrize(
    ("expression", "mouths"),
    [
        ("broad smile", {"broadSmile", "broadSmileTeeth"}),
        ("slight smile", {"slightSmile", "slightSmileLips"}),
        ("composed", {"composed", "composedLips"}),
    ],
)
@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_the_mouth_has_the_expression(presentation: str, expression: str, mouths: set[str]) -> None:
    assert {look.parts["mouth"] for look in looks(presentation=presentation, expression=expression)} <= mouths


@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_seeds_make_different_people(presentation: str) -> None:
    told_apart = {
        (look.parts["top"], look.parts["clothes"], look.parts["nose"], look.parts["head"], look.colors["iris"])
        for look in looks(presentation=presentation)
    }

    assert len(told_apart) > 0.8 * len(SEEDS)


def test_the_hair_that_is_wanted_is_worn_within_the_presentation() -> None:
    assert {style.texture for style in hair_styles("feminine", 30, HairWanted(texture="curly"))} == {"curly"}
    assert {style.length for style in hair_styles("masculine", 50, HairWanted(length="bald"))} == {"bald"}
    assert {style.length for style in hair_styles("masculine", 30, HairWanted(length="long"))} == {"long"}


def test_hair_that_nobody_of_that_kind_wears_gives_way() -> None:
    assert all("m" in style.worn_by for style in hair_styles("masculine", 30, HairWanted(texture="wavy")))
    assert all("f" in style.worn_by for style in hair_styles("feminine", 30, HairWanted(length="bald")))


@pytest.mark.parametrize("presentation", get_args(Presentation))
@pytest.mark.parametrize("age", AGES)
def test_under_a_hat_hair_lies_flat(presentation: Presentation, age: int) -> None:
    assert all(style.hat for style in hair_styles(presentation, age, HairWanted("long", "curly", hat=True)))


@pytest.mark.parametrize(("coat", "grey"), [("white", 0.1), ("grey", 0.1)])
def test_the_young_have_blond_hair_for_a_white_or_grey_coat(coat: str, grey: float) -> None:
    def saturation(age: int) -> float:
        color = a_look(age=age, hair_color=coat).colors["hair"][1]
        channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        return (max(channels) - min(channels)) / max(channels)

    assert min(saturation(20), saturation(30)) > 2 * grey
    assert saturation(60) < grey


def test_every_drawn_hair_style_is_worn_by_someone() -> None:
    assert variants("top") == {style.variant for style in HAIR_STYLES}


def test_every_drawn_garment_is_worn_by_someone() -> None:
    assert variants("clothes") == {garment.variant for garment in (*GARMENTS, *TRADE_GARMENTS)}
