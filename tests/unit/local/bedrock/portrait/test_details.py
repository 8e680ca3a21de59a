"""The details of a portrait: each trait that the agent's prompt carries reaches the drawing."""

from typing import Any, get_args

import pytest

from agent.person.casting import Casting
from agent.person.likenesses import BUILDS, EYES, FACES, PATTERNS, POSES
from agent.person.trades import TRADES
from agent.prompts.portrait import portrait_prompt
from agent.schemas import Face, Pose
from local.bedrock.portrait.details import Details
from local.bedrock.portrait.prompt_reader import read_prompt
from local.bedrock.portrait.scenes import PLACE_SCENES
from local.bedrock.portrait.wardrobe import TRADE_GARMENTS
from testing import replies

# Places of trades that are no scene of their own: the career's background is drawn.
UNDRAWN = {"an easel and brushes", "studio lights and a camera", "a rail of clothes", "soft evening light"}
# Clothes that are those of the attire.
PLAIN = {"a pocket square"}


def details(job_title: str = "Analyst", presentation: str = "feminine", **looks: Any) -> Details:
    """What is read from the agent's prompt for a pet with such looks and a person with such a job."""
    analysis = replies.pet_analysis(looks=looks)
    career = replies.career(job_title=job_title, industry=job_title, background_setting="open_office")
    casting = Casting(presentation="feminine", skin_tone="tan")
    return read_prompt(portrait_prompt(analysis, career, casting, 10_000)).details


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_pattern_of_the_hair(pattern: str) -> None:
    assert details(coat_pattern=pattern).pattern == pattern


@pytest.mark.parametrize("color", EYES)
def test_the_eyes(color: str) -> None:
    assert details(eye_color=color, face="eyes shut").eye_color == color


@pytest.mark.parametrize("face", get_args(Face))
def test_the_face(face: str) -> None:
    assert details(face=face).face == face
    assert set(FACES) == set(get_args(Face))


@pytest.mark.parametrize("pose", get_args(Pose))
def test_the_pose(pose: str) -> None:
    assert details(pose=pose).pose == pose
    assert set(POSES) == set(get_args(Pose))


@pytest.mark.parametrize("build", BUILDS)
def test_the_build(build: str) -> None:
    assert details(build=build).build == build


@pytest.mark.parametrize(
    ("length", "texture", "hair"),
    [
        ("short", "smooth", ("short", "sleek")),
        ("medium", "curly", ("medium", "curly")),
        ("long", "fluffy", ("long", "wavy")),
        ("hairless", "wiry", ("shaved", "tousled")),
        (None, "curly", (None, "curly")),
    ],
)
def test_length_and_texture_of_the_hair(length: str | None, texture: str, hair: tuple[str | None, str]) -> None:
    analysis = replies.pet_analysis(looks={"coat_length": length, "coat_texture": texture})
    wanted = read_prompt(portrait_prompt(analysis, replies.career(), Casting("masculine", "tan"), 10_000))

    assert (wanted.hair_length, wanted.hair_texture) == hair


@pytest.mark.parametrize("trade", TRADES, ids=lambda trade: trade.place)
def test_clothes_and_place_of_every_trade_are_drawn(trade: Any) -> None:
    read = details(job_title=trade.marks.partition("|")[0].replace(r"\b", ""))

    assert (read.garment is not None) == bool(trade.clothes)
    assert bool(read.worn) == bool(trade.accessory and trade.accessory not in PLAIN)
    assert (read.place in PLACE_SCENES) == (trade.place not in UNDRAWN)


@pytest.mark.parametrize(
    ("prop", "component", "variant"),
    [
        ("party hat", "hat", "party"),
        ("santa hat", "hat", "santa"),
        ("straw hat", "hat", "straw"),
        ("woolly hat", "hat", "beanie"),
        ("red bow tie", "neckwear", "bowTie"),
        ("pink bow", "adornment", "hairBow"),
        ("flower", "adornment", "flower"),
        ("sunglasses", "accessories", "sunglasses"),
        ("collar", "neckwear", "necklace"),
        ("bandana", "shawl", "neckerchief"),
        ("blanket", "shawl", "wrap"),
        ("cone", "neckwear", "ruff"),
        ("tag", "pin", "nameBadge"),
    ],
)
def test_props_are_worn(prop: str, component: str, variant: str) -> None:
    (worn,) = details(props=[prop]).worn

    assert (worn.component, worn.variant) == (component, variant)


def test_what_is_worn_has_its_color() -> None:
    assert details(props=["red bow tie"]).worn_color != details(props=["green bow tie"]).worn_color
    assert details(props=["bow tie"]).worn_color is None


@pytest.mark.parametrize("prop", ["sofa", "armchair", "christmas tree", "tree", "plant", "grass", "beach", "snow"])
def test_things_of_the_photo_stand_behind(prop: str) -> None:
    assert details(props=[prop]).things


def test_no_job_title_is_worn_or_stood_before() -> None:
    assert details(job_title="Wink and Party Hat Yawn Analyst") == details(job_title="Plain Desk Analyst")


def test_every_garment_of_a_trade_can_be_asked_for() -> None:
    asked = [
        read_prompt(f"a man wearing {words}").details.garment for words in ("chef's whites", "an apron", "overalls")
    ]

    assert [garment.variant for garment in asked if garment] == ["chefWhites", "apron", "overalls"]
    assert all(garment.colors for garment in TRADE_GARMENTS)
