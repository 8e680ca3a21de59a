"""The card: of one size, small, legible whatever it has to say, and silent about the photo's metadata."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from agent.card.drawing import MAX_BYTES, SIZE, Facts, draw_card
from agent.card.text import Style, writable, write
from testing import photos

STYLE = Style("Bold", "black", 60, 20, lines=2)


def facts(**changes: Any) -> Facts:
    values: dict[str, Any] = {
        "pet_name": "",
        "pet": "tabby cat",
        "human_name": "Margaret Whitfield",
        "job_title": "Head of Quiet Operations",
        "score": 87.5,
        "offline": False,
    }
    return Facts(**(values | changes))


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)])


@pytest.mark.parametrize("size", [(1568, 700), (700, 1568), (9, 9), (1, 400)])
def test_photos_of_every_shape_fill_their_place(size: tuple[int, int]) -> None:
    card = photos.opened(draw_card(photos.jpeg(Image.new("RGB", size, photos.RED)), photos.png(), facts()))

    assert (card.size, card.format, card.mode) == (SIZE, "PNG", "RGB")
    assert photos.is_like(card.getpixel((60, 280)), photos.RED)  # type: ignore[arg-type]
    assert photos.is_like(card.getpixel((350, 280)), photos.RED)  # type: ignore[arg-type]


def test_the_least_compressible_pictures_make_a_small_card() -> None:
    card = draw_card(photos.jpeg(noise((1568, 1568))), photos.png(noise((1024, 1024))), facts())

    assert len(card) <= MAX_BYTES


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L"])
def test_portraits_of_every_kind_are_drawn(mode: str) -> None:
    avatar = photos.png(Image.new("RGBA", (1024, 1024), (0, 0, 0, 0)).convert(mode))

    assert photos.opened(draw_card(photos.jpeg(), avatar, facts())).size == SIZE


def test_what_a_transparent_portrait_lets_through_is_no_black_hole() -> None:
    avatar = photos.png(Image.new("RGBA", (1024, 1024), (0, 0, 0, 0)))
    card = photos.opened(draw_card(photos.jpeg(), avatar, facts()))

    assert min(card.getpixel((540, 280))) > 200  # type: ignore[arg-type, type-var]


def test_metadata_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home, Elm Street"
    photo = io.BytesIO()
    photos.picture().save(photo, "JPEG", exif=exif, comment=b"Elm Street", icc_profile=b"Elm Street")

    card = draw_card(photo.getvalue(), photos.png(), facts())

    assert photos.opened(card).info == {}
    assert b"Elm Street" not in card


def test_the_same_is_drawn_alike_twice() -> None:
    assert draw_card(photos.jpeg(), photos.png(), facts()) == draw_card(photos.jpeg(), photos.png(), facts())


@pytest.mark.parametrize("change", [{"pet_name": "Mochi"}, {"pet_name": "Мурзик"}, {"score": 3}, {"offline": True}])
def test_what_it_says_shows(change: dict[str, Any]) -> None:
    plain = draw_card(photos.jpeg(), photos.png(), facts())

    assert draw_card(photos.jpeg(), photos.png(), facts(**change)) != plain


@pytest.mark.parametrize("name", ["花子", "🐶", "بسبوسة", "Mochi 🐶"])
def test_what_the_font_lacks_is_left_out(name: str) -> None:
    assert writable(name) == ""
    assert draw_card(photos.jpeg(), photos.png(), facts(pet_name=name)) == draw_card(
        photos.jpeg(), photos.png(), facts()
    )


@pytest.mark.parametrize("name", ["Zoë Ångström", "Łukasz Żółć", "Ελένη", "Мурзик", "Nguyễn"])
def test_european_and_vietnamese_names_can_be_written(name: str) -> None:
    assert writable(name) == name


@given(st.text(st.characters(codec="utf-8"), max_size=90), st.sampled_from([1, 2, 3]))
@settings(max_examples=40, deadline=None)
def test_no_text_leaves_its_box(text: str, lines: int) -> None:
    image = Image.new("L", (700, 400), 255)

    lower = write(ImageDraw.Draw(image), text, (100, 50), 400, Style("Bold", "black", 60, 20, lines=lines))

    inked = ImageChops.invert(image).getbbox()
    # Letters may lean out of their advance by a hair.
    assert inked is None or (inked[0] >= 95 and inked[1] >= 45 and inked[2] <= 505 and inked[3] <= lower + 5)
    assert lower <= 50 + 70 * lines


@pytest.mark.parametrize("text", ["W" * 80, "word " * 16, "a " + "W" * 78, "Wwwwwwwwwww " * 6])
def test_long_text_is_shortened_rather_than_cut(text: str) -> None:
    image = Image.new("L", (700, 400), 255)

    write(ImageDraw.Draw(image), text, (100, 50), 400, STYLE)

    inked = ImageChops.invert(image).getbbox()
    assert inked is not None
    assert inked[2] <= 505


@pytest.mark.parametrize(("colour", "least"), [("#1d2433", 7.0), ("#4d5566", 4.5), ("#a8431f", 4.5)])
def test_text_stands_out_from_the_paper(colour: str, least: float) -> None:
    """WCAG 2.2: a contrast of 4.5 to 1."""
    light, dark = _luminance("#fbf7f0"), _luminance(colour)

    assert (light + 0.05) / (dark + 0.05) >= least


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
