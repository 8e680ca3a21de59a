"""The Bedrock stand-in over HTTP: Converse and InvokeModel of bedrock-runtime.

It identifies itself: every response has the header `x-petavatar-offline` with the name of the part that answered.
"""

import time
import uuid
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.bedrock.claude import converse
from local.bedrock.errors import BedrockError, invalid
from local.bedrock.image_models import invoke
from local.bedrock.manners import manner_of
from local.bedrock.model_ids import family_of
from local.bedrock.pace import PORTRAIT, hold
from local.bedrock.parts import LimitedParts, Parts

OFFLINE_HEADER: Final = "x-petavatar-offline"
_SERVICE: Final = "bedrock-1"


def bedrock_app(parts: Parts, slowness: float = 0) -> Starlette:
    """The stand-in as an ASGI application, to be served at the root of an address.

    Args:
        parts: vision, writer and portraits.
        slowness: 1 to take as long as real models do, 0 to answer at once.
    """
    limited = LimitedParts(parts)

    async def on_converse(request: Request) -> JSONResponse:
        started = time.monotonic()
        model_id = request.path_params["model_id"]
        if family_of(model_id) != "claude":
            raise invalid("This model doesn't support the Converse API.")
        answer = await converse(await request.body(), limited, manner_of(model_id))
        await hold(answer.part, started, slowness)
        latency = {"latencyMs": round((time.monotonic() - started) * 1000)}
        return _response(answer.part, 200, {**answer.body, "metrics": latency})

    async def on_invoke(request: Request) -> JSONResponse:
        started = time.monotonic()
        family = family_of(request.path_params["model_id"])
        if family == "claude":
            raise invalid("The offline stand-in supports this model only through the Converse API.")
        body = await invoke(family, await request.body(), limited)
        await hold(PORTRAIT, started, slowness)
        return _response(PORTRAIT, 200, body)

    return Starlette(
        routes=[
            Route("/model/{model_id:path}/converse", on_converse, methods=["POST"]),
            Route("/model/{model_id:path}/invoke", on_invoke, methods=["POST"]),
        ],
        exception_handlers={BedrockError: _refusal, HTTPException: _unknown, Exception: _failure},
    )


def _response(part: str, status: int, body: dict[str, object], code: str | None = None) -> JSONResponse:
    headers = {OFFLINE_HEADER: part, "x-amzn-requestid": str(uuid.uuid4())}
    return JSONResponse(body, status, headers | ({"x-amzn-errortype": code} if code else {}))


def _error(error: BedrockError) -> JSONResponse:
    return _response(_SERVICE, error.status, {"message": str(error)}, error.code)


def _refusal(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BedrockError)  # noqa: S101 - for the type checker; it is registered only for this error
    return _error(error)


def _unknown(request: Request, _: Exception) -> JSONResponse:
    return _error(BedrockError("UnknownOperationException", f"Unknown operation: {request.method} {request.url.path}"))


def _failure(_: Request, __: Exception) -> JSONResponse:
    return _error(BedrockError("InternalServerException", "The offline stand-in failed. See its log."))
