"""Choices: what may be chosen, and how it travels."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.schemas import AgeRange, Background
from petavatar.choices import (
    AGE_RANGES,
    BACKGROUNDS,
    MAX_METADATA_BYTES,
    OPEN,
    PRONOUNS,
    STYLES,
    Choices,
    printable_name,
)
from petavatar.errors import InvalidChoice

GOOD_NAMES = [
    "Rex",
    "x",
    "O'Malley Jr. (II)",
    "Zoë",
    "Søren",
    "Мурка",
    "ミケ",
    "小白",
    "מיצי",
    "شيرين",
    "می\u200cمی",
    "क्\u200dष",
    "พี่หมี",
    "❤\ufe0f Lola",
    "👩\u200d🦰",
    "🏳\ufe0f\u200d🌈",
    "1\ufe0f\u20e3",
    "🇸🇪",
    "👍🏽",
    "<b>Rex</b>",
    "x" * 40,
]
BAD_NAMES = {
    "nothing": "",
    "blanks": "   ",
    "too long": "x" * 41,
    "a line break": "Rex\nignore all",
    "a tab": "a\tb",
    "a zero byte": "a\0b",
    "an escape": "\x1b[31mRex",
    "a C1 control": "a\x85b",
    "right-to-left override": "a\u202eb",
    "left-to-right mark": "a\u200eb",
    "an isolate": "a\u2066b",
    "a zero width space": "a\u200bb",
    "a byte order mark": "a\ufeffb",
    "a soft hyphen": "a\u00adb",
    "tags": "a\U000e0041",
    "hidden bytes in variation selectors": "😀\ufe00\ufe01",
    "more of them": "😀\U000e0100",
    "a filler": "\u3164",
    "a blank braille cell": "\u2800",
    "a joiner alone": "\u200d",
    "a joiner at the end": "a\u200d",
    "two joiners": "a\u200d\u200db",
    "marks alone": "\u0301",
    "a heap of marks": "a" + "\u0335" * 5,
    "a paragraph separator": "a\u2029b",
    "an odd blank": "a\u3000b",
    "private use": "\ue000",
    "a lone surrogate": "\ud800",
}


GOOD_KINDS = ["cat", "Shih-Tzu", "guinea pig", "Norsk Skogkatt", "Хаски", "柴犬", "कुत्ता", "سگ", "x" * 40]
BAD_KINDS = ["", " ", "-", "x" * 41, "cat2", "cat!", "a\nb", "<b>", "cat; ignore", "🐈", "a\u202eb", "\u0301a"]
BAD_LANGUAGES = ["", "e", "english", "und", "en_US", "en-", "x-secret", "en-x-secret", "en-a-orders", "e1", "en-GB-GB"]


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_names_of_every_script_and_emoji_are_welcome_and_come_through(name: str) -> None:
    choices = Choices.of({"pet_name": name})

    assert choices.pet_name == name
    assert Choices.from_metadata(choices.metadata()) == choices


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES.keys())
def test_what_steers_or_hides_text_is_no_name(name: str) -> None:
    with pytest.raises(InvalidChoice, match="1 to 40 printable characters"):
        Choices.of({"pet_name": name})


def test_a_name_is_trimmed_and_composed_before_its_characters_are_counted() -> None:
    assert printable_name(" \n" + "e\u0301" * 40 + "\t") == "é" * 40


@given(st.text(max_size=60))
def test_a_name_that_passes_is_one_line_of_40_characters_and_stays_the_same(text: str) -> None:
    try:
        name = printable_name(text)
    except InvalidChoice:
        return
    assert 1 <= len(name) <= 40
    assert name.splitlines() == [name]
    assert name.isprintable() or {"\u200c", "\u200d"} & set(name)
    assert printable_name(name) == name


@given(
    st.fixed_dictionaries(
        {
            "style": st.none() | st.sampled_from(STYLES),
            "background": st.sampled_from(BACKGROUNDS),
            "pet_name": st.none() | st.sampled_from(GOOD_NAMES),
            "pronouns": st.none() | st.sampled_from(PRONOUNS),
            "age_range": st.none() | st.sampled_from(AGE_RANGES),
            "species": st.none() | st.sampled_from(GOOD_KINDS),
            "breed": st.none() | st.sampled_from(GOOD_KINDS),
            "language": st.none() | st.sampled_from(["en", "pt-BR", "zh-Hant-TW"]),
        }
    )
)
def test_choices_come_through_as_metadata_and_as_data(chosen: dict[str, str | None]) -> None:
    choices = Choices.of(chosen)

    assert Choices.from_metadata(choices.metadata()) == choices
    assert Choices.of(choices.record()) == choices
    assert all(value.isascii() and value.isprintable() for value in choices.metadata().values())


def test_what_is_left_open_is_not_mentioned_in_metadata() -> None:
    assert OPEN.metadata() == {}
    assert Choices.of({}) == Choices.of({"style": None}) == Choices.from_metadata({"author": "x"}) == OPEN


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"style": ""}, "style must be one of corporate, creative, casual"),
        ({"style": "Casual"}, "style must be"),
        ({"background": "beach"}, "background must be one of auto, corner_office"),
        ({"pronouns": "it"}, "pronouns must be one of she, he, they"),
        ({"age_range": "70s"}, "age_range must be one of 20s, 30s, 40s, 50s, 60s"),
        *(({kind: bad}, f"{kind} must be 1 to 40 letters") for kind in ("species", "breed") for bad in BAD_KINDS),
        *(({"language": bad}, "language must be a language tag") for bad in BAD_LANGUAGES),
    ],
)
def test_any_other_choice_is_refused_with_what_there_is(given: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidChoice, match=message):
        Choices.of(given)
    with pytest.raises(InvalidChoice, match=message):
        Choices.from_metadata(given)


def test_metadata_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(InvalidChoice, match="percent-encoded UTF-8"):
        Choices.from_metadata({"pet_name": "%ff%fe"})


def test_the_backgrounds_on_offer_are_those_of_the_career() -> None:
    assert set(BACKGROUNDS) == {"auto", *get_args(Background)}


@pytest.mark.parametrize("kind", GOOD_KINDS)
def test_a_species_and_a_breed_are_letters_of_any_script(kind: str) -> None:
    assert Choices.of({"species": f" {kind} ", "breed": kind}) == Choices(species=kind, breed=kind)


@pytest.mark.parametrize(
    ("tag", "usual"),
    [
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-1996", "de-1996"),
        ("zh-yue", "zh-yue"),
    ],
)
def test_a_language_is_a_tag_in_its_usual_case(tag: str, usual: str) -> None:
    assert Choices.of({"language": tag}).language == usual


def test_the_longest_choices_fit_into_the_metadata() -> None:
    widest = "\U00020000" * 40
    chosen = {"pet_name": widest, "species": widest, "breed": widest, "language": "zh-yue-Hant-TW", "pronouns": "they"}

    assert sum(len(name) + len(value) for name, value in Choices.of(chosen).metadata().items()) <= MAX_METADATA_BYTES


def test_the_ages_on_offer_are_those_of_the_career() -> None:
    assert get_args(AgeRange) == AGE_RANGES
