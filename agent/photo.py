"""Gets a photo ready for the models, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from agent.photo_decoder import UNREADABLE
from petavatar.errors import UnreadablePhoto

_ENVIRONMENT: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")
_CODE_ROOT: Final = Path(__file__).parent.parent


def prepare_photo(download: Callable[[], bytes], timeout_s: float) -> bytes:
    """Downloads a photo and decodes it: upright, RGB, JPEG, of a size that Claude takes.

    The decoder starts while the photo downloads. It sees no credentials.

    Raises:
        UnreadablePhoto: if the photo can't be decoded, or not within its limits.
        Problem: whatever `download` raises.
    """
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "agent.photo_decoder"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=_CODE_ROOT,
    ) as decoder:
        try:
            jpeg, reason = decoder.communicate(download(), timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise UnreadablePhoto("The photo took too long to decode") from error
        finally:
            decoder.kill()
    if decoder.returncode == UNREADABLE:
        raise UnreadablePhoto(f"{reason.decode(errors='replace')}. Please try another photo.")
    if decoder.returncode != 0 or not jpeg:
        raise UnreadablePhoto("The photo made the decoder give up. Please try another photo.")
    return jpeg
