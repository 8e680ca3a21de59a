"""The decoder as a process of its own: what kills it costs one job."""

import threading
from pathlib import Path

import pytest

from agent.confined import decoded_by
from agent.photo.prepare import prepare_photo
from petavatar.errors import StorageFailure, UnreadablePhoto
from testing import photos

PATIENCE_S = 60.0


@pytest.fixture
def meddle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that every new Python process runs at its start, as a place to put a mishap."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "sitecustomize.py"


@pytest.mark.parametrize("photo", [photos.jpeg(), photos.png(), photos.heic()], ids=["jpeg", "png", "heic"])
def test_a_photo_comes_back_as_a_jpeg(photo: bytes) -> None:
    assert photos.opened(prepare_photo(lambda: photo, PATIENCE_S).jpeg).format == "JPEG"


def test_a_photo_that_cannot_be_read_is_the_users_to_replace() -> None:
    with pytest.raises(UnreadablePhoto) as caught:
        prepare_photo(lambda: b"no photo", PATIENCE_S)

    assert caught.value.detail == "The file is not an image that can be read. Please try another photo."
    assert not caught.value.retryable


@pytest.mark.parametrize(
    "mishap",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import os; os._exit(1)",
        "import os; os._exit(0)",
        "raise SystemExit(7)",
    ],
    ids=["killed", "crashed", "failed", "silent", "odd"],
)
def test_a_decoder_that_dies_costs_this_photo_alone(meddle: Path, mishap: str) -> None:
    meddle.write_text(mishap)

    with pytest.raises(UnreadablePhoto, match="decoder failed on this photo"):
        prepare_photo(photos.jpeg, PATIENCE_S)


def test_a_decoder_that_dies_while_a_large_photo_comes_in_costs_this_photo_alone(meddle: Path) -> None:
    meddle.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")

    with pytest.raises(UnreadablePhoto, match="decoder failed on this photo"):
        prepare_photo(lambda: bytes(5_000_000), PATIENCE_S)


def test_a_decoder_that_takes_too_long_is_ended(meddle: Path) -> None:
    meddle.write_text("import time; time.sleep(300)")

    with pytest.raises(UnreadablePhoto, match="took too long"):
        prepare_photo(photos.jpeg, 0.05)


def test_a_decoder_is_ended_with_the_run_that_it_works_for(meddle: Path) -> None:
    meddle.write_text("import time; time.sleep(300)")
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(UnreadablePhoto):
        prepare_photo(photos.jpeg, PATIENCE_S, cancelled)


def test_a_run_that_goes_on_lets_its_decoder_finish() -> None:
    assert photos.opened(prepare_photo(photos.jpeg, PATIENCE_S, threading.Event()).jpeg).format == "JPEG"


def test_the_decoder_sees_no_credentials(meddle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    monkeypatch.setenv("ANYTHING_ELSE", "a-secret")
    meddle.write_text("import os, sys; sys.stdout.write('|'.join(sorted(os.environ))); sys.stdout.flush(); os._exit(0)")

    seen = decoded_by("agent.photo.decoder", photos.jpeg, PATIENCE_S).decode().split("|")

    assert set(seen) <= {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_CTYPE", "PILLOW_BLOCKS_MAX"}


def test_a_failed_download_is_what_is_raised() -> None:
    def download() -> bytes:
        raise StorageFailure("Could not read the photo. Please try again.")

    with pytest.raises(StorageFailure):
        prepare_photo(download, PATIENCE_S)
