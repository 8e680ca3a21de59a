"""The client for asyncio, driven as if it blocked, so that the same tests hold for both."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

from petavatar_client import AsyncPetAvatarClient, AsyncPicture


class Driven:
    """Runs whatever an object of the asynchronous client does to its end, and hands on what comes of it."""

    def __init__(self, driven: AsyncPetAvatarClient | AsyncPicture, runner: asyncio.Runner) -> None:
        self._driven = driven
        self._runner = runner

    def __enter__(self) -> "Driven":
        self._runner.run(self._driven.__aenter__())  # type: ignore[union-attr]
        return self

    def __exit__(self, *error: Any) -> None:
        self._runner.run(self._driven.__aexit__(*error))  # type: ignore[union-attr]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._driven, name)
        return (lambda *args, **options: self._ended(found(*args, **options))) if callable(found) else found

    def _ended(self, outcome: Any) -> Any:
        if inspect.isasyncgen(outcome):
            return self._drawn(outcome)
        if inspect.iscoroutine(outcome):
            return self._runner.run(outcome)
        return Driven(outcome, self._runner) if isinstance(outcome, AsyncPicture) else outcome

    def _drawn(self, items: AsyncIterator[Any]) -> Iterator[Any]:
        async def draw() -> Any:
            return await anext(items, self)

        while (item := self._runner.run(draw())) is not self:
            yield item
