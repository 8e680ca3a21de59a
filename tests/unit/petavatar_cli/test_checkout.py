"""The checkout of the project, which some commands need."""

from pathlib import Path

import pytest

from petavatar_cli.checkout import require_checkout
from petavatar_cli.errors import LocalSystemError


def test_without_one_the_line_that_gets_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("petavatar_cli.checkout.ROOT", tmp_path)
    with pytest.raises(LocalSystemError, match=r"git clone https://\S+ petavatar && cd petavatar && make local"):
        require_checkout("local")
