"""How large a photo may be: what the decoder's memory and time allow, by format and kind, known before it decodes.

The figures are measured: docs/photos.md.
"""

import resource
from dataclasses import dataclass
from typing import Final

from agent.confined import UnreadableError

_MP: Final = 1_000_000
_BASE_BYTES: Final = 60_000_000
"""What the process needs beside the pixels: itself, the photo's file, the shrunk picture."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of photo.

    Attributes:
        name: what users read, with its article.
        megapixels: the most that time allows.
        bytes_per_pixel: the memory that decoding takes.
    """

    name: str
    megapixels: int
    bytes_per_pixel: float

    def limit(self) -> int:
        """The most megapixels that this process decodes."""
        memory, _ = resource.getrlimit(resource.RLIMIT_DATA)
        if memory == resource.RLIM_INFINITY:
            return self.megapixels
        return max(1, min(self.megapixels, int((memory - _BASE_BYTES) / (self.bytes_per_pixel * _MP))))


BASELINE_JPEG: Final = Kind("a JPEG", 250, 0.3)
PNG: Final = Kind("a PNG", 60, 4.6)
INTERLACED_PNG: Final = Kind("an interlaced PNG", 50, 8.6)
HEIC: Final = Kind("a HEIC", 100, 6.1)
DEEP_HEIC: Final = Kind("a HEIC of more than 8 bits", 50, 12.1)
WEBP: Final = Kind("a WebP", 36, 16.4)
AVIF: Final = Kind("an AVIF", 50, 12.1)
GIF: Final = Kind("a GIF", 60, 6.1)
BMP: Final = Kind("a BMP", 60, 5.1)
TIFF: Final = Kind("a TIFF", 60, 8.1)


def progressive_jpeg(samples_per_pixel: float, cmyk: bool) -> Kind:
    """A JPEG in several scans: libjpeg keeps two bytes for each sample until the last scan."""
    return Kind("a progressive CMYK JPEG" if cmyk else "a progressive JPEG", 100, 2 * samples_per_pixel + 0.3)


def check(size: tuple[int, int], kind: Kind) -> None:
    """Compares a photo's size with the limit of its kind.

    Raises:
        UnreadableError: names both, if the photo is too large.
    """
    pixels, limit = size[0] * size[1], kind.limit()
    if pixels > limit * _MP:
        # Rounded up, so that it is never the limit itself.
        megapixels = -(-pixels // _MP)
        raise UnreadableError(f"The photo has {megapixels} megapixels; the limit for {kind.name} is {limit}")
