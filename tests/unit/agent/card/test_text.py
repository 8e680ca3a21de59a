"""Text on the card stays within its box, and long text is wrapped before it is shortened."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from agent.card.text import Style, write

STYLE = Style("Bold", "black", 60, 20, lines=2)


@given(st.text(st.characters(codec="utf-8"), max_size=90), st.sampled_from([1, 2, 3]))
@settings(max_examples=40, deadline=None)
def test_no_text_leaves_its_box(text: str, lines: int) -> None:
    image = Image.new("L", (700, 400), 255)

    lower = write(ImageDraw.Draw(image), text, (100, 50), 400, Style("Bold", "black", 60, 20, lines=lines))

    inked = ImageChops.invert(image).getbbox()
    # Letters may lean out of their advance by a hair; signs of some scripts hang a tenth of a line below it.
    assert inked is None or (inked[0] >= 95 and inked[1] >= 45 and inked[2] <= 505 and inked[3] <= lower + 8)
    assert lower <= 50 + 70 * lines


@pytest.mark.parametrize("text", ["W" * 80, "word " * 16, "a " + "W" * 78, "Wwwwwwwwwww " * 6])
def test_long_text_is_shortened_rather_than_cut(text: str) -> None:
    image = Image.new("L", (700, 400), 255)

    write(ImageDraw.Draw(image), text, (100, 50), 400, STYLE)

    inked = ImageChops.invert(image).getbbox()
    assert inked is not None
    assert inked[2] <= 505


def test_a_long_word_goes_on_in_the_next_line_before_it_is_shortened() -> None:
    image = Image.new("L", (700, 400), 255)

    lower = write(ImageDraw.Draw(image), "W" * 30, (100, 50), 400, STYLE)

    assert lower == 50 + 2 * round(20 * 1.16)


def test_a_style_has_as_many_lines_as_there_is_room_for() -> None:
    assert [STYLE.within(height).lines for height in (-5, 22, 23, 60, 900)] == [0, 0, 1, 2, 2]


def test_without_a_line_nothing_is_written() -> None:
    image = Image.new("L", (300, 100), 255)

    assert write(ImageDraw.Draw(image), "Mochi", (10, 10), 200, STYLE.within(0)) == 10
    assert ImageChops.invert(image).getbbox() is None
