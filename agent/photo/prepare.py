"""Prepares a photo for the models, in a separate process."""

import threading
from collections.abc import Callable

from agent.confined import UnreadableError, decoded_by
from petavatar.errors import UnreadablePhoto


def prepare_photo(download: Callable[[], bytes], timeout_s: float, cancelled: threading.Event | None = None) -> bytes:
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
        return decoded_by("agent.photo.decoder", download, timeout_s, cancelled)
    except UnreadableError as error:
        raise UnreadablePhoto(f"{error}. Please try another photo.") from error
