"""Prepares a photo for the models, in a separate process."""

import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self

from agent.confined import UnreadableError, decoded_by
from petavatar.errors import UnreadablePhoto

_HEAD: Final = struct.Struct(">II?")
"""Width, height and `incomplete`, before the JPEG."""


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A photo as the models see it.

    Attributes:
        jpeg: an upright sRGB JPEG without metadata.
        width: its width in pixels.
        height: its height in pixels.
        incomplete: whether the end of the photo was missing, so that a small part of the picture is blank.
    """

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    incomplete: bool = False

    def packed(self) -> bytes:
        """The photo as the decoder's process writes it."""
        return _HEAD.pack(self.width, self.height, self.incomplete) + self.jpeg

    @classmethod
    def unpacked(cls, data: bytes) -> Self:
        """The photo that `packed` wrote."""
        return cls(data[_HEAD.size :], *_HEAD.unpack_from(data))


def prepare_photo(
    download: Callable[[], bytes], timeout_s: float, cancelled: threading.Event | None = None
) -> PreparedPhoto:
    """Downloads a photo and decodes it into an upright RGB JPEG of a size that Claude accepts.

    Args:
        download: fetches the photo; the decoder starts meanwhile.
        timeout_s: the time limit for decoding, in seconds.
        cancelled: ends the decoder when it is set.

    Raises:
        UnreadablePhoto: if the photo can't be decoded, exceeds the limits, or its decoder was ended.
        Problem: any problem of `download`.
    """
    try:
        return PreparedPhoto.unpacked(decoded_by("agent.photo.decoder", download, timeout_s, cancelled))
    except UnreadableError as error:
        raise UnreadablePhoto(f"{error}. Please try another photo.") from error
