"""The program that decodes a photo: `python -m agent.photo_decoder`, photo on stdin, JPEG on stdout.

It runs as a process of its own with limits on memory and time, so that a file made to crash or to swell a
codec costs one job and not the server. It ends with 0 and a JPEG, or with `UNREADABLE` and a reason on stderr.
"""

import io
import resource
import sys
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

LONG_EDGE_PX: Final = 1568
"""Claude scales larger images down itself, and charges for the wait (Anthropic, vision guide)."""
MAX_BYTES: Final = 3_750_000
"""Converse takes at most 3.75 MB an image (Amazon Bedrock, Message API reference)."""
MAX_PIXELS: Final = 50_000_000
MEMORY_BYTES: Final = 1_000_000_000
CPU_SECONDS: Final = 15
UNREADABLE: Final = 3
_QUALITIES: Final = (88, 75, 60, 40)


def prepare(photo: bytes) -> bytes:
    """The photo upright, as an RGB JPEG without metadata, at most `LONG_EDGE_PX` and `MAX_BYTES`.

    Raises:
        ValueError: with a reason for people, if it can't be read.
    """
    register_heif_opener()
    try:
        with Image.open(io.BytesIO(photo), formats=("JPEG", "PNG", "HEIF")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError(f"The photo has more than {MAX_PIXELS // 1_000_000} megapixels")
            # JPEG decodes at a fraction of its size in a fraction of the time, if asked before anything else.
            image.draft("RGB", (LONG_EDGE_PX, LONG_EDGE_PX))
            image.thumbnail((LONG_EDGE_PX, LONG_EDGE_PX))
            return _jpeg(_opaque(ImageOps.exif_transpose(image)))
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ValueError("The file is not an image that can be read") from error
    except (OSError, SyntaxError, EOFError, MemoryError) as error:
        raise ValueError("The image is damaged or incomplete") from error


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    if image.mode.startswith("I"):
        # 16-bit greys convert by clipping otherwise.
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise ValueError("The photo can't be made small enough")


def main() -> int:
    """Reads the photo, limits itself, writes the JPEG."""
    photo = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        jpeg = prepare(photo)
    except ValueError as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    sys.stdout.buffer.write(jpeg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
