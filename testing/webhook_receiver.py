"""A receiver of webhooks on this machine: it keeps what it gets, and answers as it is asked to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from testing.loopback import serving


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def job_id(self) -> str:
        return str(self.event["data"]["job_id"])


@dataclass(slots=True)
class WebhookReceiver:
    """The receiver.

    Attributes:
        answer: gives the status of the answer to a webhook.
        got: what came, in order.
        url: where it is.
    """

    answer: Callable[[Webhook], int] = lambda _: 204
    got: list[Webhook] = field(default_factory=list)
    url: str = ""
    _news: threading.Condition = field(default_factory=threading.Condition)

    def of(self, job_id: str) -> list[Webhook]:
        """What came for a job."""
        return [webhook for webhook in self.got if webhook.job_id == job_id]

    def wait_for(self, job_id: str, number: int = 1, seconds: float = 30) -> list[Webhook]:
        """Waits until so many came for a job."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.of(job_id)) >= number, seconds), "no webhook came"
            return self.of(job_id)

    def app(self) -> Starlette:
        """The receiver as a web application."""

        async def take(request: Request) -> Response:
            webhook = Webhook(dict(request.headers), await request.body())
            with self._news:
                self.got.append(webhook)
                self._news.notify_all()
            return Response(status_code=self.answer(webhook))

        return Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])


@contextmanager
def receiving(receiver: WebhookReceiver | None = None) -> Iterator[WebhookReceiver]:
    """A receiver that listens."""
    receiver = receiver or WebhookReceiver()
    with serving(receiver.app()) as receiver.url:
        yield receiver
