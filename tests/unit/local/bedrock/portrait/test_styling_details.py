"""A look carries the details of its subject: what is worn, how the head is held, eyes and hair of the pet's kind."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from agent.schemas import CoatPattern, Face, Pose, Presentation
from local.bedrock.portrait.details import NO_DETAILS
from local.bedrock.portrait.figure import figure_svg
from local.bedrock.portrait.hair import HAIR_STYLES
from local.bedrock.portrait.look import Look
from local.bedrock.portrait.parts import BOXES, variants
from local.bedrock.portrait.styling import look_of
from local.bedrock.portrait.wardrobe import TRADE_GARMENTS
from local.bedrock.portrait.worn import WORN
from local.bedrock.random_draws import LabelledDraws
from tests.unit.local.bedrock.portrait.test_styling import SUBJECT

SEEDS = range(12)


def looks(presentation: str = "feminine", age: int = 30, **details: Any) -> list[Look]:
    """The looks of one subject with such details under many seeds."""
    subject = replace(SUBJECT, presentation=presentation, age=age, details=replace(NO_DETAILS, **details))  # type: ignore[arg-type]
    return [look_of(subject, LabelledDraws(seed)) for seed in SEEDS]


@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_everything_that_can_be_worn_is_drawn(presentation: str) -> None:
    for worn in WORN:
        for look in looks(presentation, worn=(worn,))[:3]:
            assert all(variant in variants(component) for component, variant in look.parts.items())


@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_under_a_hat_there_is_only_hair_that_fits(presentation: str) -> None:
    hats = [worn for worn in WORN if worn.component == "hat"]
    flat = {style.variant for style in HAIR_STYLES if style.hat}

    for look in (look for hat in hats[:3] for look in looks(presentation, worn=(hat,))):
        assert look.parts["top"] in flat
        assert not look.close


def test_bows_in_the_hair_and_flowers_become_plainer_on_men() -> None:
    frilly = [worn for worn in WORN if worn.variant in {"hairBow", "flower"}]

    assert all("adornment" in look.parts for worn in frilly for look in looks("feminine", worn=(worn,)))
    assert not any("adornment" in look.parts for worn in frilly for look in looks("masculine", worn=(worn,)))


@pytest.mark.parametrize("garment", TRADE_GARMENTS, ids=lambda garment: garment.words)
def test_the_clothes_of_a_trade_are_worn(garment: Any) -> None:
    assert {look.parts["clothes"] for look in looks(garment=garment)} == {garment.variant}


def test_the_hat_of_a_trade_does_not_hide_a_pattern() -> None:
    (chef,) = [garment for garment in TRADE_GARMENTS if garment.variant == "chefWhites"]

    assert any("hat" in look.parts for look in looks(garment=chef))
    assert not any("hat" in look.parts for look in looks(garment=chef, pattern="merle"))


@pytest.mark.parametrize("pattern", get_args(CoatPattern))
def test_every_pattern_gives_hair_its_own_colors(pattern: str) -> None:
    plain, patterned = (looks(pattern=kind)[0] for kind in (None, pattern))

    assert (patterned.colors["hair"] == plain.colors["hair"]) is (pattern == "solid")


def test_odd_eyes_are_odd() -> None:
    assert all(look.colors["iris"] != look.colors["otherIris"] for look in looks(eye_color="odd"))
    assert all(look.colors["iris"] == look.colors["otherIris"] for look in looks(eye_color="green"))


@pytest.mark.parametrize("face", get_args(Face))
@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_every_face_is_drawn(face: str, presentation: str) -> None:
    for look in looks(presentation, face=face):
        assert all(look.parts[part] in variants(part) for part in ("eyes", "mouth", "eyebrows"))


@pytest.mark.parametrize(
    ("face", "part", "drawn"),
    [
        ("eyes shut", "eyes", {"shut", "shutLashes"}),
        ("one eye shut", "eyes", {"wink", "winkLashes"}),
        ("tongue out", "mouth", {"tongue"}),
        ("yawning", "mouth", {"yawn"}),
        ("stern", "eyebrows", {"stern"}),
        ("alert", "eyebrows", {"raised"}),
    ],
)
def test_special_faces(face: str, part: str, drawn: set[str]) -> None:
    assert {look.parts[part] for look in looks(face=face)} <= drawn


def test_poses_differ() -> None:
    held = {pose: {(look.tilt, look.turn, look.lift) for look in looks(pose=pose)} for pose in get_args(Pose)}

    assert held["facing the camera"] == {(0, 0, 0)}
    assert min(abs(tilt) for tilt, _, _ in held["head tilted"]) >= 8
    assert min(abs(turn) for _, turn, _ in held["in profile"]) > 1.5
    assert {lift for _, _, lift in held["looking up"]} == {1}


def test_heads_are_held_in_three_ways_and_seen_from_two_distances() -> None:
    assert len({(abs(look.tilt), abs(look.turn)) for look in looks()}) == 3
    assert {look.close for look in looks()} == {True, False}


def test_builds_differ() -> None:
    slender, sturdy = (max(look.build for look in looks(build=build)) for build in ("slender", "sturdy"))

    assert slender < sturdy


def test_no_color_is_left_without_a_value() -> None:
    for look in looks(worn=WORN, pattern="merle"):
        assert set(look.parts) <= set(BOXES)
        assert "var(" not in figure_svg(look)
