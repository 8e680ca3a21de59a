"""Each signal answers to the thing that it is named for."""

from collections.abc import Callable

import numpy as np
import pytest

from local.bedrock.vision.colour import lab
from local.bedrock.vision.factors import signal_names
from local.bedrock.vision.sight import GRID
from local.bedrock.vision.signals import photo_signals

Probabilities = Callable[[dict[int, float]], np.ndarray]
TENNIS_BALL, COUCH, BOW_TIE = 852, 831, 457


def box(top: int, bottom: int, left: int, right: int) -> np.ndarray:
    region = np.full((GRID, GRID), 0.02)
    region[top:bottom, left:right] = 1
    return region


@pytest.fixture
def signals(probabilities: Probabilities) -> Callable[..., dict[str, float]]:
    def measured(
        rgb: tuple[int, int, int] | np.ndarray = (120, 110, 100),
        region: np.ndarray | None = None,
        things: dict[int, float] | None = None,
        aspect: float = 1.0,
        facing: float = 0.5,
    ) -> dict[str, float]:
        scene = np.broadcast_to(np.asarray(rgb, float), (GRID, GRID, 3))
        pet = box(30, 66, 30, 66) if region is None else region
        return photo_signals(lab(scene), pet, probabilities(things or {}), aspect=aspect, facing=facing)

    return measured


def test_there_is_one_signal_for_each_that_the_personality_reads(signals: Callable[..., dict[str, float]]) -> None:
    assert signals().keys() == set(signal_names())


@pytest.mark.parametrize(
    ("name", "little", "much"),
    [
        ("brightness", {"rgb": (30, 30, 30)}, {"rgb": (230, 230, 230)}),
        ("saturation", {"rgb": (128, 128, 128)}, {"rgb": (230, 60, 40)}),
        ("warmth", {"rgb": (60, 90, 200)}, {"rgb": (220, 160, 60)}),
        ("greenery", {"rgb": (120, 120, 120)}, {"rgb": (60, 150, 40)}),
        ("framing", {"region": box(40, 56, 40, 56)}, {"region": box(5, 90, 5, 90)}),
        ("centring", {"region": box(2, 30, 2, 30)}, {"region": box(34, 62, 34, 62)}),
        ("recline", {"region": box(10, 86, 40, 56)}, {"region": box(40, 56, 10, 86)}),
        ("recline", {"aspect": 0.5}, {"aspect": 2.0}),
        ("facing", {"facing": 0.3}, {"facing": 0.9}),
        ("ball", {}, {"things": {TENNIS_BALL: 0.6}}),
        ("furniture", {}, {"things": {COUCH: 0.6}}),
        ("finery", {}, {"things": {BOW_TIE: 0.6}}),
    ],
)
def test_a_signal_rises_with_what_it_measures(
    signals: Callable[..., dict[str, float]], name: str, little: dict[str, object], much: dict[str, object]
) -> None:
    assert signals(**little)[name] < signals(**much)[name]


def test_a_pet_that_stands_out_from_its_background_is_noticed(signals: Callable[..., dict[str, float]]) -> None:
    pet = box(30, 66, 30, 66)
    alike = np.full((GRID, GRID, 3), 100.0)
    apart = np.where((pet > 0.5)[..., None], 230.0, 60.0) * np.ones(3)
    assert signals(alike, pet)["standout"] < 0 < signals(apart, pet)["standout"]


def test_a_mirrored_scene_is_symmetric_and_a_slope_is_not(signals: Callable[..., dict[str, float]]) -> None:
    columns = np.abs(np.arange(GRID) - (GRID - 1) / 2) * 4
    tent = np.broadcast_to(columns[None, :, None], (GRID, GRID, 3))
    slope = np.broadcast_to((np.arange(GRID) * 2.5)[None, :, None], (GRID, GRID, 3))
    assert signals(tent)["symmetry"] > 0.9
    assert signals(slope)["symmetry"] < -0.9


def test_no_prop_is_no_evidence(signals: Callable[..., dict[str, float]]) -> None:
    measured = signals()
    assert (measured["ball"], measured["furniture"], measured["finery"]) == (0, 0, 0)


def test_blank_pictures_give_finite_signals(signals: Callable[..., dict[str, float]]) -> None:
    for grey in (0, 255):
        assert all(-1 <= value <= 1 for value in signals((grey, grey, grey)).values())
