"""Marks on pictures: the CPU time and the bytes of XMP and a signed C2PA manifest, for a portrait and a card."""

import time
from collections.abc import Callable, Iterator
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
    ways: dict[str, tuple[bytes, Callable[[], Marked]]] = {
        "a portrait": (portrait, lambda: marking.portrait(portrait, _MODEL)),
        "a card": (card, lambda: marking.card(card, mark)),
    }
    for name, (png, way) in ways.items():
        made: list[tuple[float, Marked]] = []
        for _ in range(TIMES):
            begun = time.process_time()
            marked = way()
            made.append((time.process_time() - begun, marked))
        if any(marked.mark.c2pa != "signed" for _, marked in made):
            raise RuntimeError(f"{name} could not be signed")
        milliseconds = round(median(taken for taken, _ in made) * 1000, 1)
        yield Row(f"marks: {name}", milliseconds, _MARK_MS, unit="ms CPU")
        added = max(len(marked.png) - len(png) for _, marked in made)
        yield Row(f"marks: {name}, bytes", added, _MARK_BYTES, unit="bytes")
