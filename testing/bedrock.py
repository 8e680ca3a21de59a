"""A stand-in for Bedrock over HTTP: Converse and InvokeModel, with the answers that a test sets."""

import base64
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from PIL import Image
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from testing import photos
from testing.replies import USAGE, a_career, an_analysis_reply, an_identity

Json = dict[str, Any]
Headers = Mapping[str, str]
NO_HEADERS: Final[Headers] = MappingProxyType({})

ANALYSIS: Final = "record_analysis"
CAREER: Final = "record_career"
IDENTITY: Final = "record_identity"
IMAGE: Final = "image"
ORCHESTRATOR: Final = "orchestrator"
STEPS: Final = (ANALYSIS, CAREER, IMAGE, IDENTITY)
PORTRAIT: Final = photos.png(photos.picture((1024, 1024)))


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its name, model, body and metadata."""

    name: str
    model_id: str
    body: Json
    metadata: Json


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. If `cut` is set, it ends before its body is complete."""

    body: Json | bytes
    status: int = 200
    headers: Headers = field(default_factory=dict)
    cut: bool = False


Answering = Answer | Callable[[Call], Answer]


def message(*blocks: Json, stop: str = "end_turn", headers: Headers = NO_HEADERS) -> Answer:
    """An answer from Converse with these content blocks."""
    body = {
        "output": {"message": {"role": "assistant", "content": list(blocks)}},
        "stopReason": stop,
        "usage": USAGE,
        "metrics": {"latencyMs": 1},
    }
    return Answer(body, headers=headers)


def text(words: str, headers: Headers = NO_HEADERS) -> Answer:
    """An answer with text."""
    return message({"text": words}, headers=headers)


def tool_use(name: str, record: Any, headers: Headers = NO_HEADERS) -> Answer:
    """An answer that calls one tool with a record."""
    block = {"toolUse": {"toolUseId": "tooluse_1", "name": name, "input": record}}
    return message(block, stop="tool_use", headers=headers)


def error(status: int, code: str, words: str = "internal words") -> Answer:
    """An AWS error."""
    return Answer({"message": words}, status, {"x-amzn-errortype": code})


def throttled() -> Answer:
    """The error of a throttled request."""
    return error(429, "ThrottlingException")


def portrait(picture: bytes = PORTRAIT, headers: Headers = NO_HEADERS) -> Answer:
    """A picture, in a format that suits both families."""
    body = {"images": [base64.b64encode(picture).decode()], "finish_reasons": [None], "seeds": [1], "error": None}
    return Answer(body, headers=headers)


def turns(*script: Sequence[str] | str) -> Callable[[Call], Answer]:
    """An orchestrating model that calls these tools turn by turn, then says that it is done.

    A turn is a list of tools to call at once, or a text.
    """

    def answer(call: Call) -> Answer:
        turn = sum(entry["role"] == "assistant" for entry in call.body["messages"])
        if turn >= len(script):
            return text("All done.")
        wanted = script[turn]
        if isinstance(wanted, str):
            return text(wanted)
        blocks = [
            {"toolUse": {"toolUseId": f"tooluse_{turn}_{i}", "name": name, "input": {}}}
            for i, name in enumerate(wanted)
        ]
        return message(*blocks, stop="tool_use")

    return answer


IN_ORDER: Final = turns(
    ["analyze_pet_image"],
    ["map_personality_to_career"],
    ["generate_avatar_image", "generate_identity_package"],
)


class BedrockEndpoint:
    """The service: the answers for each name, and all calls in order."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self._answers: dict[str, list[Answering]] = {}
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Clears all calls and restores the default answers."""
        with self._lock:
            self.calls = []
            self._answers = {
                ANALYSIS: [tool_use(ANALYSIS, an_analysis_reply())],
                CAREER: [tool_use(CAREER, a_career())],
                IDENTITY: [tool_use(IDENTITY, an_identity())],
                IMAGE: [portrait()],
                ORCHESTRATOR: [IN_ORDER],
            }

    def on(self, name: str, *answers: Answering) -> None:
        """Sets the answers for a name, one after another; the last one repeats."""
        with self._lock:
            self._answers[name] = list(answers)

    def asked(self, name: str) -> list[Call]:
        """The calls of one name."""
        with self._lock:
            return [call for call in self.calls if call.name == name]

    def app(self) -> Starlette:
        """The server's application."""
        return Starlette(
            routes=[
                Route("/model/{model_id:path}/converse", self._converse, methods=["POST"]),
                Route("/model/{model_id:path}/invoke", self._invoke, methods=["POST"]),
            ]
        )

    async def _converse(self, request: Request) -> Response:
        body = await request.json()
        metadata = body.get("requestMetadata", {})
        return await self._respond(Call(_name_of(body), request.path_params["model_id"], body, metadata))

    async def _invoke(self, request: Request) -> Response:
        metadata = json.loads(request.headers.get("x-amzn-bedrock-request-metadata", "{}"))
        return await self._respond(Call(IMAGE, request.path_params["model_id"], await request.json(), metadata))

    async def _respond(self, call: Call) -> Response:
        with self._lock:
            self.calls.append(call)
            answers = self._answers[call.name]
            answering = answers.pop(0) if len(answers) > 1 else answers[0]
        answer = await run_in_threadpool(answering, call) if callable(answering) else answering
        content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        kind = CutOff if answer.cut else Response
        return kind(content, answer.status, answer.headers, "application/json")


class CutOff(Response):
    """Sends half of its body and closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionAbortedError


def _name_of(body: Json) -> str:
    tools = body.get("toolConfig", {}).get("tools", [])
    if len(tools) > 1:
        return ORCHESTRATOR
    if tools:
        return str(tools[0]["toolSpec"]["name"])
    return str(body["outputConfig"]["textFormat"]["structure"]["jsonSchema"]["name"])


def a_portrait(width: int, height: int, image_format: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture of this size, as an image model might send it."""
    image: Image.Image = photos.picture((width, height), mode)
    return photos.png(image) if image_format == "PNG" else photos.jpeg(image)
