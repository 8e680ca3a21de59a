"""What integration tests share: one bare engine for tests of the engine."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A bare engine, running, with nothing in it; pages of one origin may ask it."""
    origins = ["https://a.example"]
    with tempfile.TemporaryDirectory() as scratch, Engine(Path(scratch), Path(scratch), origins) as running:
        running.wait()
        yield running
