"""Finds our prompts in a reply: the model then repeats its instructions instead of following them."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_RUN: Final = 8
"""The number of words that, in the order of a prompt, can't be a coincidence."""


def reject_prompt_leak(text: str) -> str:
    """Returns `text` unchanged if it repeats no prompt of this agent.

    Raises:
        ValueError: if it repeats a prompt.
    """
    if not _runs(text).isdisjoint(_prompts()):
        raise ValueError("it repeats the instructions")
    return text


@cache
def _prompts() -> frozenset[tuple[str, ...]]:
    folder = files("agent").joinpath("prompts")
    folders = (folder, *(each for each in folder.iterdir() if each.is_dir()))
    texts = (file.read_text("utf-8") for each in folders for file in each.iterdir() if file.name.endswith(".md"))
    return frozenset().union(*map(_runs, texts))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    visible = unicodedata.normalize("NFKC", text).casefold()
    # Invisible characters do not separate words.
    visible = "".join(c for c in visible if c.isspace() or unicodedata.category(c)[0] != "C")
    words = re.findall(r"[^\W_]+", visible)
    return frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
