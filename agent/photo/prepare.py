"""Prepares a photo for the models, in a separate process."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from agent.photo.decoder import UNREADABLE
from petavatar.errors import UnreadablePhoto

_ENVIRONMENT: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")
DECODER_SETTINGS: Final = {"PILLOW_BLOCKS_MAX": "4"}
"""Lets Pillow reuse up to 64 MB of freed memory: allocating new memory takes as long as the work in it."""
_CODE_ROOT: Final = Path(__file__).parents[2]
_WATCH_S: Final = 0.2


def prepare_photo(download: Callable[[], bytes], timeout_s: float, cancelled: threading.Event | None = None) -> bytes:
    """Downloads a photo and decodes it into an upright RGB JPEG of a size that Claude accepts.

    The decoder starts while the photo downloads. It gets no credentials, and ends with this process.

    Args:
        download: fetches the photo.
        timeout_s: the time limit for decoding, in seconds.
        cancelled: ends the decoder when it is set.

    Raises:
        UnreadablePhoto: if the photo can't be decoded, exceeds the limits, or its decoder was ended.
        Problem: any problem of `download`.
    """
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | DECODER_SETTINGS
    with subprocess.Popen(
        [sys.executable, "-m", "agent.photo.decoder"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=_CODE_ROOT,
    ) as decoder:
        if cancelled is not None:
            threading.Thread(target=_end_when, args=(cancelled, decoder), daemon=True).start()
        try:
            jpeg, reason = decoder.communicate(download(), timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise UnreadablePhoto("The photo took too long to decode. Please try another photo.") from error
        finally:
            decoder.kill()
    if decoder.returncode == UNREADABLE:
        raise UnreadablePhoto(f"{reason.decode(errors='replace')}. Please try another photo.")
    if decoder.returncode != 0 or not jpeg:
        raise UnreadablePhoto("The decoder failed on this photo. Please try another photo.")
    return jpeg


def _end_when(cancelled: threading.Event, decoder: subprocess.Popen[bytes]) -> None:
    while decoder.returncode is None:
        try:
            decoder.wait(_WATCH_S)
        except subprocess.TimeoutExpired:
            if cancelled.is_set():
                decoder.kill()
