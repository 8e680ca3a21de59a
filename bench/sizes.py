"""Sizes of what is deployed: the functions' zips and the agent's, as `make build` makes them for AWS."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.rows import Row
from deployment.packaging.agent import agent_zip
from deployment.packaging.function import function_folders, function_libraries, function_zip

_MB: Final = 1_000_000
_LIMITS: Final = {"process-worker": 8 * _MB, "agent": 75 * _MB}
_API_LIMIT: Final = 6 * _MB
_SHARE: Final = 3
"""A third of each limit is the mark, where nothing has to be given up for it."""


def measure() -> Iterator[Row]:
    """A row for each zip."""
    with tempfile.TemporaryDirectory() as scratch:
        libraries = function_libraries(Path(scratch))
        sizes = {folder.name: len(function_zip(folder, libraries)) for folder in function_folders()}
    sizes["agent"] = len(agent_zip())
    for name, size in sizes.items():
        yield Row(f"zip: {name}", size, _LIMITS.get(name, _API_LIMIT) // _SHARE, unit="bytes")
