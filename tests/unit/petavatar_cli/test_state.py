"""What a directory knows of the jobs whose results go into it."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from petavatar_cli.errors import InputError
from petavatar_cli.state import STATE_FILE, State, Submission


def submission(number: int = 1) -> Submission:
    return Submission(photo="cat.jpg", folder="cat", job_id=f"job-{number}", s3_uri=f"s3://uploads/{number}")


def test_a_submission_is_found_again_by_another_command(tmp_path: Path) -> None:
    State(tmp_path / "new" / "directory").record("key", submission())
    assert State(tmp_path / "new" / "directory").find("key") == submission()


def test_nothing_is_known_of_what_was_never_begun(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert State(tmp_path).find("key") is None
    assert State(tmp_path / "nowhere").find("key") is None
    assert State(tmp_path / "file").find("key") is None


def test_a_later_submission_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    State(tmp_path).record("key", submission(1))
    State(tmp_path).record("key", submission(2))
    assert State(tmp_path).submissions() == {"key": submission(2)}


def test_photos_side_by_side_and_commands_side_by_side_lose_nothing(tmp_path: Path) -> None:
    state = State(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: state.record(f"key-{number}", submission(number)), range(24)))
    State(tmp_path).record("another command's", submission())
    state.record("later", submission())
    assert len(State(tmp_path).submissions()) == 24 + 2


def test_a_crash_while_writing_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(tmp_path)
    state.record("key", submission())

    def crash(_source: object, _target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(InputError, match=r"\.petavatar\.json can't be written: No space left on device"):
        state.record("other", submission(2))
    assert state.submissions() == {"key": submission()}
    assert [path.name for path in tmp_path.iterdir()] == [STATE_FILE]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"version": 2, "photos": {}}',
        '{"version": 1}',
        json.dumps({"version": 1, "photos": {"key": {"job_id": "x"}}}),
        json.dumps({"version": 1, "photos": ["key"]}),
    ],
)
def test_a_file_that_the_command_did_not_write_is_reported_and_not_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / STATE_FILE).write_text(content)
    with pytest.raises(InputError, match="is not what petavatar wrote"):
        State(tmp_path).find("key")
    with pytest.raises(InputError):
        State(tmp_path).record("key", submission())
    assert (tmp_path / STATE_FILE).read_text() == content


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / STATE_FILE).mkdir()
    with pytest.raises(InputError, match="can't be read"):
        State(tmp_path).find("key")
