"""What docs/client.md and the README of the client say to write and to type, run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import petavatar_client
from local.process import scrubbed_environment
from local.system import LocalSystem
from tests.support.cloud import ROOT
from tests.support.shell import COMMAND, END_S

TEXT: Final = (ROOT / "docs" / "client.md").read_text("utf-8")
FENCED: Final = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)
EXAMPLES: Final = FENCED.findall(TEXT)
README: Final = (ROOT / "clients" / "python" / "README.md").read_text("utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with what the examples speak of."""
    (tmp_path / "photos").mkdir()
    for name in ("photo.jpg", "photos/minka.jpg"):
        shutil.copy(ROOT / "samples" / "chelsea.jpg", tmp_path / name)
    return tmp_path


def run(system: LocalSystem, place: Path, *command: str) -> str:
    environment = scrubbed_environment(
        {"PETAVATAR_API_URL": system.api_url, "PETAVATAR_API_KEY": system.api_key, "PYTHONPATH": str(ROOT)}
    )
    environment["PATH"] = f"{COMMAND.parent}:{environment['PATH']}"
    ended = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=END_S)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def example(language: str, text: str) -> str:
    (found,) = (code for kind, code in EXAMPLES if kind == language and text in code)
    return str(found)


def test_there_is_nothing_that_is_not_run() -> None:
    assert [kind for kind, _ in EXAMPLES] == ["python", "python", "python", "sh"]


def test_the_readme_installs_the_client_and_shows_the_same_examples() -> None:
    install, *examples = FENCED.findall(README)

    assert install == ("sh", "pip install petavatar\n")
    assert examples == [EXAMPLES[3], EXAMPLES[0]]


def test_the_links_of_the_readme_work_on_pypi_too() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)

    assert links
    assert [link for link in links if not link.startswith("https://")] == []


def test_python_in_one_call(system: LocalSystem, place: Path) -> None:
    out = run(system, place, sys.executable, "-c", example("python", 'create("photo.jpg"'))
    assert "completed 100" in out
    assert (place / "avatar.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.verify
def test_python_step_by_step(system: LocalSystem, place: Path) -> None:
    lines = run(system, place, sys.executable, "-c", example("python", "presigned_upload")).splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("Not sent: ")
    assert lines[2].startswith("404 ")


@pytest.mark.verify
def test_python_for_asyncio(system: LocalSystem, place: Path) -> None:
    out = run(system, place, sys.executable, "-c", example("python", "AsyncPetAvatarClient"))
    assert out.startswith("photo.jpg ")
    assert "None" not in out
    assert "done [" in out
    assert (place / "story.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.verify
@pytest.mark.skipif(not shutil.which("jq"), reason="the example needs jq")
def test_shell(system: LocalSystem, place: Path) -> None:
    out = run(system, place, "bash", "-euo", "pipefail", "-c", example("sh", "petavatar create"))
    assert "completed, 100 %" in out
    assert (place / "chelsea" / "avatar.png").exists()
    assert (place / "out" / "minka" / "avatar.png").exists()
    assert (place / "copy" / "results.json").exists()
    assert "is erased" in out


def test_every_error_of_the_client_is_named() -> None:
    errors = {
        name
        for name, kind in vars(petavatar_client).items()
        if isinstance(kind, type) and issubclass(kind, petavatar_client.PetAvatarClientError)
    }
    assert [name for name in errors if f"`{name}`" not in TEXT] == []
