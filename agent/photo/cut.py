"""Photos that break off: decodes what is there, and finds out how much that is.

Memory holds a row of noise beforehand: rows that still hold it afterwards were not decoded.
"""

import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageFile

from agent.confined import UnreadableError

ENOUGH: Final = 0.9
"""The share of the rows that makes a picture. People would not miss the rest."""


def watch_last_row(image: ImageFile.ImageFile) -> Callable[[], bool]:
    """Prepares a photo's memory; what is returned says whether the last row has been decoded."""
    noise = _noise(image)
    memory = Image.new(image.mode, image.size)
    memory.paste(noise, (0, image.height - 1))
    image.im = memory.im
    row = (0, image.height - 1, image.width, image.height)
    return lambda: memory.crop(row).tobytes() != noise.tobytes()


def load(image: ImageFile.ImageFile) -> bool:
    """Decodes a photo as far as it goes; missing rows become white.

    Returns:
        Whether rows are missing.

    Raises:
        UnreadableError: if fewer than nine tenths of the rows are there.
        OSError: if nothing can be decoded.
    """
    noise = _noise(image)
    image.im = _filled(image.mode, image.size, noise).im
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    rows = _decoded_rows(image, noise.tobytes())
    if (share := rows / image.height) < ENOUGH:
        raise too_few_rows(share)
    if rows < image.height:
        image.paste(_white(image.mode), (0, rows, image.width, image.height))
    return rows < image.height


def too_few_rows(share: float) -> UnreadableError:
    """The refusal of a photo of which only a share is there."""
    return UnreadableError(f"The image is damaged or incomplete: only {int(share * 100)} % of its rows are there")


def _noise(image: Image.Image) -> Image.Image:
    chance = random.Random(0)  # noqa: S311 - no secret
    row = Image.new(image.mode, (image.width, 1))
    if image.mode == "1":
        return Image.frombytes("1", row.size, chance.randbytes((image.width + 7) // 8))
    return Image.frombytes(image.mode, row.size, chance.randbytes(len(row.tobytes())))


def _filled(mode: str, size: tuple[int, int], row: Image.Image) -> Image.Image:
    filled = Image.new(mode, size)
    filled.paste(row, (0, 0))
    done = 1
    while done < size[1]:
        count = min(done, size[1] - done)
        filled.paste(filled.crop((0, 0, size[0], count)), (0, done))
        done += count
    return filled


def _decoded_rows(image: Image.Image, noise: bytes) -> int:
    """How many rows, from the top, do not hold the noise."""
    low, high = 0, image.height
    while low < high:
        middle = (low + high) // 2
        if image.crop((0, middle, image.width, middle + 1)).tobytes() == noise:
            high = middle
        else:
            low = middle + 1
    return low


def _white(mode: str) -> int | tuple[int, ...]:
    if mode == "CMYK":
        return (0, 0, 0, 0)
    bands = len(Image.new(mode, (1, 1)).getbands())
    level = 65535 if mode.startswith("I") else 255
    return level if bands == 1 else (level,) * bands
