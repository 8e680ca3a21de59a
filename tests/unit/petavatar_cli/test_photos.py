"""The photos that the user means."""

import os
from pathlib import Path

import pytest

from petavatar_cli.errors import InputError
from petavatar_cli.photos import find_photos
from petavatar_client import InvalidInput, Photo

Found = dict[Path, Photo | InvalidInput]

JPEG = b"\xff\xd8\xff\xe0..."
PNG = b"\x89PNG\r\n\x1a\n..."
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photos, one of them without a suffix; a letter, a broken photo, and more photos further down."""
    for name, content in {
        "b.jpg": JPEG,
        "a.heic": HEIC,
        "scan": PNG,
        "notes.txt": b"Dear cat",
        "broken.jpeg": b"<html>",
        ".hidden.jpg": JPEG,
        "deeper/c.png": PNG,
        "deeper/.thumbnails/c.png": PNG,
    }.items():
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "photos"


def find(*paths: Path, recursive: bool = False, check: bool = True) -> Found:
    return find_photos(paths, recursive=recursive, check=check)[0]


def names(found: Found, folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path, photo in found.items() if isinstance(photo, Photo)]


def unusable(found: Found) -> dict[Path, str]:
    return {path: str(error) for path, error in found.items() if isinstance(error, InvalidInput)}


def test_photos_in_a_folder_are_found_by_their_content(folder: Path) -> None:
    assert names(find(folder), folder) == ["a.heic", "b.jpg", "scan"]


def test_files_that_are_no_photos_are_named_and_not_passed_over_in_silence(folder: Path) -> None:
    assert find_photos([folder], recursive=False, check=True)[1] == [folder / "notes.txt"]


def test_a_file_that_is_called_a_photo_and_is_none_is_reported(folder: Path) -> None:
    found = find(folder)
    ((path, error),) = unusable(found).items()
    assert path == folder / "broken.jpeg"
    assert "The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF" in error
    assert len(found) == 4


def test_without_the_check_what_is_called_a_photo_is_one(folder: Path) -> None:
    found = find(folder, check=False)
    assert names(found, folder) == ["a.heic", "b.jpg", "broken.jpeg", "scan"]
    assert unusable(found) == {}


def test_folders_within_folders_are_looked_into_when_asked_for_but_hidden_ones_never(folder: Path) -> None:
    assert names(find(folder, recursive=True), folder) == ["a.heic", "b.jpg", "scan", "deeper/c.png"]


def test_a_file_that_is_named_twice_is_one_photo(folder: Path) -> None:
    (folder / "link.jpg").symlink_to(folder / "b.jpg")
    found = find(folder / "b.jpg", folder, folder / "b.jpg")
    assert names(found, folder) == ["b.jpg", "a.heic", "scan"]


def test_what_the_command_wrote_is_no_photo_of_a_pet(folder: Path) -> None:
    for name in ("avatar.png", "card.png", "card-square.png", "card-story.png"):
        (folder / "deeper" / name).write_bytes(PNG)
    assert "deeper/avatar.png" in names(find(folder, recursive=True), folder)
    (folder / "deeper" / "results.json").write_text("{}")
    assert names(find(folder, recursive=True), folder)[3:] == ["deeper/c.png"]


def test_a_pipe_in_a_folder_is_no_photo(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.jpg")
    assert folder / "pipe.jpg" in unusable(find(folder))


def test_a_link_to_itself_is_no_photo(folder: Path) -> None:
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    assert "can't be read" in unusable(find(folder))[folder / "loop.jpg"]


def test_a_file_that_was_named_must_be_a_photo(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="is not JPEG"):
        find(folder / "notes.txt")
    assert len(find(folder / "notes.txt", check=False)) == 1


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be read"):
        find(tmp_path / ("a" * 300))


def test_a_folder_without_photos_is_refused_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match=r"no JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF image in .*--recursive"):
        find(tmp_path)
    with pytest.raises(InputError) as caught:
        find(tmp_path, recursive=True)
    assert "--recursive" not in str(caught.value)


def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Somebody else's folder; for the superuser, who runs tests in containers, there is no such thing.
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="can't be read: Permission denied"):
        find(tmp_path)
