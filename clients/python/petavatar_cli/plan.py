"""Which jobs there are to do, and where the results of each go."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from petavatar_cli.output import Output
from petavatar_cli.state import State, Submission
from petavatar_client import Background, Photo, Style

HERE: Final = "."
"""The folder of the results of a photo that is the only one: the directory itself."""

_NAME_LENGTH: Final = 40
_BLOCK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user chose; None where it is left to PetAvatar."""

    style: Style | None = None
    background: Background | None = None
    pet_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One job to do.

    Attributes:
        photo: the photo.
        wishes: what was chosen for it.
        output: where its results go.
        folder: the same, below the directory of all results.
        key: what the state knows it by; nothing if there is no state.
        paths: each file that has this content, the photo's own first.
    """

    photo: Photo
    wishes: Wishes
    output: Output
    folder: str = HERE
    key: str = ""
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans the jobs of one command.

    Attributes:
        out: the directory of all results.
        wishes: what was chosen for each photo.
        api_url: the deployment.
        state: what the directory knows of earlier commands.
        names_from_files: whether each pet is called as its file is.
    """

    out: Path
    wishes: Wishes
    api_url: str
    state: State
    names_from_files: bool = False

    def one(self, photo: Photo) -> Task:
        """The one job of the only photo.

        Raises:
            InvalidInput: if it can't be read.
        """
        path = Path(photo.name)
        wishes = self._wishes(path)
        key = key_of(photo, wishes, self.api_url)
        return Task(photo=photo, wishes=wishes, output=Output(self.out), key=key, paths=(path,))

    def many(self, photos: Iterable[Photo]) -> list[Task]:
        """A job with a folder of its own for each photo; one for all that are the same.

        Raises:
            InvalidInput: if a photo can't be read.
            InputError: if the state can't be.
        """
        known = self.state.submissions()
        taken = {entry.folder.casefold() for entry in known.values()}
        tasks: dict[str, Task] = {}
        for photo in photos:
            path = Path(photo.name)
            wishes = self._wishes(path)
            key = key_of(photo, wishes, self.api_url)
            if key in tasks:
                tasks[key] = replace(tasks[key], paths=(*tasks[key].paths, path))
                continue
            folder = _folder(path, known.get(key), taken)
            taken.add(folder.casefold())
            tasks[key] = Task(
                photo=photo, wishes=wishes, output=Output(self.out / folder), folder=folder, key=key, paths=(path,)
            )
        return list(tasks.values())

    def _wishes(self, path: Path) -> Wishes:
        return replace(self.wishes, pet_name=pet_name(path)) if self.names_from_files else self.wishes


def key_of(photo: Photo, wishes: Wishes, api_url: str) -> str:
    """What makes two jobs one and the same: the photo's content, what was chosen, and the deployment.

    Raises:
        InvalidInput: if the photo can't be read.
    """
    content = hashlib.sha256()
    with photo.open() as file:
        while block := file.read(_BLOCK_BYTES):
            content.update(block)
    parts = [content.hexdigest(), wishes.style, wishes.background, wishes.pet_name, api_url]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def pet_name(path: Path) -> str | None:
    """What a pet is called whose photo's file is called so: `mr_tibbles.jpg` is of mr tibbles, `_.jpg` of nobody."""
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFC", path.stem)).strip()[:_NAME_LENGTH].strip() or None


def _folder(path: Path, known: Submission | None, taken: set[str]) -> str:
    """The folder that a photo has already, or its file's name without the suffix, with a number if that is taken."""
    if known and known.folder != HERE:
        return known.folder
    stem = path.stem.strip(". ") or "photo"
    folder, number = stem, 1
    # Some file systems take Cat and cat for the same.
    while folder.casefold() in taken:
        number += 1
        folder = f"{stem}-{number}"
    return folder
