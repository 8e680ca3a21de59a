"""The command, run as a user runs it: `petavatar demo`, `create` and `local`, each a process of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from deployment import PROJECT
from deployment.openapi.models import Results
from tests.support.shell import COMMAND, END_S, User, end_of, wait_for_line

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux to know its processes from others"),
]

CAT: Final = PROJECT / "samples" / "chelsea.jpg"
COFFEE: Final = PROJECT / "samples" / "coffee.jpg"


def test_the_demo_makes_an_avatar_and_a_complete_package_of_the_sample_photo(shell: User) -> None:
    code, out, err = shell.run("demo")

    assert code == 0, err
    results = json.loads((shell.directory / "out" / "results.json").read_text(encoding="utf-8"))
    assert "avatar_url" not in results
    package = Results.model_validate(results | {"avatar_url": "https://example.test/", "card_url": None})
    assert package.pet_analysis.species == "cat"
    with Image.open(shell.directory / "out" / "avatar.png") as avatar:
        assert (avatar.format, avatar.size) == ("PNG", (1536, 1536))
    for shown in (package.identity.human_name, package.identity.job_title, package.models.image, "out/avatar.png"):
        assert shown in out
    assert "offline illustration" in out
    assert "entertainment" in out
    assert shell.left_behind() == []


@pytest.mark.verify
def test_the_demo_of_a_photo_without_a_pet_says_so_and_fails(shell: User) -> None:
    code, out, err = shell.run("demo", COFFEE, "--out", "here")

    assert (code, out) == (1, "")
    assert "There is no pet in the photo" in err.splitlines()[-1]
    assert not (shell.directory / "here").exists()
    assert shell.left_behind() == []


@pytest.mark.verify
def test_ctrl_c_during_the_start_leaves_nothing(shell: User) -> None:
    process = shell.start("demo")
    wait_for_line(process.stderr, "Starting the local system")
    process.send_signal(signal.SIGINT)
    code, _, err = end_of(process)

    assert code == 130
    assert "Traceback" not in err
    assert shell.left_behind() == []


@pytest.mark.verify
def test_ctrl_c_during_the_job_leaves_nothing_even_when_pressed_again(shell: User) -> None:
    process = shell.start("demo")
    wait_for_line(process.stderr, "Waiting for the job")
    assert len(shell.left_behind()) > len(["command", "engine", "endpoints", "agent"])
    process.send_signal(signal.SIGINT)
    wait_for_line(process.stderr, "Stopping the local system")
    process.send_signal(signal.SIGINT)
    code, _, err = end_of(process)

    assert code == 130
    assert "Traceback" not in err
    assert not (shell.directory / "out").exists()
    assert shell.left_behind() == []


@pytest.mark.verify
def test_a_text_file_called_jpg_gets_the_servers_own_answer_without_the_check(
    shell: User, online: dict[str, str]
) -> None:
    (shell.directory / "letter.jpg").write_text("Dear cat,\n")

    refused, _, early = shell.run("create", "letter.jpg", **online)
    failed, _, err = shell.run("create", "letter.jpg", "--no-check", **online)

    assert (refused, early.count("\n")) == (2, 1)
    assert failed == 1
    assert "The file is not an image of an accepted format" in err
    assert "request" in err.splitlines()[-1]


@pytest.mark.verify
def test_the_storage_itself_refuses_a_file_that_is_too_large(shell: User, online: dict[str, str]) -> None:
    huge = shell.directory / "huge.jpg"
    with huge.open("wb") as file:
        file.write(b"\xff\xd8\xff")
        file.truncate(52_428_801)

    refused, _, early = shell.run("create", huge, **online)
    failed, _, err = shell.run("create", huge, "--no-check", **online)

    assert refused == 2
    assert "at most 52,428,800" in early
    assert failed == 1
    assert "The storage refused the upload: the file is larger than the server allows." in err


@pytest.mark.verify
def test_a_wrong_key_is_told_as_one(shell: User, online: dict[str, str]) -> None:
    code, _, err = shell.run("create", CAT, **online | {"PETAVATAR_API_KEY": "pa_wrong"})
    assert code == 1
    assert "A valid API key is required" in err


@pytest.mark.verify
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq")
def test_the_lines_that_local_prints_work_when_pasted_into_a_shell(shell: User) -> None:
    shutil.copy(CAT, shell.directory / "photo.jpg")
    process = shell.start("local")
    guide = wait_for_line(process.stdout, "  aws ")
    try:
        lines = [line.strip() for line in guide[guide.index("In another shell:") :] if line.startswith("  ")]
        assert re.fullmatch(r"Open http://127\.0\.0\.1:\d+/#key=pa_\S+", next(filter(None, map(str.strip, guide))))
        pasted = subprocess.run(
            ["bash", "-eu", "-c", _as_a_script(lines)],
            cwd=shell.directory,
            env={**os.environ, "PATH": f"{COMMAND.parent}:{os.environ['PATH']}", "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=END_S,
        )
        assert pasted.returncode == 0, pasted.stderr
    finally:
        process.terminate()
        code, _, err = end_of(process)
    assert (shell.directory / "out" / "avatar.png").exists()
    with Image.open(shell.directory / "avatar.png") as avatar:
        assert avatar.format == "PNG"
    assert code == 128 + signal.SIGTERM
    assert "Traceback" not in err
    assert shell.left_behind() == []


def _as_a_script(lines: Sequence[str]) -> str:
    """The lines to paste, as somebody pastes them: patiently, and what listens into a shell of its own.

    The AWS CLI has a stand-in, and what listens has any free port.
    """
    (status,) = (line for line in lines if "/status/" in line)
    patient = f"until {status} | grep -q completed; do sleep 0.3; done"
    listening = "petavatar listen --port 0 & trap 'kill $!' EXIT"
    changed = {status: patient, "petavatar listen": listening}
    assert changed.keys() <= set(lines)
    return "\n".join([_AWS_CLI, *(changed.get(line, line) for line in lines), patient])


_AWS_CLI: Final = """
aws() { python3 -c '
import sys, boto3
option, endpoint, s3, cp, file, uri = sys.argv[1:]
assert (option, s3, cp) == ("--endpoint-url", "s3", "cp")
boto3.client("s3", endpoint_url=endpoint).upload_file(file, *uri.removeprefix("s3://").split("/", 1))
' "$@"; }
"""
