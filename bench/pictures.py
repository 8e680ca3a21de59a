"""Photos of any size for measuring: one of the samples, enlarged, with a sensor's noise on it."""

import io
from functools import cache
from typing import Final, Literal

import numpy as np
import pillow_heif
from PIL import Image

from deployment import PROJECT

SAMPLE: Final = PROJECT / "samples" / "chelsea.jpg"
_NOISE: Final = 5.0
"""Standard deviation in levels of 255, about a phone's at ISO 400: a smooth picture would decode too fast."""
Format = Literal["JPEG", "PNG", "HEIF"]

_QUALITY: Final[dict[Format, int]] = {"JPEG": 90, "HEIF": 65}
"""Of the order of what phones choose: 2 to 4 MB for 12 megapixels."""


def size_of(megapixels: float) -> tuple[int, int]:
    """Width and height in pixels, 4:3 as most phones take them."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5 / 2) * 2
    return round(height * 4 / 3 / 2) * 2, height


def photo(megapixels: float, kind: Format = "JPEG") -> bytes:
    """A photo, the same bytes for the same arguments."""
    return picture(size_of(megapixels), kind)


@cache
def picture(size: tuple[int, int], kind: Format) -> bytes:
    """A picture of a size in pixels, the same bytes for the same arguments."""
    with Image.open(SAMPLE) as sample:
        image = sample.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    noise = np.random.default_rng(0).normal(0, _NOISE, (image.height, image.width, 1))
    noisy = Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(noisy).save(out, quality=_QUALITY["HEIF"])
    else:
        noisy.save(out, kind, **({"quality": _QUALITY["JPEG"]} if kind == "JPEG" else {}))
    return out.getvalue()
