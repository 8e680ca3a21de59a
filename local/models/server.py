"""The endpoint that the agent calls when real models answer: passes each request on to the model's own server."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from agent.models.image_models import COMPATIBLE
from local.bedrock.errors import BedrockError
from local.models.bedrock import BedrockForwarder
from local.models.calls import ModelAnswer, ModelCall, error_answer
from local.models.choice import BedrockChoice, ModelChoice
from local.models.ledger import Ledger
from local.models.openai import CompatibleServer
from petavatar.errors import CostLimit

_FORWARDED: Final = ("content-type", "accept", "x-amzn-bedrock-request-metadata")

type Answering = Callable[[ModelCall], Awaitable[ModelAnswer]]


def models_app(choice: ModelChoice, account: Path, stand_in: Starlette | None = None) -> Starlette:
    """The endpoint as an application.

    Args:
        choice: which real models answer.
        account: the file in which it counts what they cost.
        stand_in: answers for the models that were not chosen; not needed for Bedrock, which has them all.
    """
    ledger = Ledger(choice.max_usd, choice.prices, account)
    if isinstance(choice, BedrockChoice):
        forwarder = BedrockForwarder(choice, ledger, os.environ)
        return Starlette(routes=_routes("", lambda call: asyncio.to_thread(forwarder.answer, call), ledger))
    server = CompatibleServer(choice, ledger, os.environ)
    rest = [Mount("/", stand_in)] if stand_in else []
    return Starlette(routes=[*_routes(COMPATIBLE, server.answer, ledger), *rest])


def _routes(prefix: str, answering: Answering, ledger: Ledger) -> list[Route]:
    """The operations of the models whose ids begin with the prefix."""

    def route(operation: str) -> Route:
        async def respond(request: Request) -> Response:
            call = ModelCall(
                operation,
                prefix + request.path_params["name"],
                request.scope["raw_path"].decode(),
                await request.body(),
                {name: request.headers[name] for name in _FORWARDED if name in request.headers},
            )
            answer = await _answered(call, answering, ledger)
            return Response(answer.body, answer.status, answer.headers, "application/json")

        return Route(f"/model/{prefix}{{name:path}}/{operation}", respond, methods=["POST"])

    return [route("converse"), route("invoke")]


async def _answered(call: ModelCall, answering: Answering, ledger: Ledger) -> ModelAnswer:
    try:
        return await answering(call)
    except BedrockError as error:
        return error_answer(error)
    except CostLimit:
        ledger.report(
            f"The limit of US$ {ledger.limit_usd:.2f} is reached: the next call could cost more than what is left. "
            "Start again with a higher --max-usd."
        )
        return error_answer(BedrockError("SpendingLimitException", "The limit of this system is reached."))
