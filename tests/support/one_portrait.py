"""The whole system with one portrait for all jobs: to draw one takes half of a job's time, and few tests look at it.

`python -m tests.support.one_portrait` is its endpoints' process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Self
from unittest.mock import patch

from local.bedrock.portrait import portrait
from local.endpoints import main
from local.process import ChildProcess
from local.system import LocalSystem


class _Painter:
    """Draws a real portrait once for each size."""

    def __init__(self) -> None:
        self._drawn = cache(lambda width, height: portrait("A woman in her forties", 1, width, height))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was started."""

    async def draw(self, _prompt: str, _seed: int, width: int, height: int) -> bytes:
        return self._drawn(width, height)


class _Child(ChildProcess):
    def __init__(self, name: str, module: str, *arguments: str, **rest: Any) -> None:
        module = __name__ if module == "local.endpoints" else module
        super().__init__(name, module, *arguments, **rest)


@contextmanager
def one_portrait_system() -> Iterator[LocalSystem]:
    """The system, running."""
    with patch("local.children.ChildProcess", _Child), LocalSystem() as system:
        yield system


if __name__ == "__main__":
    with patch("local.endpoints.Painter", _Painter):
        main()
