"""The local system as it would be without its guards: what shows that an attack works where nothing stops it.

`python -m tests.support.unguarded` is its endpoints' process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import pytest

from local.endpoints import main
from local.process import ChildProcess
from local.system import LocalSystem

_INSTEAD: Final = {
    "local.engine_process": "ministack",
    "local.agent_process": "agent.main",
    "local.endpoints": "tests.support.unguarded",
}


class _Unguarded(ChildProcess):
    def __init__(self, name: str, module: str, *arguments: str, **rest: Any) -> None:
        environment = {**rest.pop("environment", {}), "BIND_HOST": "127.0.0.1"}
        # ministack has no use for what our engine is given.
        kept = () if module == "local.engine_process" else arguments
        super().__init__(name, _INSTEAD.get(module, module), *kept, environment=environment, **rest)


@contextmanager
def unguarded_system() -> Iterator[LocalSystem]:
    """The whole system, running, open to every page."""
    with pytest.MonkeyPatch.context() as changes:
        changes.setattr("local.engine.ChildProcess", _Unguarded)
        changes.setattr("local.children.ChildProcess", _Unguarded)
        changes.setattr("local.system.page_origins", lambda _: ["*"])
        with LocalSystem() as system:
            yield system


if __name__ == "__main__":
    with patch("local.endpoints.AddressGuard", lambda app: app):
        main()
