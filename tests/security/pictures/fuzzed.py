"""Pictures with bytes changed by chance: whatever comes of them, it is an answer within the limits."""

import random
from collections.abc import Callable
from typing import Final

from PIL import Image

from testing import photos
from tests.security.pictures.jpegs import exif
from tests.security.pictures.picture import Answered, Picture

_SEEDS: Final = range(24)


def _photo(kind: str) -> bytes:
    image = Image.effect_noise((120, 90), 60).convert("RGB")
    if kind == "heic":
        return photos.heic(image, exif=exif(6))
    options = {"exif": exif(6)} if kind in ("jpeg", "png", "webp", "avif") else {}
    return photos.encoded(image, kind.upper(), **options)


def _changed(kind: str, seed: int) -> bytes:
    """A picture with a few bytes changed, mostly in its head, sometimes cut or with bytes put in."""
    chance, photo = random.Random(f"{kind} {seed}"), bytearray(_photo(kind))
    for _ in range(chance.randint(1, 12)):
        at = 12 + int((len(photo) - 13) * chance.random() ** 4)
        photo[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    if seed % 3 == 0:
        at = chance.randrange(12, len(photo))
        photo[at:at] = chance.randbytes(chance.randint(1, 50))
    return bytes(photo[: chance.randrange(40, len(photo))] if seed % 5 == 0 else photo)


def _made(kind: str, seed: int) -> Callable[[], bytes]:
    return lambda: _changed(kind, seed)


FUZZED: Final = [
    Picture(f"{kind} fuzzed {seed}", _made(kind, seed), Answered())
    for kind in ("jpeg", "png", "heic", "webp", "avif", "gif", "bmp", "tiff")
    for seed in _SEEDS
]
