"""Draws portraits in a separate process, because the rasteriser holds Python's global lock while it draws."""

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Self

from local.bedrock.portrait import portrait


class Painter:
    """The drawing process. It ends with the `with` block."""

    def __init__(self) -> None:
        self._pool = _pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    async def draw(self, prompt: str, seed: int, width: int, height: int) -> bytes:
        """The portrait as PNG.

        Raises:
            BrokenProcessPool: if the process was killed while it drew, and again in a second attempt.
        """
        pool, loop = self._pool, asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, portrait, prompt, seed, width, height)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = _pool()
            return await loop.run_in_executor(self._pool, portrait, prompt, seed, width, height)


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    # Ctrl-C reaches the whole process group; this process ends with the pool's shutdown, or with its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Waits for the parent's end: the pool itself would not notice that it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - for the type checker; the pool started this process
    parent.join()
    os._exit(1)
