"""Reads JPEGs, cut ones too. Of several pictures in one (MPF: gain maps, Ultra HDR) it reads the first, the base."""

import io
from collections.abc import Callable
from typing import Final

from PIL import JpegImagePlugin

from agent.confined import UnreadableError
from agent.photo import cut, jpeg_scans, limits
from agent.photo.opening import opened
from agent.photo.orientation import turn_by_exif
from agent.photo.picture import Picture
from agent.photo.shrinking import LONG_EDGE_PX, shrunk

type _Loaded = tuple[JpegImagePlugin.JpegImageFile, bool]
"""A decoded picture, and whether a part of it is missing."""

_END: Final = b"\xff\xd9"
_PADDING: Final = bytes(16)
"""libjpeg reads ahead this far at most; without it, the last rows would wait for more."""
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
    image = _opened(io.BytesIO(photo))
    if not image.tile:
        # It breaks off before its first scan; Pillow would show a blank picture.
        raise cut.too_few_rows(0)
    limits.check(image.size, frame.kind if frame is not None else limits.BASELINE_JPEG)
    if frame is not None and scans and frame.collected:
        image, incomplete = _in_passes(photo, image, frame, scans)
    else:
        end = jpeg_scans.data_end(photo, scans[0]) if frame is not None and scans and frame.huffman else len(photo)
        image, incomplete = _row_by_row(photo, image, end)
    return Picture(shrunk(image), image.info.get("icc_profile"), turn_by_exif(image), incomplete)


def _row_by_row(photo: bytes, image: JpegImagePlugin.JpegImageFile, end: int) -> _Loaded:
    """A JPEG whose only scan's data end there. Where they end too early, libjpeg would make up the rest without a word.

    So it gets no marker after the data before the last row is there: it then waits for more, and shows no further row.
    """
    is_whole = cut.watch_last_row(image)
    image.load_read = _Feed(photo, end, is_whole).read  # type: ignore[method-assign]
    try:
        image.load()
    except OSError:
        image = _opened(io.BytesIO(photo))
        image.load_read = _Feed(photo, end, lambda: False).read  # type: ignore[method-assign]
        return image, cut.load(image)
    return image, False


def _in_passes(
    photo: bytes, image: JpegImagePlugin.JpegImageFile, frame: jpeg_scans.Frame, scans: list[jpeg_scans.Scan]
) -> _Loaded:
    """A JPEG of several scans, of which libjpeg makes a picture whatever of them is missing."""
    if (share := jpeg_scans.share_of_means(photo, frame, scans)) < cut.ENOUGH:
        raise cut.too_few_rows(share)
    try:
        image.load()
        cut_off = False
    except OSError:
        cut_off = True
    incomplete = cut_off or not jpeg_scans.is_whole(frame, scans)
    if incomplete and not jpeg_scans.shows_every_row(frame, scans):
        raise UnreadableError(
            f"The image is damaged or incomplete: only {max(0, len(scans) - 1)} of its passes are there"
        )
    if cut_off:
        # libjpeg waits for the end before it shows anything.
        image = _opened(io.BytesIO(photo + _END))
        image.load()
    return image, incomplete


class _Feed:
    """What libjpeg reads: the photo up to the end of its data, and the end marker if all rows came of that."""

    def __init__(self, photo: bytes, end: int, is_whole: Callable[[], bool]) -> None:
        self._file, self._left, self._is_whole = io.BytesIO(photo), end, is_whole
        self._padding = _PADDING

    def read(self, read_bytes: int) -> bytes:
        part = self._file.read(min(read_bytes, self._left))
        self._left -= len(part)
        if not part:
            part, self._padding = self._padding, b""
        return part or (_END if self._is_whole() else b"")


def _opened(file: io.BytesIO) -> JpegImagePlugin.JpegImageFile:
    image = opened(JpegImagePlugin.JpegImageFile, file)
    # A JPEG decodes at a fraction of its size in a fraction of the time; `draft` must come first.
    shrink = min(1.0, LONG_EDGE_PX / max(image.size))
    image.draft(None, (max(1, round(image.width * shrink)), max(1, round(image.height * shrink))))
    return image
