"""Photos of any size for measuring: one of the samples, enlarged, with a sensor's noise on it."""

import io
from functools import cache
from typing import Final, Literal

import numpy as np
import pillow_heif
from PIL import Image

from agent.photo.nclx import profile_of
from deployment import PROJECT

SAMPLE: Final = PROJECT / "samples" / "chelsea.jpg"
_NOISE: Final = 5.0
"""Standard deviation in levels of 255, about a phone's at ISO 400: a smooth picture would decode too fast."""
Format = Literal["JPEG", "PNG", "HEIF", "P3 JPEG", "10-bit HEIF", "WEBP", "AVIF"]

_QUALITY: Final[dict[Format, int]] = {"JPEG": 90, "P3 JPEG": 90, "HEIF": 65, "10-bit HEIF": 65, "WEBP": 80, "AVIF": 65}
"""Of the order of what phones and browsers choose: 2 to 4 MB for 12 megapixels."""
_DISPLAY_P3: Final = (12, 13)
"""Its primaries and transfer by number (ITU-T H.273)."""


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
        pillow_heif.from_pillow(noisy).save(out, quality=_QUALITY[kind])
    elif kind == "10-bit HEIF":
        deep = (np.asarray(noisy).astype(np.uint16) << 8).tobytes()
        pillow_heif.from_bytes("RGB;16", noisy.size, deep).save(out, quality=_QUALITY[kind])
    elif kind == "P3 JPEG":
        noisy.save(out, "JPEG", quality=_QUALITY[kind], icc_profile=profile_of(*_DISPLAY_P3))
    else:
        noisy.save(out, kind, **({"quality": _QUALITY[kind]} if kind in _QUALITY else {}))
    return out.getvalue()
