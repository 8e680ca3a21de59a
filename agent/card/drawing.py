"""Draws the card that people share, in each of its formats: the ID badge of a pet's person."""

import io
import zlib
from typing import Final

from PIL import Image

from agent.card.badge import Badge
from agent.card.facts import Facts
from agent.card.formats import DRAWN, SIZES
from agent.card.pictures import Pictures
from petavatar.jobs import CardFormat

MAX_BYTES: Final = 600_000
_MARKS_BYTES: Final = 10_000
"""What of that is left for marks; a manifest with a long chain of certificates takes most of it."""
_LEVELS: Final = (0xFF, 0xFC)
"""Which bits of a colour are kept: photos take a third fewer bytes without the last two, which nobody sees."""


def draw_card(card_format: CardFormat, pictures: Pictures, facts: Facts) -> bytes:
    """The card as a PNG of its format's size, without the pictures' metadata: with marks at most `MAX_BYTES`."""
    badge = Badge.blank(SIZES[card_format], facts)
    DRAWN[card_format](badge, pictures)
    return _encoded(badge.image)


def _encoded(card: Image.Image) -> bytes:
    """The card in the finest colours with which it is small enough; a palette of 256 always is."""
    for mask in _LEVELS:
        png = _png(card if mask == _LEVELS[0] else card.point([level & mask for level in range(256)] * 3))
        if len(png) <= MAX_BYTES - _MARKS_BYTES:
            return png
    return _png(card.quantize(256, dither=Image.Dither.FLOYDSTEINBERG))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    # Runs alone: twice as fast as zlib's search for repetitions, which photos don't have, and 5% larger.
    image.save(out, "PNG", compress_type=zlib.Z_RLE)
    return out.getvalue()
