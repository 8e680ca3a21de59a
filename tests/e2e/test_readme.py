"""What the README says to type, typed; and that it stays short."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from local.process import scrubbed_environment
from testing.api import ApiUser

README = Path("README.md").read_text("utf-8")
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
MAKEFILE = Path("Makefile").read_text("utf-8")


def test_it_is_read_in_four_minutes() -> None:
    assert len(README.split()) <= 900


def test_every_make_target_that_it_names_is_there() -> None:
    named = set(re.findall(r"make ([a-z]+)", README))

    assert {"demo", "local", "test"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def test_every_document_that_it_links_to_is_there() -> None:
    links = [link for link in LINK.findall(README) if not link.startswith("http")]

    assert links
    assert [link for link in links if not Path(link).exists()] == []


@pytest.mark.parametrize("document", sorted(Path("docs").glob("*.md")), ids=lambda document: document.name)
def test_every_file_that_a_document_links_to_is_there(document: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_index_has_every_document() -> None:
    index = Path("docs/README.md").read_text("utf-8")

    assert [path.name for path in Path("docs").glob("*.md") if path.name not in index] == []


def test_the_api_is_asked_in_the_same_lines_as_in_its_own_document() -> None:
    assert next(block for block in BLOCKS if "presigned-url" in block) in Path("docs/api.md").read_text("utf-8")


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the example needs curl and jq")
def test_the_api_by_curl_gives_results_and_an_avatar(user: ApiUser, tmp_path: Path) -> None:
    script = next(block for block in BLOCKS if "presigned-url" in block)
    shutil.copy("samples/chelsea.jpg", tmp_path / "photo.jpg")
    environment = scrubbed_environment(
        {"PETAVATAR_API_URL": user.system.api_url, "PETAVATAR_API_KEY": user.system.api_key, "NO_PROXY": "*"}
    )

    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=environment, capture_output=True, timeout=90
    )

    assert run.returncode == 0, run.stderr.decode()
    assert json.loads((tmp_path / "results.json").read_text())["pet_analysis"]["species"] == "cat"
    assert (tmp_path / "avatar.png").read_bytes().startswith(b"\x89PNG")
