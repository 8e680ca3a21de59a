"""Vision looks at real photos, and answers as the analysis step asks."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from agent.schemas import AnalysisReply, PetAnalysis
from local.bedrock.vision import UnreadablePhotoError, Vision
from local.bedrock.vision.vision import default_cache
from tests.support.sampling import one_in

Encoder = Callable[..., bytes]


def analysed(reply: dict[str, object]) -> PetAnalysis:
    analysis = AnalysisReply.model_validate_json(json.dumps(reply)).analysis
    assert analysis is not None
    return analysis


def moved(first: PetAnalysis, second: PetAnalysis) -> float:
    """The mean distance of the 47 scores."""
    other = second.personality_dimensions.scores()
    return float(np.mean([abs(score - other[name]) for name, score in first.personality_dimensions.scores().items()]))


def test_a_cat_is_analysed_as_a_cat(vision: Vision, cat: Image.Image, encoded: Encoder) -> None:
    reply = vision.look(encoded(cat))
    analysis = analysed(reply)
    assert (analysis.species, analysis.breed, analysis.coat_color) == ("cat", "ginger shorthair", "golden")
    assert analysis.expression == "ears up"
    assert analysis.posture == "settled and compact, close to the lens"
    assert (analysis.looks.eye_color, analysis.looks.coat_length, analysis.looks.ears) == ("yellow", "short", "upright")
    assert reply["seen"] == "a ginger shorthair cat"


def test_the_head_is_found_on_the_cat(vision: Vision, cat: Image.Image, encoded: Encoder) -> None:
    box = analysed(vision.look(encoded(cat))).pet_box
    # then the head holds the eyes and the nose of the sample
    assert box.head is not None
    assert box.whole is not None
    left, top, right, bottom = box.head
    assert left < 0.3
    assert right > 0.7
    assert top < 0.2
    assert bottom > 0.75


def test_a_drawing_of_a_cat_is_no_pet(vision: Vision, cat: Image.Image, encoded: Encoder) -> None:
    # given the cat in six flat colours
    drawing = cat.filter(ImageFilter.ModeFilter(15)).quantize(6, dither=Image.Dither.NONE).convert("RGB")
    reply = AnalysisReply.model_validate(vision.look(encoded(drawing, "PNG")))
    assert not reply.pet_present


def test_a_cup_of_coffee_is_no_pet(vision: Vision, coffee: Image.Image, encoded: Encoder) -> None:
    reply = AnalysisReply.model_validate(vision.look(encoded(coffee)))
    assert not reply.pet_present
    assert reply.analysis is None
    assert reply.seen == "food or drink, and no animal"


def text() -> Image.Image:
    page = Image.new("RGB", (800, 600), "white")
    for line in range(20, 580, 24):
        ImageDraw.Draw(page).text((20, line), "This is a photo of a dog. " * 5, fill="black")
    return page


def noise(cells: int) -> Image.Image:
    values = np.random.default_rng(cells).integers(0, 256, (cells, cells, 3), np.uint8)
    return Image.fromarray(values).resize((640, 480), Image.Resampling.BICUBIC)


@pytest.mark.parametrize(
    "picture",
    one_in(
        2,
        [
            *(pytest.param(Image.new("RGB", (640, 480), colour), id=colour) for colour in ("black", "white", "tan")),
            *(pytest.param(noise(cells), id=f"noise of {cells} cells") for cells in (6, 480)),
            pytest.param(text(), id="a page about a dog"),
            pytest.param(Image.linear_gradient("L"), id="a gradient"),
        ],
    ),
)
def test_a_picture_of_nothing_is_no_pet(vision: Vision, encoded: Encoder, picture: Image.Image) -> None:
    assert vision.look(encoded(picture))["pet_present"] is False


def test_the_same_photo_gets_the_same_reply_from_any_eyes_and_any_thread(
    vision: Vision, cache: Path, cat: Image.Image, encoded: Encoder
) -> None:
    photo = encoded(cat)
    expected = vision.look(photo)
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(Vision(cache).look, [photo] * 4))
    assert all(reply == expected for reply in replies)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(ImageOps.mirror, id="mirrored"),
        pytest.param(lambda photo: photo.resize((photo.width // 2, photo.height // 2)), id="halved"),
        pytest.param(lambda photo: photo.resize((photo.width * 3, photo.height * 3)), id="enlarged"),
    ],
)
def test_the_same_picture_in_other_guise_has_the_same_personality(
    vision: Vision, cat: Image.Image, encoded: Encoder, change: Callable[[Image.Image], Image.Image]
) -> None:
    assert moved(analysed(vision.look(encoded(cat))), analysed(vision.look(encoded(change(cat))))) < 2


def test_a_photo_encoded_again_has_the_same_personality(vision: Vision, cat: Image.Image, encoded: Encoder) -> None:
    first, second = (analysed(vision.look(encoded(cat, quality=quality))) for quality in (95, 60))
    assert moved(first, second) < 2


def test_another_photo_of_the_cat_shows_another_side(vision: Vision, cat: Image.Image, encoded: Encoder) -> None:
    first = analysed(vision.look(encoded(cat)))
    # given the same cat further off, at night
    scene = Image.new("RGB", (cat.width * 2, cat.height * 2), (70, 80, 100))
    scene.paste(cat, (cat.width, cat.height))
    second = analysed(vision.look(encoded(ImageEnhance.Brightness(scene).enhance(0.5))))
    # then it's still a cat, with scores of its own
    assert second.species == "cat"
    assert moved(first, second) > 3


def test_scores_use_the_range(vision: Vision, cat: Image.Image, encoded: Encoder) -> None:
    scores = analysed(vision.look(encoded(cat))).personality_dimensions.scores().values()
    assert min(scores) < 20
    assert max(scores) > 80


@pytest.mark.parametrize(
    "size",
    [
        (1, 1),
        (1500, 30),
        pytest.param((30, 1500), marks=pytest.mark.verify),
        pytest.param((16, 16), marks=pytest.mark.verify),
    ],
)
def test_a_picture_of_any_shape_gets_a_valid_reply(
    vision: Vision, cat: Image.Image, encoded: Encoder, size: tuple[int, int]
) -> None:
    AnalysisReply.model_validate(vision.look(encoded(cat.resize(size))))


def test_bytes_that_are_no_photo_are_refused(vision: Vision) -> None:
    with pytest.raises(UnreadablePhotoError):
        vision.look(b"not a photo")


def test_the_cache_follows_the_desktop_standard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "petavatar"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache() == tmp_path / ".cache" / "petavatar"
