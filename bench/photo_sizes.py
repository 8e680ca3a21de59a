"""How the preparation of a photo grows with its size: time and peak memory, beside pyvips' thumbnail."""

from collections.abc import Iterator
from statistics import median
from typing import Final

from bench.photos import prepared
from bench.pictures import photo
from bench.rows import Row

MEGAPIXELS: Final = (1, 2, 4, 8, 12, 24, 36, 48)
TIMES: Final = 5


def measure() -> Iterator[Row]:
    """The rows of every size; both ways in turn."""
    for megapixels in MEGAPIXELS:
        content = photo(megapixels)
        runs = [(prepared("ours", content), prepared("vips", content)) for _ in range(TIMES)]
        name = f"photo size: {megapixels:>2} MP"
        yield Row(name, round(median(ours["seconds"] for ours, _ in runs) * 1000), unit="ms")
        yield Row(f"{name}, pyvips", round(median(vips["seconds"] for _, vips in runs) * 1000), unit="ms")
        yield Row(f"{name}, memory", median(ours["peak_bytes"] for ours, _ in runs), unit="bytes")
        yield Row(f"{name}, memory of pyvips", median(vips["peak_bytes"] for _, vips in runs), unit="bytes")
