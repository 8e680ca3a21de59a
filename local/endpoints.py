"""The two AWS endpoints of the local system, in one process: the models and AgentCore's gateway.

The models are the Bedrock stand-in, unless `--models` names real ones.

`python -m local.endpoints --agent-url http://127.0.0.1:8080` writes one line of JSON to its standard output as soon
as it takes connections: {"bedrock_url": ..., "agentcore_url": ...}. It ends on SIGTERM and on Ctrl-C.
"""

import argparse
import asyncio
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from local.bedrock import writer
from local.bedrock.painter import Painter
from local.bedrock.parts import Parts
from local.bedrock.server import bedrock_app
from local.bedrock.vision import Vision
from local.bedrock.writer.pen import Pen
from local.gateway import gateway_app
from local.guard.addresses import AddressGuard
from local.guard.secret import AGENT_VARIABLE
from local.models.choice import BedrockChoice, from_plain
from local.serving import begin, listening, server

_DRAIN_S: Final = 3
_FIRST_SKETCH: Final = ("", 0, 64, 64)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until a signal ends it."""
    parser = argparse.ArgumentParser(prog="python -m local.endpoints", description=__doc__)
    parser.add_argument("--agent-url", required=True, help="where the agent serves /invocations")
    parser.add_argument("--runtime-arn", help="the only runtime ARN to answer to; any if left out")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one if left out")
    parser.add_argument("--cache", type=Path, help="where the classifier is kept; the user's cache if left out")
    parser.add_argument("--models", type=json.loads, help="which real models answer, as JSON; none if left out")
    parser.add_argument("--account", type=Path, help="the file that counts what real models cost")
    parser.add_argument("--slowness", type=float, default=0, help="1: the stand-in takes as long as real models do")
    options = parser.parse_args(arguments)
    begin()
    gateway = gateway_app(options.agent_url, options.runtime_arn, os.environ.get(AGENT_VARIABLE, ""))
    choice = from_plain(options.models) if options.models else None
    if choice:
        # OpenAI's and Strands' packages take a second: only those who choose real models wait for it.
        from local.models.server import models_app
    with listening(options.port, "bedrock_url", "agentcore_url") as listener:
        if isinstance(choice, BedrockChoice):
            app = endpoints_app(models_app(choice, options.account), gateway)
            asyncio.run(server(AddressGuard(app), _DRAIN_S).serve([listener]))
            return
        with Painter() as painter, ThreadPoolExecutor(1, "eyes") as opener:
            bedrock = bedrock_app(_parts(painter, opener, options.cache), options.slowness)
            if choice:
                bedrock = models_app(choice, options.account, bedrock)
            asyncio.run(_serve(AddressGuard(endpoints_app(bedrock, gateway)), listener, painter))


def endpoints_app(bedrock: Starlette, gateway: Starlette) -> Starlette:
    """Both endpoints under one address; their paths do not meet."""

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        app = gateway if scope["path"].startswith("/runtimes/") else bedrock
        await app(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in (bedrock, gateway):
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    return Starlette(routes=[Mount("/", dispatch)], lifespan=lifespan)


async def _serve(app: ASGIApp, listener: socket.socket, painter: Painter) -> None:
    warming = asyncio.create_task(_warm(painter))
    await server(app, _DRAIN_S).serve([listener])
    warming.cancel()


async def _warm(painter: Painter) -> None:
    try:
        await painter.draw(*_FIRST_SKETCH)
    except BrokenProcessPool:
        logging.getLogger(__name__).exception("the painter could not be started")


def _parts(painter: Painter, opener: ThreadPoolExecutor, cache: Path | None) -> Parts:
    """The real parts. The classifier loads in the background; a photo that comes before waits for it."""
    vision = opener.submit(Vision, cache)

    def look(photo: bytes) -> Mapping[str, Any]:
        return vision.result().look(photo)

    return Parts(look=look, career=writer.career, identity=Pen().identity, draw=painter.draw)


if __name__ == "__main__":
    main()
