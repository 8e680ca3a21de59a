"""AgentCore's server with what the agent adds: randomness of its own for each session, and tasks that ping reports."""

import os
import random
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bedrock_agentcore import BedrockAgentCoreApp
from starlette.types import Receive, Scope, Send

_ENTROPY_BYTES: Final = 48


class AgentServer(BedrockAgentCoreApp):
    """The server of a session.

    AgentCore starts every session from one memory snapshot, with the same state of all generators in memory. So each
    request renews them first, before the span of the request itself gets its id.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            renew_randomness()
        await super().__call__(scope, receive, send)

    @contextmanager
    def busy(self, task: str) -> Iterator[None]:
        """Has ping say `HealthyBusy` inside: AgentCore then doesn't take the session for idle."""
        task_id = self.add_async_task(task)
        try:
            yield
        finally:
            self.complete_async_task(task_id)


def renew_randomness() -> None:
    """Renews the generators that keep their state in memory, from the kernel's, which a snapshot does not hold.

    `random` makes the ids of spans and the jitter of retries, OpenSSL's generator the keys of connections. `uuid4` and
    `secrets` ask the kernel each time.
    """
    random.seed(os.urandom(_ENTROPY_BYTES))
    ssl.RAND_add(os.urandom(_ENTROPY_BYTES), _ENTROPY_BYTES)
