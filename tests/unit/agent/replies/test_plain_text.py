"""Text from a model is reduced to plain text."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.replies.plain_text import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Runs the floor.", "Runs the floor."),
        ("  two   spaces\n and\ta line  ", "two spaces and a line"),
        ("Click [here](https://evil.example) now", "Click here now"),
        ("![image](data:image/png;base64,AAAA) seen", "image seen"),
        ("See https://evil.example/x?y=1 today", "See today"),
        ("See HTTP://EVIL.EXAMPLE today", "See today"),
        ("s3://bucket/key is internal", "is internal"),
        ("go to www.evil.example, please", "go to please"),
        ("javascript:alert(1) done", "done"),
        ("mail mailto:a@b.example now", "mail now"),
        ("visit evil.com/path now", "visit now"),
        ("visit sub.evil.co now", "visit now"),
        ("<script>alert(1)</script> hi", "alert(1) hi"),
        ("<b>bold</b> <img src=x onerror=y> end", "bold end"),
        ("an <unclosed tag", "an"),
        ("**bold** _under_ `code` ~~gone~~", "bold under code gone"),
        ("# Heading", "Heading"),
        ("C# and F# developer", "C# and F# developer"),
        ("{{template}} | table", "template table"),
        ("a\0b\u200bc\u202ed", "a b c d"),
        ("I , she ; they !", "I, she; they!"),
        ("cafe\u0301", "caf\u00e9"),
        ("3 < 5 and 7 > 6", "3 5 and 7 6"),
        ("Dr. Smith vs. Jones, etc.", "Dr. Smith vs. Jones, etc."),
        ("naïve Ωmega 名前", "naïve Ωmega 名前"),
    ],
)
def test_links_markup_and_control_characters_go_and_words_stay(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "\0\u200b", "https://evil.example", "<br>", "***", "[](x)"])
def test_text_of_which_nothing_is_left_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no readable text"):
        plain(text)


def test_plain_text_stays_as_it_is() -> None:
    once = plain("**A** [link](http://x.example) <i>and</i> more…")

    assert plain(once) == once


@pytest.mark.parametrize("depth", [1, 2, 300])
def test_a_sign_that_was_escaped_again_and_again_is_that_sign(depth: int) -> None:
    assert plain(f"Bed &{'amp;' * depth} breakfast &{'amp;' * depth}lt;b&gt;") == "Bed & breakfast"


def test_text_that_is_wrapped_up_again_and_again_is_refused() -> None:
    with pytest.raises(ValueError, match="markup within markup"):
        plain("a &" + "ampamp;" * 100)


HOSTILE = (
    *("a", "1", "a.", "1.", "a@", "&", "&amp;", "amp;", "&ampamp;", "&#38;", "&#", "&l&l"),
    *("[", "]", "![", "[a](", "](", "(", "<", ">", "<a", "//", ":", "a:", "+a", "-", "#", " .", "= "),
    *(
        "x-amz",
        "pa_-",
        "eyJ.",
        "AKIA",
        "a.xn--",
        "a.com",
        "a.ab",
        "1.1.1.",
        "0123456789abcdef-",
        "\uff0e",
        "\U0001d160",
    ),
)


@given(st.lists(st.sampled_from(HOSTILE), max_size=60).map("".join))
def test_nothing_is_left_to_reduce(text: str) -> None:
    try:
        once = plain(text)
    except ValueError:
        return

    assert plain(once) == once


@pytest.mark.parametrize("alphabet", HOSTILE, ids=ascii)
def test_a_character_of_a_long_text_costs_what_one_of_a_short_text_costs(alphabet: str) -> None:
    short, long = (_cpu_s(("a" + alphabet * length)[:length]) for length in (1_000, 8_000))

    # Eight times as long takes eight times as long, or 64 times where time grows with the square of the length.
    assert long < 24 * short


def _cpu_s(text: str) -> float:
    """The CPU time of this thread that `plain` takes: the least of several runs, in seconds."""

    def run() -> float:
        started = time.thread_time()
        with suppress(ValueError):
            plain(text)
        return time.thread_time() - started

    return min(run() for _ in range(3))
