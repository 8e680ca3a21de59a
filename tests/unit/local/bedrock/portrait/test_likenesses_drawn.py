"""What a result names as a likeness can be seen in the offline portrait."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from agent.person.casting import Casting
from agent.person.likenesses import EARS
from agent.person.props import TRANSLATED, WORN
from agent.person.trades import TRADES
from agent.prompts.portrait import portrait_prompt
from agent.schemas import Presentation
from local.bedrock.portrait import figure, portrait
from local.bedrock.portrait.hair import HairLength, HairTexture, HairWanted, hair_styles
from local.bedrock.portrait.prompt_reader import Wanted, read_prompt
from local.bedrock.portrait.scenes.desk import DESK_THINGS, desk
from local.bedrock.portrait.styling import look_of
from local.bedrock.portrait.subject import Subject
from local.bedrock.random_draws import LabelledDraws
from local.bedrock.vision.tables import rows
from testing import replies

# A costume can be anything.
UNDRAWN = {"costume"}
PLACES_OF_ANIMALS = ("cat tree", "scratching post", "litter box", "stuffed animal", "sleeping bag")
LENGTHS: tuple[HairLength, ...] = ("short", "medium", "long")
TEXTURES: tuple[HairTexture, ...] = ("sleek", "wavy", "tousled", "curly")


def prompt(job_title: str = "Analyst", **looks: object) -> str:
    """The agent's prompt for a pet with such looks and a person with such a job."""
    career = replies.career(job_title=job_title, industry=job_title, background_setting="linkedin_blue")
    analysis = replies.pet_analysis(looks=looks)
    return portrait_prompt(analysis, career, Casting(presentation="feminine", skin_tone="tan"), 10_000)


def drawn_of_props(wanted: Wanted) -> Iterator[object]:
    details = wanted.details
    yield from (*details.worn, *details.things, *details.desk)
    yield from filter(None, (details.garment, details.place, wanted.glasses))


@pytest.mark.parametrize("prop", [row["prop"] for row in rows("props.csv")])
def test_every_prop_that_is_recognised_offline_is_drawn(prop: str) -> None:
    assert list(drawn_of_props(read_prompt(prompt(props=[prop]))))


def test_every_prop_that_the_table_of_likenesses_names_is_drawn() -> None:
    names = {*TRANSLATED, *PLACES_OF_ANIMALS, *WORN} - UNDRAWN

    assert [prop for prop in sorted(names) if not list(drawn_of_props(read_prompt(prompt(props=[prop]))))] == []


def test_several_things_stand_behind_and_two_on_the_desk() -> None:
    details = read_prompt(prompt(props=["sofa", "window", "red ball", "teddy bear", "mug"])).details

    assert len(details.things) == 2
    assert len(details.desk) == 2


def test_a_thing_on_the_desk_has_its_own_colour_unless_another_is_named() -> None:
    draws = LabelledDraws(1)
    (ball,) = [thing for thing in DESK_THINGS if thing.words.startswith("tennis")]

    assert desk([(ball, None)], draws) != desk([(ball, "#b3262e")], draws)
    assert read_prompt(prompt(props=["red ball"])).details.desk[0][1] is not None


def test_what_nobody_can_draw_leaves_the_desk_away() -> None:
    assert read_prompt(prompt(props=["oscilloscope"])).details.desk == ()


@pytest.mark.parametrize("thing", DESK_THINGS, ids=lambda thing: thing.draw.__name__)
def test_a_thing_on_the_desk_changes_the_picture(thing: object) -> None:
    assert desk([(thing, None)], LabelledDraws(1)) != desk([], LabelledDraws(1))  # type: ignore[list-item]


def test_the_desk_is_in_the_picture() -> None:
    pictures = [portrait(prompt(props=props), 3, 64, 64) for props in (["tennis ball"], [])]

    assert pictures[0] != pictures[1]


def test_clothes_of_the_pet_count_before_those_of_the_trade() -> None:
    details = read_prompt(prompt("Chef", props=["red jumper"])).details

    assert details.garment is not None
    assert details.garment.variant == "knit"


@pytest.mark.parametrize(("presentation", "age"), list(product(get_args(Presentation), range(20, 70, 10))))
def test_hair_of_every_length_is_worn_by_all(presentation: Presentation, age: int) -> None:
    for length, texture in product(LENGTHS, TEXTURES):
        styles = hair_styles(presentation, age, HairWanted(length, texture))
        near = {"tousled": {"tousled", "wavy"}, "curly": {"curly", "coily"}}.get(texture, {texture})

        assert {style.length for style in styles} == {length}
        assert {style.texture for style in styles} <= near


def test_nobody_wears_by_lot_what_must_be_asked_for() -> None:
    assert "longCurly" not in {style.variant for style in hair_styles("masculine", 30, HairWanted())}


@pytest.mark.parametrize("trade", TRADES, ids=lambda trade: trade.clothes or trade.marks)
def test_the_ears_return_as_an_accent_over_the_clothes_of_every_trade(trade: object) -> None:
    title = trade.marks.partition("|")[0].replace(r"\b", "")  # type: ignore[attr-defined]
    for ears in EARS:
        draws = LabelledDraws(5)
        look = look_of(Subject.of(read_prompt(prompt(title, ears=ears)), draws), draws)
        accent = {"folded": "shawl", "tufted": "pin"}.get(ears, "collar")

        assert accent in look.parts or look.parts["clothes"] in {"scarfTee", "chefWhites"}


def test_who_dozes_has_a_hand_under_the_chin_and_who_leans_back_a_chair() -> None:
    for pose, part in (("asleep", "hand"), ("lying down", "backrest")):
        draws = LabelledDraws(2)
        look = look_of(Subject.of(read_prompt(prompt(pose=pose)), draws), draws)

        assert part in look.parts
        without = {name: variant for name, variant in look.parts.items() if name != part}
        assert figure.figure_svg(look) != figure.figure_svg(replace(look, parts=without))
