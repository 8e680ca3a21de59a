"""Text from a model is reduced to plain text."""

import pytest

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
