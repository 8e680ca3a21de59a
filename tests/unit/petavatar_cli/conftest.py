"""What the command's tests share: a deployment with answers to set, and a photo."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from petavatar_cli.main import main
from petavatar_client import Photo
from tests.support.command import Command, Outcome
from tests.support.deployment import Deployment


@pytest.fixture
def deployment() -> Deployment:
    """A deployment where everything goes well, unless a test has it otherwise."""
    return Deployment()


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    """A small file that looks like a JPEG."""
    path = tmp_path / "Minka am Fenster.png"
    path.write_bytes(b"\xff\xd8\xff\xe0 a small photo")
    return Photo.at(path)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Command]:
    """Runs the command in an empty directory."""

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["petavatar", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return Outcome(caught.value.code, *capsys.readouterr())

    monkeypatch.chdir(tmp_path)
    # Options are read from the environment too.
    for name in ("PETAVATAR_API_URL", "PETAVATAR_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGINT)
    yield run
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def online(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """The deployment, reached by whatever client the command makes."""
    for module in ("create", "jobs"):
        monkeypatch.setattr(f"petavatar_cli.{module}.PetAvatarClient", deployment.client)
    return deployment
