"""Which jobs there are to do, and where the results of each go."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from petavatar_cli.output import Output
from petavatar_cli.state import State, Submission
from petavatar_client import Choices, Photo

HERE: Final = "."
"""The folder of the results of a photo that is the only one: the directory itself."""

_NAME_LENGTH: Final = 40
_OLD_CHOICES: Final = ("style", "background", "pet_name")
_BLOCK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One job to do.

    Attributes:
        paths: each file that has this content, the photo's own first.
        photo: the photo.
        choices: what was chosen for it.
        output: where its results go.
        folder: the same, below the directory of all results.
        key: what the state knows it by; nothing if there is no state.
    """

    paths: tuple[Path, ...]
    photo: Photo
    choices: Choices
    output: Output
    folder: str = HERE
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans the jobs of one command.

    Attributes:
        out: the directory of all results.
        choices: what was chosen for each photo.
        api_url: the deployment.
        state: what the directory knows of earlier commands.
        names_from_files: whether each pet is called as its file is.
    """

    out: Path
    choices: Choices
    api_url: str
    state: State
    names_from_files: bool = False

    def one(self, path: Path, photo: Photo) -> Task:
        """The one job of the only photo.

        Raises:
            InvalidInput: if it can't be read.
        """
        choices = self._choices(path)
        key = key_of(photo, choices, self.api_url)
        return Task(paths=(path,), photo=photo, choices=choices, output=Output(self.out), key=key)

    def many(self, photos: Mapping[Path, Photo]) -> list[Task]:
        """A job with a folder of its own for each photo; one for all that are the same.

        Raises:
            InvalidInput: if a photo can't be read.
            InputError: if the state can't be.
        """
        known = self.state.submissions()
        taken = {entry.folder.casefold() for entry in known.values()}
        tasks: dict[str, Task] = {}
        for path, photo in photos.items():
            task = self.one(path, photo)
            if task.key in tasks:
                same = tasks[task.key]
                tasks[task.key] = replace(same, paths=(*same.paths, path))
                continue
            folder = _folder(path, known.get(task.key), taken)
            taken.add(folder.casefold())
            tasks[task.key] = replace(task, output=Output(self.out / folder), folder=folder)
        return list(tasks.values())

    def _choices(self, path: Path) -> Choices:
        return replace(self.choices, pet_name=pet_name(path)) if self.names_from_files else self.choices


def key_of(photo: Photo, choices: Choices, api_url: str) -> str:
    """What makes two jobs one and the same: the photo's content, what was chosen, and the deployment.

    Raises:
        InvalidInput: if the photo can't be read.
    """
    content = hashlib.sha256()
    with photo.open() as file:
        while block := file.read(_BLOCK_BYTES):
            content.update(block)
    parts = [content.hexdigest(), choices.style, choices.background, choices.pet_name, api_url]
    # Only where they are made: the state of an older version knows nothing of them.
    more = {name: value for name, value in asdict(choices).items() if name not in _OLD_CHOICES and value is not None}
    parts += [json.dumps(more)] if more else []
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def pet_name(path: Path) -> str | None:
    """The pet's name, from the name of its photo's file: `mr_tibbles.jpg` gives "mr tibbles", `_.jpg` gives none."""
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
