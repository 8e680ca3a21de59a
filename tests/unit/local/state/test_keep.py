"""The directory that keeps the data: its owner's alone, for one system at a time, and for nothing else."""

from pathlib import Path

import pytest

from local.folder import FolderInUseError
from local.state.keep import KeepError, Kept, keeping


def test_what_was_noted_is_there_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "where"
    with keeping(folder) as keep:
        assert keep.read() == Kept()
        keep.write("pa_key", 1234, 5678)

    with keeping(folder) as keep:
        assert keep.read() == Kept("pa_key", 1234, 5678)


def test_only_its_owner_may_look_into_it(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)

    with keeping(folder) as keep:
        keep.write("pa_key", 1, 2)

        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_two_systems_at_once_are_refused(tmp_path: Path) -> None:
    refused = pytest.raises(FolderInUseError, match=f"Another system is running in {tmp_path}")
    with keeping(tmp_path), refused, keeping(tmp_path):
        raise AssertionError("never reached")

    with keeping(tmp_path):
        pass


def test_a_directory_of_other_files_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "diary").touch()

    with pytest.raises(KeepError, match="holds other files"), keeping(tmp_path):
        raise AssertionError("never reached")
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KeepError, match="can't keep the system: File exists"), keeping(tmp_path / "file"):
        raise AssertionError("never reached")


@pytest.mark.parametrize("text", ["", "[]", '{"colour": "red"}', "{"])
def test_notes_that_make_no_sense_are_reported(tmp_path: Path, text: str) -> None:
    with keeping(tmp_path) as keep:
        (tmp_path / "system.json").write_text(text)

        with pytest.raises(KeepError, match="can't be read"):
            keep.read()
