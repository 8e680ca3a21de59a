"""Photos are opened upright and safely, and seen the same way round."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageOps

from local.bedrock.vision.classifier import Classifier
from local.bedrock.vision.sight import GRID, UnreadablePhotoError, open_photo, see

Encoder = Callable[..., bytes]
ORIENTATION = 0x0112


def test_a_photo_is_turned_upright_by_its_orientation_tag(cat: Image.Image, encoded: Encoder) -> None:
    tags = Image.Exif()
    tags[ORIENTATION] = 6
    sideways = encoded(cat.rotate(90, expand=True), exif=tags)
    assert open_photo(sideways).size == cat.size


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_a_photo_comes_out_in_three_colours(cat: Image.Image, encoded: Encoder, mode: str) -> None:
    assert open_photo(encoded(cat.convert(mode))).mode == "RGB"


def test_what_is_no_picture_is_refused(cat: Image.Image, encoded: Encoder) -> None:
    whole = encoded(cat)
    for content in (b"", b"woof", b"<svg/>", whole[:40], whole[: len(whole) // 3], encoded(cat, "BMP")):
        with pytest.raises(UnreadablePhotoError):
            open_photo(content)


@pytest.mark.parametrize("edge", [8_000, 14_000], ids=["more than is sensible", "a decompression bomb"])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(encoded: Encoder, edge: int) -> None:
    with pytest.raises(UnreadablePhotoError, match="too many pixels"):
        open_photo(encoded(Image.new("1", (edge, edge)), "PNG"))


def test_a_mirrored_photo_is_seen_alike(classifier: Classifier, cat: Image.Image) -> None:
    seen, mirrored = see(cat, classifier), see(ImageOps.mirror(cat), classifier)
    np.testing.assert_allclose(seen.probabilities, mirrored.probabilities, atol=1e-3)
    np.testing.assert_allclose(seen.head_map, mirrored.head_map[:, ::-1], atol=0.02)
    left, top, right, bottom = mirrored.whole
    assert seen.whole == pytest.approx((1 - right, top, 1 - left, bottom), abs=0.03)


def test_the_boxes_lie_where_the_cat_is(classifier: Classifier, cat: Image.Image) -> None:
    # given the cat at the left of a wide grey picture
    scene = Image.new("RGB", (2 * cat.width, cat.height), (120, 120, 120))
    scene.paste(cat, (0, 0))
    # when it's looked at
    sight = see(scene, classifier)
    # then both boxes are in its half, and most of the map
    assert sight.head is not None
    assert max(sight.head[2], sight.whole[2]) < 0.56
    assert sight.pet_map.shape == (GRID, GRID)
    assert sight.pet_map[:, : GRID // 2].sum() > 0.75 * sight.pet_map.sum()


@pytest.mark.parametrize("size", [(1, 1), (2000, 1), (1, 2000), (3, 900)])
def test_a_picture_of_any_shape_can_be_seen(classifier: Classifier, cat: Image.Image, size: tuple[int, int]) -> None:
    assert see(cat.resize(size), classifier).probabilities.sum() == pytest.approx(1, abs=1e-4)
