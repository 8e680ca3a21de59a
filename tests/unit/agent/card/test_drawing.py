"""The card: of its format's size, small, legible whatever it has to say, and silent about the photo's metadata."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any, Final
from unittest.mock import patch

import pytest
from PIL import Image, ImageDraw

from agent.card.badge import INK, PAPER, SOFT_INK, THEMES
from agent.card.crop import NOWHERE, PetPlace
from agent.card.drawing import MAX_BYTES, draw_card
from agent.card.facts import Facts
from agent.card.formats import SIZES
from agent.card.pictures import Pictures
from agent.card.text import writable
from petavatar.jobs import CARD_FORMATS, CardFormat
from testing import photos

OTHERS: Final = CARD_FORMATS[1:]


def facts(**changes: Any) -> Facts:
    values: dict[str, Any] = {
        "pet_name": "",
        "pet": "tabby cat",
        "human_name": "Margaret Whitfield",
        "job_title": "Head of Quiet Operations",
        "line": "She has never once been late for lunch.",
        "traits": (("Would steal your lunch", 96), ("Dignity", 90), ("Replies to all", 3)),
        "score": 87.5,
        "offline": False,
    }
    return Facts(**(values | changes))


def drawn(card_format: CardFormat = "wide", photo: bytes = b"", avatar: bytes = b"", **changes: Any) -> bytes:
    pictures = Pictures(photo or photos.jpeg(), avatar or photos.png(), NOWHERE)
    return draw_card(card_format, pictures, facts(**changes))


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)])


@pytest.mark.parametrize("card_format", CARD_FORMATS)
def test_each_format_has_its_size(card_format: CardFormat) -> None:
    card = photos.opened(drawn(card_format, photos.jpeg(Image.new("RGB", (400, 400), photos.RED))))

    assert (card.size, card.format, card.mode) == (SIZES[card_format], "PNG", "RGB")
    assert card.size == {"wide": (1200, 630), "square": (1080, 1080), "story": (1080, 1920)}[card_format]
    pet = {"wide": (60, 280), "square": (120, 300), "story": (150, 500)}[card_format]
    assert photos.is_like(card.getpixel(pet), photos.RED)  # type: ignore[arg-type]


@pytest.mark.parametrize("card_format", ["wide", *(pytest.param(name, marks=pytest.mark.verify) for name in OTHERS)])
def test_the_least_compressible_pictures_make_a_small_card(card_format: CardFormat) -> None:
    card = drawn(card_format, photos.jpeg(noise((700, 700))), photos.png(noise((600, 600))))

    assert len(card) <= MAX_BYTES


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L"])
def test_portraits_of_every_kind_are_drawn(mode: str) -> None:
    avatar = photos.png(Image.new("RGBA", (400, 400), (0, 0, 0, 0)).convert(mode))

    assert photos.opened(drawn(avatar=avatar)).size == SIZES["wide"]


def test_what_a_transparent_portrait_lets_through_is_no_black_hole() -> None:
    avatar = photos.png(Image.new("RGBA", (400, 400), (0, 0, 0, 0)))

    assert min(photos.opened(drawn(avatar=avatar)).getpixel((540, 280))) > 200  # type: ignore[arg-type, type-var]


def test_metadata_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home, Elm Street"
    photo = io.BytesIO()
    photos.picture().save(photo, "JPEG", exif=exif, comment=b"Elm Street", icc_profile=b"Elm Street")

    card = drawn(photo=photo.getvalue())

    assert photos.opened(card).info == {}
    assert b"Elm Street" not in card


def test_the_same_is_drawn_alike_twice() -> None:
    assert drawn() == drawn()


@pytest.mark.parametrize(
    "change",
    [
        {"pet_name": "Mochi"},
        {"pet_name": "Мурзик"},
        {"score": 3},
        {"offline": True},
        {"line": "He signs nothing unread."},
        {"likenesses": ("Amber eyes",)},
        {"traits": (("Dignity", 90),)},
        {"number": "00000001"},
    ],
)
def test_what_it_says_shows(change: dict[str, Any]) -> None:
    assert drawn(**change) != drawn()


@pytest.mark.parametrize(
    ("name", "written"), [("𒀀𒁀", ""), ("Mochi ᏣᎳᎩ", ""), ("Rex \U0001fbff", "Rex"), ("\u2fff", "")]
)
def test_signs_that_no_font_has_are_left_out_and_names_with_such_letters_whole(name: str, written: str) -> None:
    assert writable(name) == written
    assert drawn(pet_name=name) == drawn(pet_name=written)


LONG: Final = {
    "pet_name": "W" * 40,
    "pet": "Nova Scotia duck tolling retriever and Petit Basset Griffon Vendéen mix dog",
    "human_name": "Maximiliana-Alexandrina Featherstonehaugh-Wolfeschlegelstein",
    "job_title": "Assistant Regional Undersecretary of Interdepartmental Communications and Waiting",
    "line": "Wherever there was a meeting without snacks, she has adjourned it, in writing and at length.",
    "likenesses": ("Wherever you look, the same three browns in hair and coat, and the same amber eyes",) * 3,
}


@pytest.mark.parametrize("card_format", CARD_FORMATS)
@pytest.mark.parametrize(
    "longest",
    [(), tuple(LONG), *(pytest.param((name,), marks=pytest.mark.verify) for name in LONG)],
    ids=lambda names: "+".join(names) or "short",
)
def test_texts_keep_off_each_other_and_off_the_edge(card_format: CardFormat, longest: tuple[str, ...]) -> None:
    boxes: list[tuple[float, float, float, float]] = []
    with watched_texts(boxes):
        drawn(card_format, **{name: LONG[name] for name in longest})

    width, height = SIZES[card_format]
    assert len(boxes) > 12
    assert all(
        left > 0 and right < width - 20 and top > 0 and bottom < height - 6 for left, top, right, bottom in boxes
    )
    overlaps = [
        (one, other)
        for one, other in combinations(boxes, 2)
        if min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1
    ]
    assert overlaps == []


def test_the_wide_card_names_a_likeness_beside_a_narrow_portrait_too() -> None:
    photo = photos.jpeg(Image.new("RGB", (1200, 600), photos.RED))
    narrow = Pictures(photo, photos.png(), PetPlace((0.0, 0.1, 1.0, 1.0), 0.7))
    likeness = "a tabby's three browns → dark brown hair in three streaked tones"

    assert draw_card("wide", narrow, facts(likenesses=(likeness,))) != draw_card("wide", narrow, facts())


def test_a_likeness_is_named_whole_or_not_at_all() -> None:
    long = f"{'a very long likeness, ' * 9}indeed"

    assert drawn(likenesses=(long,)) == drawn()
    assert drawn(likenesses=(long, "amber eyes")) == drawn(likenesses=("amber eyes",)) != drawn()


@contextmanager
def watched_texts(boxes: list[tuple[float, float, float, float]]) -> Iterator[None]:
    """Notes where ink of text is drawn."""
    draw = ImageDraw.ImageDraw.text

    def noted(self: ImageDraw.ImageDraw, at: Any, text: str, **options: Any) -> None:
        shown = {name: options[name] for name in ("font", "anchor") if name in options}
        boxes.append(self.textbbox(at, text, **shown))
        draw(self, at, text, **options)

    with patch.object(ImageDraw.ImageDraw, "text", noted):
        yield


@pytest.mark.parametrize("colour", [*THEMES, INK, SOFT_INK])
def test_text_stands_out_from_the_paper(colour: str) -> None:
    """WCAG 2.2: a contrast of 4.5 to 1."""
    light, dark = _luminance(PAPER), _luminance(colour)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
