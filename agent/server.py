"""AgentCore's server with what the agent adds.

Each session has randomness of its own, ping reports a run as busy, and no span is lost when the session is stopped.
"""

import asyncio
import os
import random
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from bedrock_agentcore import BedrockAgentCoreApp
from opentelemetry import trace
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

_ENTROPY_BYTES: Final = 48
_FLUSH_MS: Final = 2000


def flush_spans() -> None:
    """Sends the spans that have ended, which OpenTelemetry would do seconds later, when the session may be gone."""
    flush = getattr(trace.get_tracer_provider(), "force_flush", None)
    if flush is not None:
        flush(_FLUSH_MS)


@asynccontextmanager
async def _flushing_at_the_end(_: Starlette) -> AsyncIterator[None]:
    # On SIGTERM uvicorn ends the process by the signal: nothing that waits for the exit would run.
    yield
    await asyncio.to_thread(flush_spans)


class AgentServer(BedrockAgentCoreApp):
    """The server of a session.

    AgentCore starts every session from one memory snapshot, with the same state of all generators in memory. So each
    request renews them first, before the span of the request itself gets its id.
    """

    def __init__(self) -> None:
        super().__init__(lifespan=_flushing_at_the_end)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            renew_randomness()
        await super().__call__(scope, receive, send)

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
