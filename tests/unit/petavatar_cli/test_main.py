"""The command line: what is asked of whom, the exit codes, and one line for each error."""

import os
import signal
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer

from petavatar_cli.checkout import ROOT, SAMPLE
from petavatar_cli.main import app
from petavatar_cli.state import STATE_FILE
from petavatar_client import Photo
from tests.support.command import Command
from tests.support.deployment import API_KEY, API_URL, AVATAR, JOB_ID, Deployment, problem, state

NAMES = list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
CREATE = ("create", "--api-url", API_URL, "--api-key", API_KEY)


def test_create_saves_and_prints_what_came_of_the_photo(command: Command, online: Deployment, photo: Photo) -> None:
    outcome = command(*CREATE, photo.name)

    assert outcome.exit_code == 0
    assert "Zoë Ashworth" in outcome.out
    assert Path("out/avatar.png").read_bytes() == AVATAR
    assert Path("out/results.json").exists()


def test_progress_goes_to_standard_error(command: Command, online: Deployment, photo: Photo) -> None:
    outcome = command(*CREATE, photo.name)
    assert "Handing it in (POST /process) ..." in outcome.err.splitlines()
    assert "POST" not in outcome.out


def test_address_and_key_may_come_from_the_environment(
    command: Command, online: Deployment, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETAVATAR_API_URL", API_URL)
    monkeypatch.setenv("PETAVATAR_API_KEY", "a-key-of-the-environment")
    assert command("create", photo.name, "--out", "here").exit_code == 0
    assert online.requests[0].headers["x-api-key"] == "a-key-of-the-environment"
    assert Path("here/avatar.png").exists()


@pytest.mark.parametrize("missing", ["--api-url", "--api-key"])
def test_create_needs_an_address_and_a_key(command: Command, photo: Photo, missing: str) -> None:
    options = {"--api-url": API_URL, "--api-key": API_KEY}
    del options[missing]
    outcome = command("create", photo.name, *(part for option in options.items() for part in option))
    assert outcome.exit_code == 2
    assert missing in outcome.err
    assert f"PETAVATAR_{missing[2:].replace('-', '_').upper()}" in outcome.err
    assert "`petavatar local` prints one" in outcome.err
    assert "on AWS, those who run it" in outcome.err


def test_a_failed_job_ends_with_1_and_one_line(command: Command, online: Deployment, photo: Photo) -> None:
    error = {"title": "There is no pet in the photo", "detail": "It shows a cup", "retryable": False}
    online.answers(f"GET /stage/status/{JOB_ID}", state("failed", error=error))
    outcome = command(*CREATE, photo.name)
    assert outcome.exit_code == 1
    assert outcome.err.splitlines()[-1] == f"petavatar: There is no pet in the photo. It shows a cup. (job {JOB_ID})"
    assert outcome.out == ""
    assert [path.name for path in Path("out").iterdir()] == [STATE_FILE]


def test_a_refused_request_ends_with_1_and_the_request_id(command: Command, online: Deployment, photo: Photo) -> None:
    online.answers("GET /stage/presigned-url", problem(401, "A valid API key is required", "This one is not"))
    outcome = command(*CREATE, photo.name)
    assert outcome.exit_code == 1
    assert outcome.err.splitlines()[-1].endswith("(status 401, request req-1)")


@pytest.mark.parametrize("name", ["demo", "create"])
def test_a_photo_that_cannot_be_one_ends_with_2_before_anything_is_asked(
    command: Command, online: Deployment, tmp_path: Path, name: str
) -> None:
    (tmp_path / "letter.jpg").write_text("Dear cat")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "here").mkdir()
    options = CREATE if name == "create" else ("demo",)
    for path, text in (
        ("letter.jpg", "letter.jpg: The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF"),
        ("empty.jpg", "has no content"),
        ("nowhere.jpg", "There is no file"),
        (".", "is not a file")
        if name == "demo"
        else ("here", "There is no JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF image in here"),
    ):
        outcome = command(*options, path)
        assert outcome.exit_code == 2
        assert text in outcome.err
        assert len(outcome.err.splitlines()) == 1
    assert online.requests == []


def test_without_the_check_a_file_that_is_no_image_is_sent(
    command: Command, online: Deployment, tmp_path: Path
) -> None:
    (tmp_path / "letter.jpg").write_text("Dear cat")
    online.answers(
        "POST /stage/process", problem(400, "The file is not an image of an accepted format", "By its content")
    )
    outcome = command(*CREATE, "letter.jpg", "--no-check")
    assert outcome.exit_code == 1
    assert "The file is not an image of an accepted format. By its content." in outcome.err


def test_a_place_where_nothing_can_be_written_ends_with_2_before_anything_is_asked(
    command: Command, online: Deployment, photo: Photo
) -> None:
    outcome = command(*CREATE, photo.name, "--out", photo.name)
    assert outcome.exit_code == 2
    assert "is not a directory" in outcome.err
    assert online.requests == []


def test_an_address_that_is_none_ends_with_2(command: Command, photo: Photo) -> None:
    outcome = command("create", "--api-url", "example", "--api-key", API_KEY, photo.name)
    assert (outcome.exit_code, outcome.err) == (2, "petavatar: example is not an http or https address.\n")


@pytest.mark.parametrize("seconds", ["0", "-1", "long"])
def test_a_senseless_time_to_wait_ends_with_2(command: Command, photo: Photo, seconds: str) -> None:
    assert command(*CREATE, photo.name, "--timeout", seconds).exit_code == 2


def test_the_version_is_the_packages(command: Command) -> None:
    outcome = command("--version")
    assert (outcome.exit_code, outcome.out) == (0, f"petavatar {version('petavatar')}\n")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_command_explains_itself_in_60_columns(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    outcome = command(name, "--help")
    assert outcome.exit_code == 0
    assert f"petavatar {name}" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 60
    assert "<bool>" not in outcome.out
    assert "…" not in outcome.out


def test_choices_are_never_cut(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    words = " ".join(command("create", "--help").out.split())
    for choices in ("<corporate|creative|casual>", "<she|he|they>", "<20s|30s|40s|50s|60s>", "linkedin_blue"):
        assert choices in words


def test_the_sample_photo_is_there() -> None:
    assert Photo.at(SAMPLE).image_format == "jpeg"


def test_help_does_not_wait_for_what_only_a_run_needs() -> None:
    heavy = {"httpx", "boto3", "rich.progress", "local.system", "pydantic"}
    code = f"import sys, petavatar_cli.main; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert loaded.stdout.strip() == "[]"


def test_ctrl_c_ends_a_request_without_a_traceback(photo: Photo, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-c", "from petavatar_cli.main import main; main()", "create", str(photo.name)]
        process = subprocess.Popen(
            [*command, "--api-url", url, "--api-key", API_KEY, "--out", str(tmp_path / "out")],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "clients" / "python")},
            stderr=subprocess.PIPE,
            text=True,
        )
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Jobs that were begun go on without this command. The same command again picks them up" in " ".join(
        err.split()
    )
