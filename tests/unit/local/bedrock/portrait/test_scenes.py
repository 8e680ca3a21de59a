"""Every background is furnished by the seed, and nothing else."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from local.bedrock.portrait.scenes import PLACE_SCENES, SCENES
from local.bedrock.portrait.scenes.things import THINGS
from local.bedrock.random_draws import LabelledDraws

ALL: dict[str, Callable[[LabelledDraws], str]] = dict([*SCENES.items(), *PLACE_SCENES.items()])
every_scene = pytest.mark.parametrize("scene", ALL.values(), ids=ALL.keys())
every_drawing = pytest.mark.parametrize(
    "scene", [*ALL.values(), *(thing.draw for thing in THINGS)], ids=[*ALL, *(thing.words for thing in THINGS)]
)


@every_drawing
def test_a_scene_is_well_formed_for_every_seed(scene: Callable[[LabelledDraws], str]) -> None:
    for seed in range(30):
        ElementTree.fromstring(f"<g>{scene(LabelledDraws(seed))}</g>")


@every_scene
def test_the_same_seed_draws_the_same_scene(scene: Callable[[LabelledDraws], str]) -> None:
    assert scene(LabelledDraws(5)) == scene(LabelledDraws(5))


@every_scene
def test_seeds_draw_different_scenes(scene: Callable[[LabelledDraws], str]) -> None:
    assert len({scene(LabelledDraws(seed)) for seed in range(30)}) == 30


@every_drawing
def test_a_scene_holds_no_number_gone_wrong(scene: Callable[[LabelledDraws], str]) -> None:
    drawings = "".join(scene(LabelledDraws(seed)) for seed in range(30))

    assert "nan" not in drawings
    assert "None" not in drawings
