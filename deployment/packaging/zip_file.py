"""Reproducible zips: the same files give the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

EXECUTABLE = 0o100755

_FILE = 0o100644
# The earliest time that a zip can store.
_EPOCH = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = frozenset({"__pycache__", ".lock", "bin", "tests"})
"""Caches, uv's lock, shell scripts, which name the building machine's interpreter, and the libraries' tests."""
# Installers' own records (RECORD has hashes of those scripts), and a note for type checkers.
_NOTES = frozenset({"RECORD", "INSTALLER", "REQUESTED", "uv_cache.json", "py.typed"})
# For type checkers and for compilers: c2pa's wheel carries a static library for Rust beside the shared one.
_NOT_LOADED = frozenset({".pyi", ".rlib", ".d"})


class Entry(NamedTuple):
    """A file for a zip; `mode` is its type and permissions, as in stat."""

    name: str
    content: bytes
    mode: int = _FILE


def zip_bytes(entries: Iterable[Entry]) -> bytes:
    """A zip of these files: the same bytes for the same files, in any order and at any time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in sorted(entries):
            info = zipfile.ZipInfo(entry.name, _EPOCH)
            info.external_attr = entry.mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, entry.content)
    return buffer.getvalue()


def write_entries(entries: Iterable[Entry], folder: Path) -> None:
    """Writes files into a folder under their names; their permissions are lost."""
    for entry in entries:
        file = folder / entry.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(entry.content)


def files_under(folder: Path, prefix: str = "", left_out: "frozenset[str]" = LEFT_OUT) -> Iterator[Entry]:
    """The files of a folder, at any depth, named relative to it; without those that are not needed at run time.

    Args:
        folder: the folder.
        prefix: a prefix for every name.
        left_out: names of files and folders to skip.
    """
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        not_needed = path.name in _NOTES or path.suffix in _NOT_LOADED or left_out.intersection(relative.parts)
        if not not_needed and path.is_file():
            yield Entry(prefix + relative.as_posix(), path.read_bytes())
