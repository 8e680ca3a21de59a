"""Photo preparation: the agent's decoder against pyvips' thumbnail, and against the bare decode of HEIC and PNG.

Wall time from the last byte of the photo to the finished JPEG, each in a fresh process that is loaded by then, as the
agent's is: it starts while the photo downloads. What that start takes is a row of its own.
"""

import json
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Any, Final

from agent.confined import DECODER_SETTINGS
from bench.pictures import Format, photo
from bench.rows import Row
from bench.timing import in_turn, run_python
from deployment import PROJECT

TIMES: Final = 9
_PROGRAM: Final = PROJECT / "bench" / "programs" / "prepare_photo.py"
_PEAK_MARK: Final = 130_000_000
CASES: Final[tuple[tuple[float, Format, str, float | None], ...]] = (
    (12, "JPEG", "vips", 2.0),
    (48, "JPEG", "vips", 1.8),
    (12, "HEIF", "pillow", 1.25),
    (12, "PNG", "pillow", 1.25),
    (12, "P3 JPEG", "vips", None),
    (12, "10-bit HEIF", "pillow", None),
    (12, "WEBP", "pillow", None),
    (12, "AVIF", "pillow", None),
)
_NAMES: Final = {"vips": "pyvips' thumbnail", "pillow": "the bare decode"}


def measure() -> Iterator[Row]:
    """The rows of all cases."""
    starts: list[float] = []
    for megapixels, kind, way, mark in CASES:
        taken = {"ours": list[dict[str, Any]](), way: list[dict[str, Any]]()}

        timed = partial(_timed, photo(megapixels, kind), taken)
        pair = in_turn(partial(timed, "ours"), partial(timed, way), TIMES)
        peaks = {how: median(one["peak_bytes"] for one in runs) for how, runs in taken.items()}
        starts += [one["start_s"] for one in taken["ours"]]
        name = f"photo: {megapixels} MP {kind.replace('HEIF', 'HEIC')}"
        large = megapixels == max(case[0] for case in CASES)
        yield Row(f"{name} over {_NAMES[way]}", pair.ratio, mark)
        yield Row(name, round(pair.ours * 1000), unit="ms")
        yield Row(f"{name}, peak memory", peaks["ours"], _PEAK_MARK if large else None, unit="bytes")
        yield Row(f"{name}, peak memory of {_NAMES[way]}", peaks[way], unit="bytes")
    yield Row("photo: start of the decoder, while the photo downloads", round(median(starts) * 1000), unit="ms")


def _timed(content: bytes, taken: dict[str, list[dict[str, Any]]], way: str) -> float:
    taken[way].append(prepared(way, content))
    return float(taken[way][-1]["seconds"])


def prepared(way: str, content: bytes) -> dict[str, Any]:
    """What it took to prepare a photo in one way: start_s, seconds, peak_bytes, bytes."""
    environment = {"PYTHONPATH": str(PROJECT), **(DECODER_SETTINGS if way == "ours" else {})}
    ended = run_python(["-m", "bench.programs.prepare_photo", way], environment, given=content)
    taken: dict[str, Any] = json.loads(ended.output)
    return taken
