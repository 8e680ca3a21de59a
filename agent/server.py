"""AgentCore's server with what the agent adds.

Each session has randomness of its own, ping reports a run as busy, and no span is lost when the session is stopped.
"""

import asyncio
import os
import random
import signal
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final

from bedrock_agentcore import BedrockAgentCoreApp
from opentelemetry import trace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

_ENTROPY_BYTES: Final = 48
_FLUSH_MS: Final = 2000
_SESSION_HEADER: Final = "x-amzn-bedrock-agentcore-runtime-session-id"


def flush_spans() -> None:
    """Sends the spans that have ended, which OpenTelemetry would do seconds later, when the session may be gone."""
    flush = getattr(trace.get_tracer_provider(), "force_flush", None)
    if flush is not None:
        flush(_FLUSH_MS)


class AgentServer(BedrockAgentCoreApp):
    """The server of a session.

    AgentCore starts every session from one memory snapshot, with the same state of all generators in memory. So each
    request renews them first, before the span of the request itself gets its id.

    A run is cancelled as soon as its caller hangs up or the session is stopped: it would notice at its next event only.
    """

    def __init__(self) -> None:
        super().__init__(lifespan=self._life)
        self._cancels: dict[str, Callable[[], None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        renew_randomness()
        session = Request(scope).headers.get(_SESSION_HEADER, "")

        async def listen() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect" and (cancel := self._cancels.get(session)):
                cancel()
            return message

        await super().__call__(scope, listen, send)

    @asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        self._cancel_on_sigterm()
        # On SIGTERM uvicorn ends the process by the signal: nothing that waits for the exit would run.
        yield
        await asyncio.to_thread(flush_spans)

    def _cancel_on_sigterm(self) -> None:
        """Has the signal cancel what runs, before the server waits for it to end. Only the main thread can."""
        then = signal.getsignal(signal.SIGTERM)

        def end(number: int, frame: Any) -> None:
            for cancel in list(self._cancels.values()):
                cancel()
            if callable(then):
                then(number, frame)

        with suppress(ValueError):
            signal.signal(signal.SIGTERM, end)

    @contextmanager
    def cancelling(self, session: str | None, cancel: Callable[[], None]) -> Iterator[None]:
        """Has `cancel` called when the caller of the session's run hangs up, or the session is stopped."""
        key = session or f"no session {id(cancel)}"
        self._cancels[key] = cancel
        try:
            yield
        finally:
            self._cancels.pop(key, None)

    @contextmanager
    def busy(self, task: str) -> Iterator[None]:
        """Has ping say `HealthyBusy` inside: AgentCore then doesn't take the session for idle.

        The worker, which has its result by the end, stops the session soon; so the spans are sent there and then.
        """
        task_id = self.add_async_task(task)
        try:
            yield
        finally:
            self.complete_async_task(task_id)
            flush_spans()


def renew_randomness() -> None:
    """Renews the generators that keep their state in memory, from the kernel's, which a snapshot does not hold.

    `random` makes the ids of spans and the jitter of retries, OpenSSL's generator the keys of connections. `uuid4` and
    `secrets` ask the kernel each time.
    """
    random.seed(os.urandom(_ENTROPY_BYTES))
    ssl.RAND_add(os.urandom(_ENTROPY_BYTES), _ENTROPY_BYTES)
