"""The portrait as a whole: a picture of the right size that says what it is, the same for the same words and seed."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from agent.person.casting import SKIN_TONES
from agent.prompts.portrait import ATTIRE_WORDS, BACKGROUND_WORDS, PERSON_WORDS
from local.bedrock.portrait import portrait
from tests.support.sampling import one_in

PROMPT = (
    "Professional headshot of a senior Analyst, a {person} in their 30s with {skin} skin and black hair, "
    "a slight friendly smile, wearing {attire}, {background} background, photorealistic"
)


def words(
    person: str = "woman",
    skin: str = "tan",
    attire: str = ATTIRE_WORDS["suit"],
    background: str = BACKGROUND_WORDS["linkedin_blue"],
) -> str:
    return PROMPT.format(person=person, skin=skin, attire=attire, background=background)


def pixels(png: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


def small(prompt: str, seed: int) -> NDArray[np.uint8]:
    """A portrait of 256 pixels square: large enough to look at, and drawn in a tenth of the time."""
    return pixels(portrait(prompt, seed, 256, 256))


def test_it_is_a_square_png_without_transparency() -> None:
    with Image.open(io.BytesIO(portrait(words(), 1))) as image:
        image.load()
        assert (image.format, image.size, image.mode) == ("PNG", (1024, 1024), "RGB")


def test_it_says_that_it_is_an_illustration() -> None:
    png = portrait(words(), 1, 64, 64)

    note = b"Offline illustration by PetAvatar (not a photograph, not made by an image model)"
    assert b"tEXtDescription\0" + note in png


def test_the_same_words_and_seed_give_the_same_bytes() -> None:
    assert portrait(words(), 4_294_967_295, 320, 320) == portrait(words(), 4_294_967_295, 320, 320)


def test_another_seed_gives_another_person_before_the_same_kind_of_background() -> None:
    one, other = (small(words(), seed).astype(int) for seed in (1, 2))

    assert np.mean(np.abs(one - other).max(axis=2) > 24) > 0.2


@pytest.mark.parametrize("person", PERSON_WORDS.values())
@pytest.mark.parametrize("attire", one_in(3, ATTIRE_WORDS.values()))
def test_every_person_in_every_attire_is_drawn(person: str, attire: str) -> None:
    picture = small(words(person=person, attire=attire), 3)

    # The chest stands out from the blue behind it.
    chest, behind = picture[212:250, 75:175].reshape(-1, 3), picture[212:250, :15].reshape(-1, 3)
    assert np.abs(chest.mean(axis=0) - behind.mean(axis=0)).max() > 20
    assert chest.std() > behind.std()


@pytest.mark.parametrize("background", BACKGROUND_WORDS.values())
def test_every_background_is_drawn(background: str) -> None:
    corner = small(words(background=background), 3)[:75, :50].reshape(-1, 3)

    assert corner.std() > 3
    is_blue = bool(np.all(corner.mean(axis=0)[2] > corner.mean(axis=0)[:2] + 60))
    assert is_blue is (background == BACKGROUND_WORDS["linkedin_blue"])


def test_the_face_has_the_skin_of_the_prompt() -> None:
    cheeks = [small(words(skin=tone), 3)[140:150, 110:115].mean() for tone in SKIN_TONES]

    assert cheeks == sorted(cheeks, reverse=True)


def test_the_head_is_not_cut_off() -> None:
    for seed in range(5):
        top = small(words(), seed)[:3].astype(int)

        # Nothing but blue along the upper edge.
        assert (top[:, :, 2] > top[:, :, 0]).all()


@pytest.mark.parametrize("prompt", ["", "a cat", "x" * 10_000, "<svg/onload=alert(1)> & ünï😀 \0"])
def test_any_prompt_draws_somebody(prompt: str) -> None:
    assert small(prompt, 0).std() > 10


@pytest.mark.parametrize(("width", "height"), one_in(3, [(832, 1216), (1344, 768), (320, 320)]))
def test_it_can_have_another_shape(width: int, height: int) -> None:
    assert pixels(portrait(words(), 1, width, height)).shape == (height, width, 3)


@pytest.mark.parametrize("seed", one_in(4, [0, 1, 858_993_459, 2_147_483_646, 4_294_967_295]))
def test_every_seed_of_the_image_models_is_taken(seed: int) -> None:
    assert portrait(words(), seed, 320, 320)
