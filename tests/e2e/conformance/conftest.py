"""The five clients, each with the running system."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from local.system import LocalSystem
from tests.support.conformance.adapter import Adapter
from tests.support.conformance.assistant import Assistant
from tests.support.conformance.command import Command
from tests.support.conformance.javascript import JavaScript
from tests.support.conformance.python import AsyncPython, Python

CLIENTS: Final = {kind.__name__: kind for kind in (Python, AsyncPython, JavaScript, Command, Assistant)}
IN_SAMPLE: Final = "JavaScript"
"""The others are written in Python, and `tests/e2e/test_client_docs.py` runs what its documents show."""
PARAMS: Final = [pytest.param(name, marks=() if name == IN_SAMPLE else pytest.mark.verify) for name in sorted(CLIENTS)]


@pytest.fixture(params=PARAMS)
def client(request: pytest.FixtureRequest, system: LocalSystem, tmp_path: Path) -> Iterator[Adapter]:
    """A client of each kind."""
    adapter = CLIENTS[request.param](system.api_url, system.api_key, tmp_path)
    yield adapter
    adapter.close()
