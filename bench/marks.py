"""Marks on pictures: the time and the bytes that XMP and a signed C2PA manifest take, of a portrait and of a card."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from agent.marks.mark import Mark
from agent.marks.marking import Marked, Marking
from bench.pictures import picture
from bench.rows import Row
from local.certificate import self_made

TIMES: Final = 15
_MARK_MS: Final = 60
_MARK_BYTES: Final = 6000
_PORTRAIT: Final = (1536, 1536)
_CARD: Final = (1080, 1920)
_MODEL: Final = "stability.stable-image-ultra-v1:1"


def measure() -> Iterator[Row]:
    """Two rows of each kind of picture."""
    secret = self_made()
    marking = Marking(lambda: secret)
    marking.prepare()
    mark = Mark(source_type="trainedAlgorithmicMedia", c2pa="signed", origin="petavatar")
    portrait, card = picture(_PORTRAIT, "PNG"), picture(_CARD, "PNG")
    ways = {"a portrait": (portrait, lambda: marking.portrait(portrait, _MODEL))}
    ways["a card"] = (card, lambda: marking.card(card, mark))
    for name, (png, way) in ways.items():
        made: list[tuple[float, Marked]] = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            marked = way()
            made.append((time.perf_counter() - begun, marked))
        if any(marked.mark.c2pa != "signed" for _, marked in made):
            raise RuntimeError(f"{name} could not be signed")
        milliseconds = round(median(taken for taken, _ in made) * 1000, 1)
        yield Row(f"marks: {name}", milliseconds, _MARK_MS, unit="ms")
        added = max(len(marked.png) - len(png) for _, marked in made)
        yield Row(f"marks: {name}, bytes", added, _MARK_BYTES, unit="bytes")
