"""The endpoints' process with one portrait for all jobs: `python -m tests.support.stand_ins.endpoints`."""

from functools import cache
from typing import Self
from unittest.mock import patch

from local.bedrock.portrait import portrait
from local.endpoints import main


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
    with patch("local.endpoints.Painter", _Painter):
        main()
