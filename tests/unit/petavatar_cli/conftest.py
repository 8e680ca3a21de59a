"""What the command's tests share: the command itself."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from petavatar_cli.main import main
from tests.support.command import Command, Outcome
from tests.support.deployment import Deployment


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
    monkeypatch.setattr("petavatar_cli.connect.PetAvatarClient", deployment.client)
    return deployment


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of three photos."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (folder / name).write_bytes(b"\xff\xd8\xff" + name.encode())
    return folder
