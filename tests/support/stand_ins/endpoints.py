"""The endpoints' process, with one portrait for all jobs and one look at each photo; as a module of its own."""

from functools import cache
from typing import Self
from unittest.mock import patch

from local.bedrock.portrait import portrait
from local.endpoints import main
from tests.support.looks_once import LooksOnce


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


if __name__ == "__main__":
    with patch("local.endpoints.Painter", _Painter), patch("local.endpoints.Vision", LooksOnce):
        main()
