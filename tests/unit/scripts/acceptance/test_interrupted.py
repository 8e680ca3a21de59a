"""Ctrl-C ends the acceptance run in a sentence."""

from types import SimpleNamespace

import pytest

from deployment.names import Names
from scripts.acceptance import __main__ as command
from scripts.command import INTERRUPTED

NAMES = Names("123456789012", "us-east-1", "dev")


def test_ctrl_c_ends_it_with_one_sentence_and_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "connect", lambda *_: SimpleNamespace(client=None, names=NAMES))
    monkeypatch.setattr(command, "preflight", lambda _: [])
    monkeypatch.setattr(command, "settings_or_defaults", lambda _: None)
    monkeypatch.setattr(command, "estimate", lambda _: SimpleNamespace(total=0.1, rest=0.1))
    monkeypatch.setattr(command, "_confirm", lambda *arguments: arguments[-1]("Pay?"))

    assert command.main(["--sandbox", "dev"], ask) == INTERRUPTED

    said = capsys.readouterr().err.strip()
    assert said.startswith("Stopped by Ctrl-C.")
    assert len(said.splitlines()) == 1
