"""InvokeAgentRuntime and StopRuntimeSession on the wire: a small runtime that streams what a test tells it to."""

import json
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

Event = dict[str, Any]
_SESSION: Final = "x-amzn-bedrock-agentcore-runtime-session-id"
_LONGEST_SILENCE_S: Final = 30


class BreakOff(Exception):  # noqa: N818 - it is what happens, not what is wrong
    """Ends the stream in the middle: the connection is cut, without the last chunk."""


@dataclass(slots=True)
class Invocation:
    """What the runtime was asked."""

    arn: str
    qualifier: str
    session_id: str
    accept: str
    trace: str
    payload: dict[str, Any]


Item = Event | bytes | type[BreakOff] | threading.Event
Script = Callable[[Invocation], Sequence[Item]]


@dataclass(slots=True)
class AgentEndpoint:
    """The runtime: `script` makes the stream of each invocation; a `refusal` comes before any stream.

    A stream that is `sized` says its length beforehand, and is not sent in HTTP's chunks. `stopped` has the sessions
    that were stopped; a `stop_refusal` is the answer to each such request.
    """

    url: str = ""
    script: Script = lambda _: ()
    refusal: tuple[int, str] | None = None
    stop_refusal: tuple[int, str] | None = None
    sized: bool = False
    invocations: list[Invocation] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def answers(self, *stream: Item) -> None:
        """Sends the same stream to every invocation: events, raw bytes, silence, or the end of the connection."""
        self.script = lambda _: stream

    def refuses(self, status: int, error: str) -> None:
        """Answers every invocation with an error of AWS's."""
        self.refusal = (status, error)

    def reset(self) -> None:
        """Forgets what the last test wanted and did."""
        self.script, self.refusal, self.stop_refusal, self.sized = (lambda _: ()), None, None, False
        self.invocations.clear()
        self.stopped.clear()

    def app(self) -> Starlette:
        """The server's application."""
        return Starlette(
            routes=[
                Route("/runtimes/{arn:path}/invocations", self._invoke, methods=["POST"]),
                Route("/runtimes/{arn:path}/stopruntimesession", self._stop, methods=["POST"]),
            ]
        )

    async def _invoke(self, request: Request) -> Response:
        invocation = Invocation(
            arn=request.path_params["arn"],
            qualifier=request.query_params["qualifier"],
            session_id=request.headers[_SESSION],
            accept=request.headers["accept"],
            trace=request.headers.get("x-amzn-trace-id", ""),
            payload=await request.json(),
        )
        self.invocations.append(invocation)
        if self.refusal is not None:
            status, error = self.refusal
            return JSONResponse({"message": "internal words"}, status, {"x-amzn-errortype": error})
        stream = self.script(invocation)
        length = {"content-length": str(sum(len(_bytes_of(item)) for item in stream))} if self.sized else {}
        return StreamingResponse(
            _chunks(stream),
            headers={_SESSION: invocation.session_id, **length},
            media_type="text/event-stream",
        )

    async def _stop(self, request: Request) -> Response:
        session_id = request.headers[_SESSION]
        self.stopped.append(session_id)
        if self.stop_refusal is not None:
            status, error = self.stop_refusal
            return JSONResponse({"message": "internal words"}, status, {"x-amzn-errortype": error})
        return JSONResponse({}, headers={_SESSION: session_id})


async def _chunks(stream: Sequence[Item]) -> AsyncIterator[bytes]:
    for item in stream:
        if isinstance(item, threading.Event):
            await run_in_threadpool(item.wait, _LONGEST_SILENCE_S)
        elif isinstance(item, bytes | dict):
            yield _bytes_of(item)
        else:
            raise item


def _bytes_of(item: Item) -> bytes:
    if isinstance(item, dict):
        return b"data: " + json.dumps(item).encode() + b"\n\n"
    return item if isinstance(item, bytes) else b""
