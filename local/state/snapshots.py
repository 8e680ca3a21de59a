"""Snapshots of a state, as files: whole and unharmed, or not there.

A snapshot is written beside the others, flushed to the disk and renamed then, so that none is ever half there under
its name. Its first line is the SHA-256 of the rest. The newest two are kept: the older one is read if the newer one is
damaged.
"""

import hashlib
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

_KEPT: Final = 2
_SUFFIX: Final = ".snapshot"
_NAME_DIGITS: Final = 12


class DamagedError(RuntimeError):
    """There are snapshots, and none of them can be read."""


class Snapshots:
    """The snapshots in one folder."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder if need be."""
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What a snapshot was that a crash cut short.
        for half in folder.glob(f"*{_SUFFIX}.new"):
            half.unlink()
        self._digests = {file: _digest_in(file) for file in self._files()}

    def newest(self) -> bytes | None:
        """The content of the newest snapshot that is whole; None if there never was one.

        Raises:
            DamagedError: if there are some, and none is whole.
        """
        damaged: list[Path] = []
        for file in reversed(self._files()):
            digest, _, content = file.read_bytes().partition(b"\n")
            if digest == _digest(content):
                self._drop(damaged)
                return content
            logger.error("the snapshot %s is damaged", file)
            damaged.append(file)
        if damaged:
            raise DamagedError(f"None of the snapshots in {self._folder} is whole.")
        return None

    def newest_at(self) -> float:
        """When the newest snapshot was written, in seconds since 1970; 0 if there is none."""
        return max((file.stat().st_mtime for file in self._files()), default=0.0)

    def take(self, content: bytes) -> bool:
        """Adds a snapshot, and drops what is older than the two newest ones.

        Two with the same content are kept, so that what was deleted is in neither; a third one is not written.

        Returns:
            Whether it was written.
        """
        digest = _digest(content)
        if list(self._digests.values()) == [digest] * _KEPT:
            return False
        files = self._files()
        number = int(files[-1].stem) + 1 if files else 1
        file = self._folder / f"{number:0{_NAME_DIGITS}}{_SUFFIX}"
        replace_file(file, digest + b"\n" + content)
        self._digests[file] = digest
        self._drop(self._files()[:-_KEPT])
        return True

    def _drop(self, files: Iterable[Path]) -> None:
        for file in files:
            file.unlink()
            del self._digests[file]

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_SUFFIX}"))


def replace_file(file: Path, content: bytes) -> None:
    """Writes a file that only its owner can read, or replaces it: after a crash it is the old or the new one."""
    half = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        output.write(content)
        output.flush()
        os.fsync(output.fileno())
    half.rename(file)
    flush([file.parent])


def flush(paths: Iterable[Path]) -> None:
    """Makes sure that files, or the names in folders, are on the disk; those that are gone meanwhile don't matter."""
    for path in paths:
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _digest_in(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.readline().rstrip(b"\n")
