"""The objects of the engine's S3, as it keeps them on disk: a file for each, and beside it a JSON file about it.

The engine writes each object at once, but leaves it to the system when that reaches the disk.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from local.state.snapshots import flush

_ABOUT: Final = ".meta.json"
_HALF: Final = ".tmp"


def flush_objects(folder: Path, since: float) -> None:
    """Makes sure that what was written since a time, in seconds since 1970, is on the disk."""
    files = [file for file in _files(folder) if _modified(file) >= since]
    flush([*files, *{file.parent for file in files}])


def discard_torn(folder: Path, since: float) -> None:
    """Removes objects of which a crash left a part. What was there before `since` was flushed and is whole."""
    for file in list(_files(folder)):
        if file.name.endswith(_HALF):
            file.unlink()
        elif not file.name.endswith(_ABOUT) and _modified(file) >= since and not _is_whole(file):
            file.unlink()
            file.with_name(file.name + _ABOUT).unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0


def _is_whole(file: Path) -> bool:
    try:
        about = json.loads(file.with_name(file.name + _ABOUT).read_bytes())
        size, etag = about["size"], about["etag"].strip('"')
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False
    content = file.read_bytes()
    # The ETag of an object that came in parts is not its MD5.
    return len(content) == size and etag in (_md5(content), *([etag] if "-" in etag else []))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
