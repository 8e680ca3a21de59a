"""Zips that are the same bytes for the same files."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

EXECUTABLE = 0o100755

_FILE = 0o100644
# The earliest time that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = frozenset({"__pycache__", ".lock", "bin", "tests"})
"""Caches, uv's lock, scripts for a shell, which name the building machine's interpreter, and libraries' own tests."""
# What installers note for themselves (RECORD has hashes of those scripts), and what only type checkers read.
_NOTES = frozenset({"RECORD", "INSTALLER", "REQUESTED", "uv_cache.json", "py.typed"})


class Entry(NamedTuple):
    """A file for a zip; `mode` is its type and permissions, as stat has them."""

    name: str
    content: bytes
    mode: int = _FILE


def zip_bytes(entries: Iterable[Entry]) -> bytes:
    """A zip of these files: the same bytes for the same files, in whatever order and whenever."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in sorted(entries):
            info = zipfile.ZipInfo(entry.name, _EPOCH)
            info.external_attr = entry.mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, entry.content)
    return buffer.getvalue()


def write_entries(entries: Iterable[Entry], folder: Path) -> None:
    """Writes files into a folder, under their names; of their permissions nothing is kept."""
    for entry in entries:
        file = folder / entry.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(entry.content)


def files_under(folder: Path, prefix: str = "", left_out: "frozenset[str]" = LEFT_OUT) -> Iterator[Entry]:
    """The files of a folder, at any depth, named relative to it; without what nobody needs who only runs them.

    Args:
        folder: where to look.
        prefix: what every name begins with.
        left_out: files and folders to pass over.
    """
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        needless = path.name in _NOTES or path.suffix == ".pyi" or left_out.intersection(relative.parts)
        if not needless and path.is_file():
            yield Entry(prefix + relative.as_posix(), path.read_bytes())
