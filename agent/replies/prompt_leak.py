"""Finds prompts of ours in a reply: a model then repeats its instructions instead of following them."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_RUN: Final = 8
"""So many words in the order of a prompt are no coincidence."""


def reject_prompt_leak(text: str) -> str:
    """Returns `text` as it is, if it repeats no prompt of this agent.

    Raises:
        ValueError: if it does.
    """
    if not _runs(text).isdisjoint(_prompts()):
        raise ValueError("it repeats the instructions")
    return text


@cache
def _prompts() -> frozenset[tuple[str, ...]]:
    folder = files("agent").joinpath("prompts")
    texts = (file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".md"))
    return frozenset().union(*map(_runs, texts))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    seen = unicodedata.normalize("NFKC", text).casefold()
    # What shows nothing parts no words.
    seen = "".join(c for c in seen if c.isspace() or unicodedata.category(c)[0] != "C")
    words = re.findall(r"[^\W_]+", seen)
    return frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
