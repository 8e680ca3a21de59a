"""The photos that the user means: files, and what lies in folders, by its content."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from petavatar_cli.errors import InputError
from petavatar_cli.output import AVATAR, CARD, OTHER_CARDS, RESULTS, SHEET
from petavatar_client import InvalidInput, Photo
from petavatar_client.image_format import names_of

# A file that is called one and is none may be a broken one; other files in a folder are none of our business.
_SUFFIXES: Final = frozenset(
    ".jpg .jpeg .jpe .jfif .png .heic .heif .hif .webp .avif .gif .bmp .dib .tif .tiff".split()
)


def find_photos(
    paths: Sequence[Path], *, recursive: bool, check: bool
) -> tuple[dict[Path, Photo | InvalidInput], list[Path]]:
    """Looks at files and into folders, at each file once, in the order given and then by name.

    Args:
        paths: files and folders.
        recursive: whether to look into folders within folders.
        check: whether to refuse what the server would refuse.

    Returns:
        Each photo by its path; for a file in a folder that is called a photo and can't be one, the reason. And the
        files in folders that neither are photos nor are called so.

    Raises:
        InvalidInput: if a file that was named can't be used.
        InputError: if a folder can't be, or there is no photo in it.
    """
    found: dict[str, tuple[Path, Photo | InvalidInput]] = {}
    others: list[Path] = []
    for path in paths:
        here: dict[Path, Photo | InvalidInput] = {}
        if os.path.isdir(path):
            for file, what in _in_folder(path, recursive, check):
                if what is None:
                    others.append(file)
                else:
                    here[file] = what
        else:
            here[path] = _named(path, check)
        if not here:
            deeper = "" if recursive else " (--recursive looks into the folders within it.)"
            raise InputError(f"There is no {names_of()} image in {path}.{deeper}")
        for file, what in here.items():
            found.setdefault(os.path.realpath(file), (file, what))
    return dict(found.values()), others


def _named(path: Path, check: bool) -> Photo:
    photo = Photo.at(path)
    if check:
        photo.require_image()
    return photo


def _in_folder(folder: Path, recursive: bool, check: bool) -> Iterator[tuple[Path, Photo | InvalidInput | None]]:
    for path in _files(folder, recursive):
        called_so = path.suffix.lower() in _SUFFIXES
        try:
            photo = _named(path, check and called_so)
        except InvalidInput as error:
            yield path, error if called_so else None
        else:
            yield path, photo if called_so or photo.image_format else None


def _files(folder: Path, recursive: bool) -> Iterator[Path]:
    """The files of a folder, but for hidden ones and those that this command wrote."""

    def broken(error: OSError) -> None:
        raise InputError(f"{error.filename} can't be read: {error.strerror}.") from error

    for directory, folders, names in os.walk(folder, onerror=broken):
        folders[:] = sorted(name for name in folders if recursive and not name.startswith("."))
        made = {AVATAR, RESULTS} <= set(names)
        ours = {AVATAR, CARD, RESULTS, SHEET, *OTHER_CARDS.values()} if made else {SHEET}
        yield from (Path(directory, name) for name in sorted(names) if not name.startswith(".") and name not in ours)
