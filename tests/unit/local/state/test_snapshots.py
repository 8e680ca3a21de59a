"""Snapshots: whole or not there, the older one if the newer one is damaged, and what was deleted in neither."""

from pathlib import Path

import pytest

from local.state.snapshots import DamagedError, Snapshots, replace_file


def contents(folder: Path) -> list[bytes]:
    return [file.read_bytes().partition(b"\n")[2] for file in sorted(folder.glob("*.snapshot"))]


def newest_file(folder: Path) -> Path:
    return max(folder.glob("*.snapshot"))


def test_there_is_none_at_first(tmp_path: Path) -> None:
    assert Snapshots(tmp_path).newest() is None


def test_the_newest_one_is_read_also_by_the_next_process(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for content in (b"one", b"two", b"three\nand a line"):
        assert snapshots.take(content)

    assert Snapshots(tmp_path).newest() == b"three\nand a line"
    assert contents(tmp_path) == [b"two", b"three\nand a line"]


def test_the_same_is_written_twice_so_that_what_was_deleted_is_in_neither(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    snapshots.take(b"a photo's record")

    assert [snapshots.take(b"none") for _ in range(4)] == [True, True, False, False]
    assert contents(tmp_path) == [b"none", b"none"]
    assert not Snapshots(tmp_path).take(b"none")


@pytest.mark.parametrize("damage", [b"", b"0", b"\n", b"0" * 64 + b"\nnew", None])
def test_the_one_before_a_damaged_one_is_read(tmp_path: Path, damage: bytes | None) -> None:
    snapshots = Snapshots(tmp_path)
    snapshots.take(b"old")
    snapshots.take(b"new")
    file = newest_file(tmp_path)
    # A half one, as after a crash of the disk.
    file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)

    again = Snapshots(tmp_path)

    assert again.newest() == b"old"
    assert again.take(b"newer")
    assert contents(tmp_path) == [b"old", b"newer"]


def test_one_that_was_being_written_is_not_there(tmp_path: Path) -> None:
    Snapshots(tmp_path).take(b"whole")
    (tmp_path / "000000000002.snapshot.new").write_bytes(newest_file(tmp_path).read_bytes())

    assert Snapshots(tmp_path).newest() == b"whole"
    assert len(list(tmp_path.iterdir())) == 1


def test_if_none_is_whole_that_is_said_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for content in (b"old", b"new"):
        snapshots.take(content)
        newest_file(tmp_path).write_bytes(b"torn")

    with pytest.raises(DamagedError, match="None of the snapshots"):
        Snapshots(tmp_path).newest()
    assert len(list(tmp_path.iterdir())) == 2


def test_nobody_else_can_read_what_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    Snapshots(folder).take(b"x")
    replace_file(tmp_path / "file", b"x")

    modes = {path.stat().st_mode & 0o777 for path in (*folder.iterdir(), tmp_path / "file")}
    assert (folder.stat().st_mode & 0o777, modes) == (0o700, {0o600})
