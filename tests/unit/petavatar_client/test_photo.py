"""The photo that the user names: known by its content, refused early and in one line."""

import os
from pathlib import Path

import pytest

from petavatar import image_format
from petavatar_client import InvalidInput, Photo, UnsuitablePhoto
from petavatar_client import image_format as own_format

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


def test_client_and_server_are_of_one_mind_about_formats() -> None:
    assert Path(image_format.__file__).read_text() == Path(own_format.__file__).read_text()


def test_a_photo_may_be_given_as_its_content(photo: Photo) -> None:
    content = photo.open().read()
    given_so = Photo.of(content)
    assert (given_so.size, given_so.content_type, given_so.open().read()) == (len(content), "image/jpeg", content)
    assert Photo.of(photo.name) == photo
    assert Photo.of(photo) is photo


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("cat.png", b"\xff\xd8\xff\xe0...", "image/jpeg"),
        ("cat.jpg", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("cat", HEIC, "image/heic"),
    ],
)
def test_the_content_decides_the_type_whatever_the_name(
    tmp_path: Path, name: str, content: bytes, content_type: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    photo = Photo.at(path)
    photo.require_image()
    assert (photo.content_type, photo.size) == (content_type, len(content))


def test_what_is_no_image_is_refused_but_can_be_declared_as_one(tmp_path: Path) -> None:
    path = tmp_path / "letter.jpg"
    path.write_text("Dear cat")
    photo = Photo.at(path)
    with pytest.raises(
        UnsuitablePhoto,
        match=r"letter\.jpg: The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF",
    ):
        photo.require_image()
    assert photo.content_type == "image/jpeg"


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.jpg"
    path.touch()
    with pytest.raises(InvalidInput, match=r"empty\.jpg: The file has no content"):
        Photo.at(path).require_image()


def test_a_file_of_just_the_size_allowed_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(bytes(10))
    photo = Photo.at(path)
    photo.require_size(10)
    with pytest.raises(InvalidInput):
        photo.require_size(9)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"There is no file .*nowhere\.jpg"):
        Photo.at(tmp_path / "nowhere.jpg")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is not a file"):
        Photo.at(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_somebody_to_write(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    with pytest.raises(InvalidInput, match="is not a file"):
        Photo.at(pipe)


@pytest.mark.parametrize("path", ["/proc/self/mem", "a" * 300])
def test_what_cannot_be_read_is_refused_with_the_reason(path: str) -> None:
    with pytest.raises(InvalidInput, match="can't be read: "):
        Photo.at(Path(path))


def test_a_file_that_is_gone_by_the_time_of_the_upload_is_reported(photo: Photo) -> None:
    Path(photo.name).unlink()
    with pytest.raises(InvalidInput, match="There is no file"):
        photo.open()
