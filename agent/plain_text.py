"""Reduces text from a model to plain text, since it may echo words that were written inside a photo."""

import re
import unicodedata

_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>?")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://\S*|(?:www\.|mailto:|javascript:|data:)\S+)", re.IGNORECASE)
_BARE_DOMAIN = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|ai|dev|app|co|example)\b(?:/\S*)?", re.IGNORECASE)
_MARKS = re.compile(r"[`*_|\\<>\[\]{}~^]+|(?<!\w)#+")


def plain(text: str) -> str:
    """Returns `text` without links, markup, control characters and doubled spaces.

    Raises:
        ValueError: if nothing readable is left.
    """
    text = unicodedata.normalize("NFC", text)
    text = _MARKDOWN_LINK.sub(r"\1", text)
    for pattern in (_TAG, _LINK, _BARE_DOMAIN):
        text = pattern.sub(" ", text)
    text = _MARKS.sub(" ", text)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", text).strip()
    if not text:
        raise ValueError("no readable text")
    return text
