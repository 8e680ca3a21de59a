"""What waits and what runs side by side, for code that blocks and for code that does not.

The client is written once, for asyncio, and its blocking twin is generated from that (see `scripts/sync_client.py`).
Here are the few things that differ in more than `async` and `await`: each has its twin, without `Async`, below it.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from typing import Final, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

AsyncSemaphore: Final = asyncio.Semaphore
Semaphore: Final = threading.Semaphore

async_sleep: Final = asyncio.sleep
sleep: Final = time.sleep


async def async_side_by_side(
    do: Callable[[Item], Awaitable[Made]], items: Iterable[Item], at_once: int
) -> AsyncIterator[Made]:
    """Does something for each item, a few at a time, and yields what is made when it is there.

    Where the caller stops listening, what has begun is canceled.
    """
    turns = asyncio.Semaphore(at_once)

    async def in_turn(item: Item) -> Made:
        async with turns:
            return await do(item)

    tasks = [asyncio.create_task(in_turn(item)) for item in items]
    try:
        for made in asyncio.as_completed(tasks):
            yield await made
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


def side_by_side(do: Callable[[Item], Made], items: Iterable[Item], at_once: int) -> Iterator[Made]:
    """Does something for each item, a few at a time, and yields what is made when it is there.

    Where the caller stops listening, what has begun goes on to its end, and the rest is not begun.
    """
    with ThreadPoolExecutor(at_once, "petavatar") as threads:
        tasks = [threads.submit(do, item) for item in items]
        try:
            for task in as_completed(tasks):
                yield task.result()
        finally:
            threads.shutdown(cancel_futures=True)
