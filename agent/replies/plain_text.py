"""Reduces a model's text to plain text, because it may repeat words that were written inside a photo.

It removes links in every form, markup, keys, our addresses, and characters that control or hide others. Prose stays,
with its names, abbreviations and programming languages.
"""

import html
import re
import unicodedata
from typing import Final

# Characters that people or browsers take for a dot, a slash or a colon; and fullwidth ASCII.
_LOOKALIKES: Final = str.maketrans(
    {
        **dict.fromkeys("\u2024\u3002\ufe52\uff0e\uff61", "."),
        **dict.fromkeys("\\\u2044\u2215\u29f8\uff0f", "/"),
        **dict.fromkeys("\u02d0\u2236\ua789\ufe55\uff1a", ":"),
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "\uff0e\uff0f\uff1a"},
    }
)
# Invisible marks and blank letters: variation selectors, joiners, fillers.
_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_ENTITY: Final = re.compile(r"&(?:#\w{1,8}|[A-Za-z]\w{1,31});")
_AMPERSAND: Final = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_MOST_PASSES: Final = 8

# Every pattern is read in time that grows with the text and no faster: none may begin within what it has passed over
# before. So those that take a whole word, wherever their mark is in it, are looked for in each word.
_WORD: Final = re.compile(r"\S+")
_MARKDOWN_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_TAG: Final = re.compile(r"</?[A-Za-z!?][^<>]*>?")
_URI: Final = re.compile(
    r"(?<![a-z0-9+.-])(?P<before>[0-9+.-]*+)[a-z][a-z0-9+.-]*+:/+\S*"
    r"|\b(?:about|blob|callto|data|file|ftp|intent|javascript|mailto|sip|skype|sms|tel|vbscript|view-source):\S+"
    r"|\b(?:arn|urn):\S+"
    r"|//+\S*"
    r"|\bwww\.\S+",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\w@\w|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)|x-amz-", re.IGNORECASE)
_KEY: Final = re.compile(
    r"\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{8,}"
    r"|\bpa_[\w-]{12,}|\beyJ[\w.-]{12,}"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|(?<![\w/+=])(?=[\w/+=]*\d)[\w/+=]{32,}",
    re.IGNORECASE,
)

_ENDINGS: Final = "com|net|org|edu|gov|info|biz|io|ai|dev|app|co|me|uk|eu|de|fr|ru|cn|xyz|top|site|online|example|onion"
_LIBRARY: Final = r"js\b|JS\b|(?:(?<=\bASP\.|\bADO\.)|(?<=\bVB\.|\bML\.))NET\b"
_DOMAIN: Final = re.compile(
    rf"\w\.(?!{_LIBRARY})(?:(?:{_ENDINGS}|{_ENDINGS.upper()}|xn--[\w-]+)(?![\w-])(?!\.\w)|[^\W\d_]{{2,}}[/:]\w)"
)
# Anything else that could be a domain gets a blank after its dot, as does a sentence without one. Libraries and
# degrees don't.
_JOINED: Final = re.compile(rf"(?<=\w\.)(?!{_LIBRARY}|(?:Sc|Ed|Eng|Phil|Arch|Tech|Mus|Des)\b)(?=[^\W\d_]{{2}})")

_MARKS: Final = re.compile(r"[`*_|<>\[\]{}~^]+|(?<!\w)#+|^(?:[-=+\u2022]+\s+)+")
_BLANKS: Final = re.compile(r"\s+")
_BEFORE_STOP: Final = re.compile(r"\s+([,.;:!?]+)(?=\s|$)")


def plain(text: str) -> str:
    """Returns `text` without links, markup, keys, control characters and doubled spaces.

    Raises:
        ValueError: if nothing readable is left, or the text is wrapped up more often than text for people is.
    """
    text = _visible(text)
    # One pass may join the parts of a link or a tag, so repeat until nothing changes.
    for _ in range(_MOST_PASSES):
        before, text = text, _reduced(text)
        if text == before:
            break
    else:
        raise ValueError("markup within markup")
    if not any(c.isalnum() for c in text):
        raise ValueError("no readable text")
    return text


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_LOOKALIKES)
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)


def _reduced(text: str) -> str:
    text = _ENTITY.sub(lambda entity: _visible(html.unescape(entity[0])), _AMPERSAND.sub("&", text))
    text = _MARKDOWN_LINK.sub(r"\1", text)
    text = _URI.sub(r"\g<before> ", _TAG.sub(" ", text))
    text = _without_words(_ADDRESS, text)
    text = _without_words(_DOMAIN, _KEY.sub(" ", text))
    text = _JOINED.sub(" ", text)
    text = _MARKS.sub(" ", text)
    return _BEFORE_STOP.sub(r"\1", _BLANKS.sub(" ", text)).strip()


def _without_words(mark: re.Pattern[str], text: str) -> str:
    """The text without the words in which a mark is found."""
    return _WORD.sub(lambda word: " " if mark.search(word[0]) else word[0], text)
