"""Many photos by the command, against the running system: what it reports, and that a break costs nothing twice."""

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from deployment import PROJECT
from testing.api import ApiUser
from tests.support.shell import User, end_of

CAT = PROJECT / "samples" / "chelsea.jpg"
COFFEE = PROJECT / "samples" / "coffee.jpg"


@pytest.fixture
def photos(shell: User) -> Path:
    """A folder of three files: a cat, a cup of coffee, and a letter that is called a photo."""
    folder = shell.directory / "photos"
    folder.mkdir()
    shutil.copy(CAT, folder / "cat.jpg")
    shutil.copy(COFFEE, folder / "coffee.jpg")
    (folder / "letter.jpg").write_text("Dear cat")
    return folder


def by_photo(out: str) -> dict[str, dict[str, Any]]:
    return {line["photo"]: line for line in map(json.loads, out.splitlines())}


def jobs_in(user: ApiUser) -> set[str]:
    """The ids of all jobs in the table."""
    pages = user.system.client("dynamodb").get_paginator("scan")
    return {
        item["job_id"]["S"]
        for page in pages.paginate(TableName=user.system.names.table, ConsistentRead=True)
        for item in page["Items"]
    }


@pytest.mark.verify
def test_a_folder_of_photos_comes_to_a_line_for_each_and_an_exit_code(
    shell: User, user: ApiUser, online: dict[str, str], photos: Path
) -> None:
    before = jobs_in(user)

    code, out, err = shell.run("create", photos, "--json", **online)
    again, out_again, _ = shell.run("create", photos, "--json", **online)

    cat, coffee, letter = (by_photo(out)[str(photos / name)] for name in ("cat.jpg", "coffee.jpg", "letter.jpg"))
    assert (code, again) == (1, 1), err
    assert (cat["status"], cat["directory"], cat["already_done"]) == ("completed", "out/cat", False)
    assert coffee["error"]["type"].endswith(":no-pet-found")
    assert coffee["error"]["retryable"] is False
    assert letter["job_id"] is None
    assert {line["status"] for line in (coffee, letter)} == {"failed"}
    with Image.open(shell.directory / "out" / "cat" / "avatar.png") as avatar:
        assert avatar.size == (1536, 1536)
    assert (shell.directory / "out" / "cat" / "card.png").exists()
    assert by_photo(out_again)[str(photos / "cat.jpg")] == cat | {"already_done": True}
    # Neither what is done nor what failed for good was paid for again.
    assert jobs_in(user) - before == {cat["job_id"], coffee["job_id"]}


@pytest.mark.verify
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_command_that_was_ended_goes_on_and_no_photo_is_paid_for_twice(
    shell: User, user: ApiUser, online: dict[str, str], end: signal.Signals
) -> None:
    before = jobs_in(user)
    photos = shell.directory / "cats"
    photos.mkdir()
    for number in range(3):
        # The same picture, with a byte that no decoder minds: another photo.
        (photos / f"cat{number}.jpg").write_bytes(CAT.read_bytes() + bytes([number]))
    process = shell.start("create", photos, "--json", "--jobs", 2, **online)
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    process.send_signal(end)
    ended, _, err = end_of(process)
    assert ended == (130 if end == signal.SIGINT else -end)
    assert "Traceback" not in err

    code, out, err = shell.run("create", photos, "--json", **online)

    lines = by_photo(out)
    assert code == 0, err
    assert [line["status"] for line in lines.values()] == ["completed"] * 3
    assert lines[first["photo"]]["already_done"]
    user.settle()
    assert jobs_in(user) - before == {line["job_id"] for line in lines.values()}
    assert len({line["job_id"] for line in lines.values()}) == 3
    assert [user.agent_runs(line["job_id"]) for line in lines.values()] == [1, 1, 1]


def test_a_job_is_looked_at_and_fetched_by_its_id(shell: User, hired: str, online: dict[str, str]) -> None:
    looked, status, _ = shell.run("status", hired, **online)
    fetched, out, err = shell.run("results", hired, "--out", "here", **online)

    assert (looked, status) == (0, "completed, 100 %\n")
    assert fetched == 0, err
    assert json.loads((shell.directory / "here" / "results.json").read_text())["job_id"] == hired
    assert "offline illustration" in out
