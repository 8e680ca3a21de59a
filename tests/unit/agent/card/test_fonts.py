"""Names of all scripts are on the card: shaped, in their order, and never as boxes."""

from typing import Final, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, features

from agent.card.fonts import Font, Weight, lacking, runs
from agent.card.text import Style, writable, write
from tests.unit.agent.card.test_drawing import drawn

NAMES: Final = {
    "Latin": "Zoë Łukasz",
    "Vietnamese": "Nguyễn",
    "Greek": "Ελένη",
    "Cyrillic": "Мурзик",
    "Chinese": "麻糬",
    "Chinese, traditional": "龍貓",
    "Japanese": "もちタマ",
    "Korean": "초코뭉치",
    "Arabic": "بسبوسة",
    "Persian": "پیشی",
    "Hebrew": "שוקו",
    "Hindi": "शेरू",
    "Bengali": "মিঠু",
    "Tamil": "செல்லம்",
    "Thai": "ส้มโอ",
    "Georgian": "ფისო",
    "Armenian": "Փիսո",
    "Amharic": "ድመት",
    "emoji": "🐶",
    "mixed": "Mochi 麻糬 🐱❤️",
}


def picture(text: str, weight: Weight = "Bold", size: int = 40) -> Image.Image:
    """What a text looks like, black on white."""
    image = Image.new("L", (900, 120), 255)
    Font(weight, size).draw(ImageDraw.Draw(image), (20, 30), text, "black")
    return image


def boxes(weight: Weight) -> set[bytes]:
    """The pictures of a character that no font has, as each font with a letter of a name draws it."""
    faces = {face for name in NAMES.values() for face, _ in runs(name, weight)}
    return {bytes(face.open(weight, 40).getmask("\uffff")) for face in faces}


@pytest.mark.parametrize("weight", get_args(Weight))
def test_no_letter_of_these_names_is_a_box(weight: Weight) -> None:
    forbidden = boxes(weight)
    for name in NAMES.values():
        assert lacking(name, weight) == frozenset()
        for face, part in runs(name, weight):
            drawn_letters = [bytes(face.open(weight, 40).getmask(letter)) for letter in part if letter.isalnum()]
            assert not forbidden.intersection(drawn_letters)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_each_script_can_be_written(name: str) -> None:
    assert writable(name) == name


def test_names_of_other_scripts_are_on_the_card() -> None:
    cards = {drawn(pet_name=NAMES[script]) for script in ("Japanese", "Arabic", "mixed")}

    assert len(cards | {drawn()}) == 4


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_has_the_width_that_is_measured(name: str) -> None:
    inked = ImageChops.invert(picture(name)).getbbox()

    assert inked is not None
    assert abs(inked[2] - inked[0] - Font("Bold", 40).getlength(name)) <= 9


def test_arabic_letters_join_and_run_from_right_to_left() -> None:
    assert features.check("raqm")
    joined, apart = Font("Bold", 40).getlength("بسبوسة"), sum(Font("Bold", 40).getlength(x) for x in "بسبوسة")
    assert joined < 0.9 * apart

    (only,) = {part for _, part in runs("שוקו 🐶", "Bold") if "ש" in part}
    assert [part for _, part in runs("שוקו 🐶", "Bold")].index(only) == 1


def test_letters_that_combine_are_not_drawn_beside_each_other() -> None:
    assert Font("Bold", 40).getlength("क्षि") < 0.8 * sum(Font("Bold", 40).getlength(letter) for letter in "क्षि")


def test_the_italic_that_lacks_a_script_is_replaced() -> None:
    assert len(runs("Он спит.", "It")) >= 1
    assert picture("Он спит.", "It").tobytes() != picture("\uffff\uffff \uffff\uffff\uffff\uffff.", "It").tobytes()
    assert lacking("Он спит.", "It") == frozenset()


def test_bold_chinese_is_bolder() -> None:
    inks = [sum(ImageChops.invert(picture("麻糬", weight)).histogram()[128:]) for weight in ("Regular", "Black")]

    assert inks[1] > 1.05 * inks[0]


def test_japanese_lines_end_between_letters_but_not_before_punctuation() -> None:
    image = Image.new("L", (700, 400), 255)

    lower = write(ImageDraw.Draw(image), "窓辺で一日を過ごし、", (10, 10), 210, Style("Bold", "black", 40, 30, lines=2))

    assert lower == 10 + 2 * round(40 * 1.16)


def test_a_family_of_emoji_is_one() -> None:
    assert Font("Bold", 40).getlength("👩\u200d🚀") < 1.5 * Font("Bold", 40).getlength("👩")


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from(get_args(Weight)))
@settings(max_examples=25, deadline=None)
def test_what_is_written_has_no_letter_that_no_font_has(text: str, weight: Weight) -> None:
    kept = "".join(part for _, part in runs(writable(text, weight), weight))

    assert lacking(kept, weight) == frozenset()
