"""A directory that keeps the local system's data over a restart: jobs, pictures, the API key and the addresses."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.folder import LOCK, held
from local.state.snapshots import replace_file

_SETTINGS: Final = "system.json"
_ONLY_OWNER: Final = 0o700


class KeepError(RuntimeError):
    """A directory that can't keep a system."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last start noted: the API key, or "", and the ports, or 0."""

    api_key: str = ""
    engine_port: int = 0
    page_port: int = 0


@dataclass(frozen=True, slots=True)
class Keep:
    """The directory, and the descriptor of its lock."""

    folder: Path
    lock: int

    def read(self) -> Kept:
        """What the last start noted.

        Raises:
            KeepError: if it can't be read.
        """
        file = self.folder / _SETTINGS
        try:
            return Kept(**json.loads(file.read_bytes()))
        except FileNotFoundError:
            return Kept()
        except (ValueError, TypeError) as error:
            raise KeepError(f"{file} can't be read: {error}.") from error

    def write(self, api_key: str, engine_port: int, page_port: int) -> None:
        """Notes what the next start should find again."""
        noted = {"api_key": api_key, "engine_port": engine_port, "page_port": page_port}
        replace_file(self.folder / _SETTINGS, json.dumps(noted).encode())


@contextmanager
def keeping(folder: Path) -> Iterator[Keep]:
    """Holds a directory for one system; it is made if it is not there. Only its owner may look into it.

    Raises:
        KeepError: if it can't be used, or holds what is none of a system's.
        FolderInUseError: if a system is running in it.
    """
    try:
        folder.mkdir(mode=_ONLY_OWNER, parents=True, exist_ok=True)
        names = {entry.name for entry in folder.iterdir()}
        if names and LOCK not in names:
            raise KeepError(f"{folder} holds other files: name a new or an empty directory.")
        os.chmod(folder, _ONLY_OWNER)
    except OSError as error:
        raise KeepError(f"{folder} can't keep the system: {error.strerror}.") from error
    with held(folder) as lock:
        yield Keep(folder.resolve(), lock)
