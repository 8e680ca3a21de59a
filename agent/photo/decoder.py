"""The program that decodes a photo: `python -m agent.photo.decoder`, photo on stdin, JPEG on stdout.

It runs as a process of its own with limits on memory and time, so that a file made to crash or to swell a
codec costs one job and not the server. It ends with 0 and a JPEG, or with `UNREADABLE` and a reason on stderr.

The pixels of a large photo fit into the memory once, not twice. Whatever is done to them is therefore done strip
by strip, while they shrink; what is left is small.
"""

import ctypes
import io
import resource
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from typing import Final

import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from petavatar.image_format import SNIFF_BYTES, sniff

LONG_EDGE_PX: Final = 1568
"""Claude scales larger images down itself, and charges for the wait (Anthropic, vision guide)."""
MAX_BYTES: Final = 3_750_000
"""Converse takes at most 3.75 MB an image (Amazon Bedrock, Message API reference)."""
MAX_PIXELS: Final = 50_000_000
MEMORY_BYTES: Final = 280_000_000
"""What the process may allocate. With the libraries that it maps, it stays below 300 MB."""
CPU_SECONDS: Final = 4
"""More than twice what the largest photo takes."""
UNREADABLE: Final = 3

_STRIP_PIXELS: Final = 250_000
_QUALITIES: Final = (88, 75, 60, 40)
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation."""
_PR_SET_PDEATHSIG: Final = 1
"""linux/prctl.h"""

# Pillow looks for its formats when it first opens a picture; here it does so while the photo downloads.
Image.preinit()

Strip = Callable[[int, int], Image.Image]
"""Takes the rows from the first number up to the second out of a photo."""


class UnreadableError(ValueError):
    """The photo can't be read, for a reason that is fit for people."""


def prepare(photo: bytes) -> bytes:
    """The photo upright, as an RGB JPEG without metadata, at most `LONG_EDGE_PX` and `MAX_BYTES`.

    Raises:
        UnreadableError: if it can't be read.
    """
    kind = sniff(photo[:SNIFF_BYTES])
    if kind is None:
        raise UnreadableError("The file is not an image that can be read")
    try:
        image = _read_heic(photo) if kind == "heic" else _read(photo)
        # It is less than twice too large by now: a finer filter takes twice the time, and shows no more.
        image.thumbnail((LONG_EDGE_PX, LONG_EDGE_PX), Image.Resampling.BILINEAR)
        return _jpeg(image)
    except UnreadableError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError("The file is not an image that can be read") from error
    # What Pillow and pillow-heif raise on files that are not what they say; a want of memory shows as any of these.
    except (OSError, SyntaxError, EOFError, ValueError, RuntimeError, IndexError, struct.error, MemoryError) as error:
        raise UnreadableError("The image is damaged or incomplete, or takes too much memory") from error


def _read(photo: bytes) -> Image.Image:
    with Image.open(io.BytesIO(photo), formats=("JPEG", "PNG")) as image:
        _check_pixels(image)
        # JPEG decodes at a fraction of its size in a fraction of the time, if asked before anything else.
        shrink = min(1.0, LONG_EDGE_PX / max(image.size))
        image.draft("RGB", (max(1, round(image.width * shrink)), max(1, round(image.height * shrink))))
        image.load()
        if image.mode == "RGB" and "transparency" not in image.info:
            small = image.reduce(_factor(image.size))
            # It has taken over what the camera noted, which the JPEG would, too.
            small.info.clear()
        else:
            small = _shrunk(image.size, lambda top, bottom: image.crop((0, top, image.width, bottom)))
        turn = _turn(image)
    return small if turn is None else small.transpose(turn)


def _read_heic(photo: bytes) -> Image.Image:
    # Pillow's own reader would copy the pixels. A HEIC is turned while it decodes, and its EXIF says nothing more.
    options = pillow_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 1
    # A picture that is named as the primary one but can't be opened is not among them: no other may stand for it.
    (image,) = (image for image in pillow_heif.open_heif(photo, remove_stride=False) if image.info["primary"])
    _check_pixels(image)
    pixels, stride = memoryview(image.data), image.stride

    def strip(top: int, bottom: int) -> Image.Image:
        rows = bytes(pixels[top * stride : bottom * stride])
        return Image.frombytes(image.mode, (image.size[0], bottom - top), rows, "raw", image.mode, stride)

    return _shrunk(image.size, strip)


def _check_pixels(image: Image.Image | pillow_heif.HeifImage) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnreadableError(f"The photo has more than {MAX_PIXELS // 1_000_000} megapixels")


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, EOFError, ValueError, struct.error):
        # The photo is worth more than its notes.
        return None


def _shrunk(size: tuple[int, int], strip: Strip) -> Image.Image:
    """The photo in opaque RGB, `_factor` times smaller."""
    width, height = size
    factor = _factor(size)
    rows = factor * max(1, _STRIP_PIXELS // (width * factor))
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        small.paste(_opaque(strip(top, min(top + rows, height))).reduce(factor), (0, top // factor))
    return small


def _factor(size: tuple[int, int]) -> int:
    """By what whole number a photo shrinks, so that its long edge is less than twice `LONG_EDGE_PX`."""
    return max(1, max(size) // LONG_EDGE_PX)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16-bit greys convert by clipping otherwise.
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise UnreadableError("The photo can't be made small enough")


def _confine() -> None:
    """Limits what the process may use, and ties its life to that of the one that started it."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> int:
    """Limits itself, reads the photo, writes the JPEG."""
    _confine()
    # stderr is for the reason alone.
    warnings.simplefilter("ignore")
    try:
        jpeg = prepare(sys.stdin.buffer.read())
    except UnreadableError as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    sys.stdout.buffer.write(jpeg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
