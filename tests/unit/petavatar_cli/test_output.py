"""The directory for what comes of a photo."""

import json
from pathlib import Path

import pytest

from petavatar_cli.errors import InputError
from petavatar_cli.output import Output


def test_a_directory_that_is_not_there_is_made_on_saving_and_not_before(tmp_path: Path) -> None:
    output = Output(tmp_path / "one" / "two")
    output.require_writable()
    assert not (tmp_path / "one").exists()

    output.save({"name": "Zoë"}, b"avatar")
    assert output.avatar.read_bytes() == b"avatar"
    assert json.loads(output.results.read_text(encoding="utf-8")) == {"name": "Zoë"}


def test_older_files_are_replaced(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.save({"run": 1, "more": "text"}, b"an older avatar")
    output.save({"run": 2}, b"avatar")
    assert json.loads(output.results.read_text()) == {"run": 2}
    assert output.avatar.read_bytes() == b"avatar"


def test_a_card_is_saved_and_goes_with_the_result_it_belongs_to(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.save({"run": 1}, b"avatar", b"card", {"square": b"square", "story": b"story"})
    assert [path.read_bytes() for path in output.cards] == [b"card", b"square", b"story"]
    output.save({"run": 2}, b"avatar", b"card", {"story": b"story"})
    assert [path.name for path in output.cards] == ["card.png", "card-story.png"]
    output.save({"run": 3}, b"avatar")
    assert output.cards == []


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_the_way_is_found_before_any_work_is_done(tmp_path: Path, below: str) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(InputError, match="is not a directory"):
        Output(file / below).require_writable()


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        Output(tmp_path / ("a" * 300)).require_writable()


def test_a_directory_that_cannot_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Somebody else's directory; for the superuser, who runs tests in containers, there is no such thing.
    monkeypatch.setattr("os.access", lambda path, mode: path != tmp_path)
    with pytest.raises(InputError, match="can't be written to"):
        Output(tmp_path / "deeper").require_writable()


def test_a_directory_that_is_lost_meanwhile_is_reported(tmp_path: Path) -> None:
    output = Output(tmp_path / "out")
    output.require_writable()
    output.directory.touch()
    with pytest.raises(InputError, match="can't be written"):
        output.save({}, b"avatar")
