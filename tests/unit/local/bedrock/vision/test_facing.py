"""A face seen from the front is distinguished from a profile."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from local.bedrock.vision.facing import facing

HEAD = (0.2, 0.2, 0.8, 0.8)


@pytest.fixture
def profile() -> Image.Image:
    """Patches of fur, none of which mirrors another."""
    patches = np.random.default_rng(7).integers(0, 256, (12, 12, 3), np.uint8)
    return Image.fromarray(patches).resize((192, 192), Image.Resampling.BICUBIC)


def test_a_face_whose_halves_mirror_each_other_faces_the_camera(profile: Image.Image) -> None:
    front = profile.copy()
    front.paste(ImageOps.mirror(profile.crop((0, 0, 96, 192))), (96, 0))
    assert facing(front, HEAD) > 0.8


def test_a_face_without_such_halves_does_not(profile: Image.Image) -> None:
    assert facing(profile, HEAD) < 0.5


def test_a_picture_too_small_for_a_face_faces_nowhere() -> None:
    assert facing(Image.new("RGB", (1, 1)), HEAD) == 0


def test_plain_fur_does_not_count_as_a_face() -> None:
    assert facing(Image.new("RGB", (200, 200), (120, 80, 40)), HEAD) == pytest.approx(0)
