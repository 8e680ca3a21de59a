"""Finds in a text what no result may hold. It knows nothing of how the agent cleans a text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args

from agent.person.dimensions import DIMENSIONS
from agent.schemas import Attire, Background
from tests.support.cloud import ROOT

_HARMS: Final[Mapping[str, re.Pattern[str]]] = {
    "a link": re.compile(
        r"://|//|\bwww\.|\b(?:javascript|data|mailto|vbscript|file|tel|intent|blob):\S", re.IGNORECASE
    ),
    "a domain": re.compile(r"\w\.(?!js\b|NET\b|Sc\b|Eng\b)[^\W\d_]{2}"),
    "an address of a machine": re.compile(r"\d+\.\d+\.\d+\.\d+"),
    "an address of a mailbox": re.compile(r"\w@\w"),
    "markup": re.compile(r"[<>`*\[\]{}|\\~^]|&#?\w+;|(?<!\w)#|\w_\w"),
    "a key": re.compile(r"AKIA|ASIA|\bpa_|[\w/+=]{40}|x-amz|\barn:", re.IGNORECASE),
    "a job's id": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-"),
}
_CHOICES: Final = frozenset({*DIMENSIONS, *get_args(Attire), *get_args(Background)})
_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u3164\ufe0e\ufe0f\uffa0")


def harms_in(text: str) -> set[str]:
    """The kinds of harm that a text does."""
    looks = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
    found = {kind for kind, pattern in _HARMS.items() if pattern.search(looks)}
    if any(unicodedata.category(c) in _STEERING or c in _INVISIBLE for c in text):
        found.add("a character that nobody sees")
    if any(sentence in _words(text) for sentence in our_sentences()):
        found.add("a sentence of ours")
    return found


def texts_in(record: Any) -> Iterator[str]:
    """Every paragraph of free text in a record, wherever it is."""
    match record:
        case str():
            yield from (paragraph for paragraph in record.split("\n\n") if paragraph not in _CHOICES)
        case dict():
            yield from (text for value in record.values() for text in texts_in(value))
        case list():
            yield from (text for value in record for text in texts_in(value))


@cache
def our_sentences() -> frozenset[str]:
    """The words of every longer sentence of the agent's prompts."""
    prompts = (path.read_text("utf-8") for path in (ROOT / "agent" / "prompts").glob("*.md"))
    sentences = (_words(sentence) for prompt in prompts for sentence in re.split(r"[.!?:]\s|\n", prompt))
    return frozenset(sentence for sentence in sentences if len(sentence.split()) >= 8)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
