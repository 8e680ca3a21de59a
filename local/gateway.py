"""The data plane of AgentCore on one machine: InvokeAgentRuntime and StopRuntimeSession, in front of one agent.

Wire format: the service model of `bedrock-agentcore` in botocore. An agent's own status and words never reach the
caller; as on AWS, anything but success is a RuntimeClientError.
"""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import anyio
import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.guard.secret import AGENT_HEADER

SESSION_HEADER: Final = "x-amzn-bedrock-agentcore-runtime-session-id"

_CONNECT_S: Final = 5.0
# Of silence, not of the run: the agent sends a heartbeat every five seconds.
_READ_S: Final = 60.0
_QUALIFIER: Final = "DEFAULT"
_SESSION_CHARS: Final = range(33, 257)
_NOT_STARTED: Final = (
    "An error occurred when starting the runtime. Please check your CloudWatch logs for more information."
)
_FAILED: Final = "Received error ({}) from runtime. Please check your CloudWatch logs for more information."


def gateway_app(agent_url: str, runtime_arn: str | None = None, secret: str = "") -> Starlette:
    """The gateway as an ASGI application, to be reached under the root of an address.

    Args:
        agent_url: where the agent serves `/invocations`.
        runtime_arn: the ARN of the only runtime there is; any is taken for it if left out.
        secret: what the agent asks for, if it does.
    """
    gateway = _Gateway(agent_url, runtime_arn, secret)
    return Starlette(
        routes=[
            Route("/runtimes/{arn:path}/invocations", gateway.invoke, methods=["POST"]),
            Route("/runtimes/{arn:path}/stopruntimesession", gateway.stop_session, methods=["POST"]),
        ],
        lifespan=gateway.lifespan,
    )


class _ClientGoneError(Exception):
    """Whoever asked has hung up."""


class _SessionStoppedError(Exception):
    """The session was stopped before the agent had answered."""


class _Gateway:
    _agent: httpx.AsyncClient

    def __init__(self, agent_url: str, runtime_arn: str | None, secret: str) -> None:
        self._agent_url = agent_url
        self._secret = secret
        self._runtime_arn = runtime_arn
        self._asking: defaultdict[str, set[asyncio.Task[httpx.Response]]] = defaultdict(set)
        self._running: defaultdict[str, set[httpx.Response]] = defaultdict(set)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Keeps the connections to the agent for as long as the application runs."""
        timeout = httpx.Timeout(_READ_S, connect=_CONNECT_S)
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=self._agent_url, timeout=timeout, limits=limits, trust_env=False
        ) as self._agent:
            yield

    async def invoke(self, request: Request) -> Response:
        """InvokeAgentRuntime: hands the payload to the agent, and its answer back as it comes."""
        session = request.headers.get(SESSION_HEADER) or str(uuid.uuid4())
        if refusal := self._refusal(request, session):
            return refusal
        try:
            answer = await self._ask(request, session)
        except _ClientGoneError:
            return Response(status_code=499)
        except (httpx.TransportError, _SessionStoppedError):
            return _error(424, "RuntimeClientError", _NOT_STARTED, session)
        if not answer.is_success:
            await answer.aclose()
            return _error(424, "RuntimeClientError", _FAILED.format(answer.status_code), session)
        headers = {
            "content-type": answer.headers.get("content-type", "application/octet-stream"),
            SESSION_HEADER: session,
        }
        return StreamingResponse(self._relay(answer, session), headers=headers)

    async def stop_session(self, request: Request) -> Response:
        """StopRuntimeSession: ends what runs in a session, whether it has begun to answer or not."""
        session = request.headers.get(SESSION_HEADER, "")
        if refusal := self._refusal(request, session):
            return refusal
        for question in self._asking.pop(session, set()):
            question.cancel()
        for answer in self._running.pop(session, set()):
            await answer.aclose()
        return JSONResponse({}, headers={SESSION_HEADER: session})

    def _refusal(self, request: Request, session: str) -> Response | None:
        arn = request.path_params["arn"]
        if self._runtime_arn not in (None, arn):
            return _error(404, "ResourceNotFoundException", f"No runtime with the ARN {arn} was found.", session)
        qualifier = request.query_params.get("qualifier", _QUALIFIER)
        if qualifier != _QUALIFIER:
            return _error(
                404, "ResourceNotFoundException", f"No endpoint {qualifier} of the runtime was found.", session
            )
        if len(session) not in _SESSION_CHARS:
            return _error(400, "ValidationException", "The session id must have 33 to 256 characters.", None)
        return None

    async def _ask(self, request: Request, session: str) -> httpx.Response:
        """The agent's answer, as soon as its headers are there; given up if the client goes before.

        Raises:
            httpx.TransportError: if the agent can't be reached.
            _ClientGoneError: if the client has gone.
            _SessionStoppedError: if the session was stopped.
        """
        headers = {
            "content-type": request.headers.get("content-type", "application/json"),
            "accept": request.headers.get("accept", "*/*"),
            SESSION_HEADER: session,
            AGENT_HEADER: self._secret,
        }
        question = self._agent.build_request("POST", "/invocations", content=await request.body(), headers=headers)
        answer = asyncio.create_task(self._agent.send(question, stream=True))
        gone = asyncio.create_task(_gone(request))
        self._asking[session].add(answer)
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        self._asking[session].discard(answer)
        if not self._asking[session]:
            del self._asking[session]
        gone.cancel()
        if answer.cancelled():
            raise _SessionStoppedError
        if answer.done():
            return answer.result()
        answer.cancel()
        raise _ClientGoneError

    async def _relay(self, answer: httpx.Response, session: str) -> AsyncIterator[bytes]:
        """Each piece as it comes. When the client goes, this is cancelled, and the agent's side is closed."""
        self._running[session].add(answer)
        try:
            async for piece in answer.aiter_raw():
                yield piece
        finally:
            running = self._running[session]
            running.discard(answer)
            if not running:
                del self._running[session]
            with anyio.CancelScope(shield=True):
                await answer.aclose()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _error(status: int, code: str, message: str, session: str | None) -> Response:
    headers = {"x-amzn-errortype": code} | ({SESSION_HEADER: session} if session else {})
    return JSONResponse({"message": message}, status, headers)
