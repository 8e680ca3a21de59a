"""The distribution of the client and the command: built, installed outside of the checkout, and used against an API."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.cloud import ROOT
from tests.support.deployment import API_KEY, AVATAR, JOB_ID, Deployment, state

CLIENT: Final = ROOT / "clients" / "python"
PROJECT: Final[dict[str, Any]] = tomllib.loads((CLIENT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGES: Final = ("petavatar_cli", "petavatar_client")
OLDEST, *NEWER = re.findall(r":: (3\.\d+)", " ".join(PROJECT["classifiers"]))
JPEG: Final = b"\xff\xd8\xff a small photo"
IN_PYTHON: Final = """
import sys, petavatar_client
with petavatar_client.PetAvatarClient(*sys.argv[1:]) as client:
    print(client.create(b"\\xff\\xd8\\xff").identity.human_name)
"""


def uv(*arguments: object) -> str:
    command = ["uv", *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `make client` builds."""
    folder = tmp_path_factory.mktemp("built")
    uv("build", "--out-dir", folder, CLIENT)
    return folder


@pytest.fixture
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


class Installation:
    """A virtual environment with the wheel, and a user who has nothing else of the project."""

    def __init__(self, folder: Path, python: str, wheel: Path, *options: object) -> None:
        self.place = folder / "elsewhere"
        self.place.mkdir()
        self._bin = folder / "venv" / "bin"
        uv("venv", "--python", python, folder / "venv")
        uv("pip", "install", "--python", self._bin / "python", *options, wheel)

    @property
    def packages(self) -> str:
        """A line for each package with its version."""
        return uv("pip", "freeze", "--python", self._bin / "python")

    def run(self, command: str, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._bin / command, *map(str, arguments)],
            cwd=self.place,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | variables,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def petavatar(self, *arguments: object, **variables: str) -> str:
        """Runs a command that ends well; what it prints."""
        ended = self.run("petavatar", *arguments, **variables)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def interpreter(version: str) -> str:
    """The path of a Python of this version, wherever uv finds one or pyenv keeps one."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    places = [*map(str, pyenv.glob(f"versions/{version}.*/bin")), os.environ["PATH"]]
    found = subprocess.run(
        ["uv", "python", "find", "--no-project", "--no-python-downloads", "--system", version],
        env=os.environ | {"PATH": os.pathsep.join(places)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    if found.returncode != 0:
        pytest.skip(f"there is no Python {version} on this machine")
    return found.stdout.strip()


@pytest.fixture
def deployment() -> Deployment:
    deployment = Deployment()
    deployment.answers(f"GET /stage/status/{JOB_ID}", state("completed", 100, created_at="2026-11-25T12:00:00.000Z"))
    return deployment


@pytest.fixture
def api(deployment: Deployment) -> Iterator[dict[str, str]]:
    """The variables by which the command finds the deployment."""
    with deployment.served() as url:
        yield {"PETAVATAR_API_URL": url, "PETAVATAR_API_KEY": API_KEY}


def check(user: Installation, deployment: Deployment, api: dict[str, str]) -> None:
    """Uses all that is installed."""
    (user.place / "photos").mkdir()
    for name in ("photo.jpg", "photos/minka.jpg"):
        (user.place / name).write_bytes(JPEG)

    assert user.petavatar("--version") == f"petavatar {PROJECT['version']}\n"
    for command in ("demo", "local"):
        refused = user.run("petavatar", command)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert (
            f"git clone {PROJECT['urls']['Repository']} petavatar && cd petavatar && make {command}" in refused.stderr
        )

    assert "Zoë Ashworth" in user.petavatar("create", "photo.jpg", "--style", "casual", **api)
    assert (user.place / "out" / "avatar.png").read_bytes() == AVATAR
    (line,) = user.petavatar("create", "photos", "--names-from-files", "--json", **api).splitlines()
    assert json.loads(line)["directory"] == "out/minka"
    assert user.petavatar("status", JOB_ID, **api) == "completed, 100 %\n"
    assert json.loads(user.petavatar("status", JOB_ID, "--json", **api))["created_at"] == "2026-11-25T12:00:00+00:00"
    assert "Zoë Ashworth" in user.petavatar("results", JOB_ID, "--out", "copy", **api)
    assert "is erased" in user.petavatar("delete", JOB_ID, "--yes", **api)
    assert user.run("python", "-c", IN_PYTHON, *api.values()).stdout == "Zoë Ashworth\n"
    assert len(deployment.asked("POST /uploads")) == 3
    assert len(deployment.asked(f"DELETE /stage/jobs/{JOB_ID}")) == 1


def test_the_wheel_holds_both_typed_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        about = f"petavatar-{PROJECT['version']}.dist-info"
        metadata = message_from_bytes(file.read(f"{about}/METADATA"))

    assert {name.partition("/")[0] for name in names} == {*PACKAGES, about}
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert {Path(name).suffix for name in names if not name.startswith(about)} == {".py", ".typed"}
    assert metadata["Requires-Python"] == f">={OLDEST}"
    assert metadata.get_payload() == (CLIENT / "README.md").read_text("utf-8")
    assert f"{about}/licenses/LICENSE" in names


def test_the_source_distribution_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as file:
        names = {Path(*Path(name).parts[1:]).parts[0] for name in file.getnames()}

    assert names - {".gitignore", "PKG-INFO"} == {*PACKAGES, "README.md", "LICENSE", "pyproject.toml"}


def test_its_licence_is_the_projects() -> None:
    assert (CLIENT / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.verify
def test_installed_from_the_wheel_it_works_against_any_api(
    tmp_path: Path, wheel: Path, deployment: Deployment, api: dict[str, str]
) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text(uv("export", "--frozen", "--package", "petavatar", "--no-emit-project", "--no-hashes"))

    check(Installation(tmp_path, sys.executable, wheel, "--constraints", locked), deployment, api)


@pytest.mark.verify
@pytest.mark.parametrize("version", [OLDEST, *NEWER])
def test_it_works_on_every_python_with_the_newest_packages(
    tmp_path: Path, wheel: Path, deployment: Deployment, api: dict[str, str], version: str
) -> None:
    user = Installation(tmp_path, interpreter(version), wheel)

    assert user.run("python", "--version").stdout.startswith(f"Python {version}.")
    check(user, deployment, api)


@pytest.mark.verify
def test_it_works_on_the_oldest_python_with_the_oldest_packages(
    tmp_path: Path, wheel: Path, deployment: Deployment, api: dict[str, str]
) -> None:
    # What a wheel depends on counts as direct only where it is named itself.
    user = Installation(tmp_path, interpreter(OLDEST), wheel, "--resolution", "lowest-direct", *PROJECT["dependencies"])

    oldest = [requirement.replace(">=", "==") for requirement in PROJECT["dependencies"]]
    assert all(f"\n{package}" in f"\n{user.packages}" for package in oldest)
    check(user, deployment, api)


@pytest.mark.verify
def test_its_types_hold_on_the_oldest_python() -> None:
    packages = [CLIENT / package for package in PACKAGES]
    command = [sys.executable, "-m", "mypy", "--python-version", OLDEST, *packages]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)

    assert ended.returncode == 0, ended.stdout
