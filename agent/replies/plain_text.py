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

_MARKDOWN_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG: Final = re.compile(r"</?[A-Za-z!?][^<>]*>?")
_URI: Final = re.compile(
    r"[a-z][a-z0-9+.-]*:/+\S*"
    r"|\b(?:about|blob|callto|data|file|ftp|intent|javascript|mailto|sip|skype|sms|tel|vbscript|view-source):\S+"
    r"|\b(?:arn|urn):\S+"
    r"|//+\S*"
    r"|\bwww\.\S+",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\S*\w@\w\S*|\S*(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)\S*")
_KEY: Final = re.compile(
    r"\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{8,}"
    r"|\bpa_[\w-]{12,}|\beyJ[\w.-]{12,}"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\S*x-amz-\S*"
    r"|(?<![\w/+=])(?=[\w/+=]*\d)[\w/+=]{32,}",
    re.IGNORECASE,
)

_ENDINGS: Final = "com|net|org|edu|gov|info|biz|io|ai|dev|app|co|me|uk|eu|de|fr|ru|cn|xyz|top|site|online|example|onion"
_LIBRARY: Final = r"js\b|JS\b|(?:(?<=\bASP\.|\bADO\.)|(?<=\bVB\.|\bML\.))NET\b"
_DOMAIN: Final = re.compile(
    rf"\S*\w\.(?!{_LIBRARY})(?:(?:{_ENDINGS}|{_ENDINGS.upper()}|xn--[\w-]+)(?![\w-])(?!\.\w)|[^\W\d_]{{2,}}[/:]\w)\S*"
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
        ValueError: if nothing readable is left.
    """
    before, text = "", _visible(text)
    # One pass may join the parts of a link or a tag, so repeat until nothing changes.
    while text != before:
        before, text = text, _reduced(text)
    if not any(c.isalnum() for c in text):
        raise ValueError("no readable text")
    return text


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_LOOKALIKES)
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)


def _reduced(text: str) -> str:
    text = _ENTITY.sub(lambda entity: _visible(html.unescape(entity[0])), text)
    text = _MARKDOWN_LINK.sub(r"\1", text)
    for pattern in (_TAG, _URI, _ADDRESS, _KEY, _DOMAIN):
        text = pattern.sub(" ", text)
    text = _JOINED.sub(" ", text)
    text = _MARKS.sub(" ", text)
    return _BEFORE_STOP.sub(r"\1", _BLANKS.sub(" ", text)).strip()
