"""The program that checks a portrait: `python -m agent.portrait.decoder`, what the image model sent on stdin.

It writes the length of the PNG to store as four bytes, that PNG, and the portrait in the size for the card, as a PNG of
its own. The length is 0 if the picture is to be stored as it came.
"""

import io
import struct
import sys
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from agent.confined import DECODER_ERRORS, UnreadableError, decode_stdin
from agent.portrait import ON_CARD, SIZE_PX

MAX_PIXELS: Final = 4 * SIZE_PX * SIZE_PX
"""The most pixels of what is stored. Every model is asked for a quarter of that."""
LENGTH: Final = struct.Struct(">I")

# Pillow loads its formats when it first opens a picture; here it does so while the model draws.
Image.preinit()


def check(picture: bytes) -> bytes:
    """The program's answer about a picture.

    Raises:
        UnreadableError: if it is no PNG or JPEG, is damaged, or has too many pixels.
    """
    stored, on_card = portrait_of(picture)
    changed = b"" if stored is picture else stored
    return LENGTH.pack(len(changed)) + changed + on_card


def portrait_of(picture: bytes) -> tuple[bytes, bytes]:
    """The picture as a PNG of at least 1024x1024 pixels, and as a PNG for the card.

    A PNG that is large enough stays unchanged, byte for byte, with its provenance data.

    Raises:
        UnreadableError: if it is no PNG or JPEG, is damaged, or has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as image:
            scale = max(1, SIZE_PX / min(image.size))
            size = (round(image.width * scale), round(image.height * scale))
            if size[0] * size[1] > MAX_PIXELS:
                raise UnreadableError(f"The portrait has too many pixels: {image.width} x {image.height}")
            image.load()
            if image.format == "PNG" and min(image.size) >= SIZE_PX:
                return picture, _on_card(image)
            enlarged = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            return _png(enlarged), _on_card(enlarged)
    except UnreadableError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError("The portrait is not a picture that can be read") from error
    except DECODER_ERRORS as error:
        raise UnreadableError("The portrait is damaged or incomplete, or takes too much memory") from error


def _on_card(image: Image.Image) -> bytes:
    picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    piece = ImageOps.cover(picture, ON_CARD, Image.Resampling.LANCZOS)
    # It is read again at once: to compress it would take longer than to move the bytes.
    return _png(piece, compress_level=0)


def _png(image: Image.Image, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(decode_stdin(check))
