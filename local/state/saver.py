"""Saves the engine's state while it runs, so that an engine that is started again goes on where the last one was.

A snapshot follows a change within a fraction of a second. Where there is much to save, snapshots are rarer, so that
they take a fiftieth of a core, but there is one a minute at least.
"""

import asyncio
import logging
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.state.engine_state import DATA, DEPLOYMENT, captured, encoded, put_back
from local.state.objects import discard_torn, flush_objects
from local.state.snapshots import Snapshots

logger = logging.getLogger(__name__)

SOONEST_S: Final = 0.25
LATEST_S: Final = 60.0
_TIMES_THE_WORK: Final = 50
_LONGEST_WRITE_S: Final = 60.0
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# ministack captures while its threads may change things.
_ATTEMPTS: Final = 5


class Saver:
    """Stands before the engine: puts its state back before it serves, and saves it as requests change it."""

    def __init__(self, app: ASGIApp, data: Path, deployed: Path, *, durable: bool) -> None:
        """Prepares.

        Args:
            app: the engine.
            data: the folder of the data; the objects of S3 are in its `objects`, where the engine puts them.
            deployed: the folder of what is deployed.
            durable: whether the data must outlive a power cut.
        """
        self._app = app
        self._objects = data / "objects"
        self._snapshots = {DATA: Snapshots(data / "snapshots"), DEPLOYMENT: Snapshots(deployed)}
        self._durable = durable
        self._flushed = 0.0
        self._changed = asyncio.Event()
        self._saving = asyncio.Lock()
        self._work_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        await self._app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] not in _READING:
            self._changed.set()

    async def asked_to_end(self) -> None:
        """Waits for the signal to end, and saves: little time may be left."""
        asked = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
        await asked.wait()
        await self.save()

    async def save(self) -> bool:
        """Takes snapshots, if something has changed since the last ones; says whether."""
        async with self._saving:
            # What is written from now on may be missing in the snapshots.
            began, cpu = time.time(), time.thread_time()
            states = {services: _capture(services) for services in self._snapshots}
            captured_s = time.thread_time() - cpu
            written, written_s = await asyncio.to_thread(self._write, states, began)
            self._work_s = captured_s + written_s
            return written

    def _write(self, states: dict[tuple[str, ...], dict[str, Any]], began: float) -> tuple[bool, float]:
        """Writes snapshots; whether there was something to write, and the seconds of CPU that it took."""
        cpu = time.thread_time()
        if self._durable:
            flush_objects(self._objects, self._flushed)
            self._flushed = began
        written = [self._snapshots[services].take(encoded(state)) for services, state in states.items()]
        return any(written), time.thread_time() - cpu

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_when_done(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._put_back()
                self._task = asyncio.create_task(self._keep_saving())
            elif message["type"] == "lifespan.shutdown.complete":
                await self.save()
            await send(message)

        await self._app(scope, receive, send_when_done)

    def _put_back(self) -> None:
        # Before the engine reads them, which it does when it begins with S3.
        discard_torn(self._objects, self._snapshots[DATA].newest_at() - _LONGEST_WRITE_S)
        for snapshots in self._snapshots.values():
            if content := snapshots.newest():
                put_back(content)

    async def _keep_saving(self) -> None:
        pause = SOONEST_S
        while True:
            await self._changed.wait()
            await asyncio.sleep(pause)
            self._changed.clear()
            try:
                # Again, until both snapshots that are kept are the same: what was deleted must be in neither.
                if await self.save():
                    self._changed.set()
            except OSError:
                logger.exception("the state could not be saved")
                self._changed.set()
            pause = min(max(SOONEST_S, _TIMES_THE_WORK * self._work_s), LATEST_S)


def _capture(services: tuple[str, ...]) -> dict[str, Any]:
    for _ in range(_ATTEMPTS - 1):
        with suppress(RuntimeError):
            return captured(services)
    return captured(services)
