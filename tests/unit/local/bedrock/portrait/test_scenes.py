"""Every background is furnished by the seed, and nothing else."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from local.bedrock.portrait.scenes import SCENES
from local.bedrock.random_draws import LabelledDraws

every_scene = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())


@every_scene
def test_a_scene_is_well_formed_for_every_seed(scene: Callable[[LabelledDraws], str]) -> None:
    for seed in range(60):
        ElementTree.fromstring(scene(LabelledDraws(seed)))


@every_scene
def test_the_same_seed_draws_the_same_scene(scene: Callable[[LabelledDraws], str]) -> None:
    assert scene(LabelledDraws(5)) == scene(LabelledDraws(5))


@every_scene
def test_seeds_draw_different_scenes(scene: Callable[[LabelledDraws], str]) -> None:
    assert len({scene(LabelledDraws(seed)) for seed in range(60)}) == 60


@every_scene
def test_a_scene_holds_no_number_gone_wrong(scene: Callable[[LabelledDraws], str]) -> None:
    drawings = "".join(scene(LabelledDraws(seed)) for seed in range(60))

    assert "nan" not in drawings
    assert "None" not in drawings
