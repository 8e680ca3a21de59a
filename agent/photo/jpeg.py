"""Reads JPEGs, cut ones too. Of several pictures in one (MPF: gain maps, Ultra HDR) it reads the first, the base."""

import io
from typing import Final

from PIL import JpegImagePlugin

from agent.confined import UnreadableError
from agent.photo import cut, jpeg_scans, limits
from agent.photo.opening import opened
from agent.photo.orientation import turn_by_exif
from agent.photo.picture import Picture
from agent.photo.shrinking import LONG_EDGE_PX, shrunk

_END: Final = b"\xff\xd9"
_MAX_SCANS: Final = 500
"""Far more than any camera or program writes; each one takes time."""


def read(photo: bytes) -> Picture:
    """A JPEG's picture.

    Raises:
        UnreadableError: if it is too large, or too much of it is missing.
        OSError, ValueError and others of `agent.confined.DECODER_ERRORS`: if it is damaged.
    """
    frame, scans = jpeg_scans.read(photo)
    if len(scans) > _MAX_SCANS:
        raise UnreadableError("The image is damaged or incomplete: it has too many passes")
    if frame is not None:
        limits.check(frame.size, frame.kind)
    image, incomplete = _opened(io.BytesIO(photo)), False
    limits.check(image.size, frame.kind if frame is not None else limits.BASELINE_JPEG)
    try:
        image.load()
    except OSError:
        incomplete = True
        if frame is not None and frame.collected:
            if not jpeg_scans.shows_every_row(frame, scans):
                raise UnreadableError(
                    f"The image is damaged or incomplete: only {max(0, len(scans) - 1)} of its passes are there"
                ) from None
            # libjpeg waits for the end before it shows anything.
            image = _opened(io.BytesIO(photo + _END))
            image.load()
        else:
            file = io.BytesIO(photo)
            image = _opened(file)
            # Pillow would add the end that is missing, and libjpeg then makes up the rows before it.
            image.load_read = file.read  # type: ignore[method-assign, assignment]
            incomplete = cut.load(image)
    return Picture(shrunk(image), image.info.get("icc_profile"), turn_by_exif(image), incomplete)


def _opened(file: io.BytesIO) -> JpegImagePlugin.JpegImageFile:
    image = opened(JpegImagePlugin.JpegImageFile, file)
    # A JPEG decodes at a fraction of its size in a fraction of the time; `draft` must come first.
    shrink = min(1.0, LONG_EDGE_PX / max(image.size))
    image.draft(None, (max(1, round(image.width * shrink)), max(1, round(image.height * shrink))))
    return image
