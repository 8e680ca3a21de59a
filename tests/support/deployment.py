"""A deployment as a client sees it over HTTP: it keeps every request, and tests set its answers."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx

from petavatar_client import AsyncPetAvatarClient, PetAvatarClient
from tests.support.driven import Driven

API_URL: Final = "https://api.example.test/stage"
STORAGE_URL: Final = "https://storage.example.test"
API_KEY: Final = "pa_a-key"
JOB_ID: Final = "0b7c1a52-93c4-4f60-9d3e-6f0f4f0c5a11"
S3_URI: Final = f"s3://uploads/uploads/{JOB_ID}/original.jpg"
AVATAR_URL: Final = f"{STORAGE_URL}/avatar?X-Amz-Signature=secret"
CARD_URL: Final = f"{STORAGE_URL}/card?X-Amz-Signature=secret"
AVATAR: Final = b"\x89PNG\r\n\x1a\n" + bytes(16)
CARD: Final = AVATAR + b"card"

Answer = httpx.Response | Exception

RESULTS: Final[dict[str, Any]] = {
    "job_id": JOB_ID,
    "avatar_url": AVATAR_URL,
    "avatar_url_expires_in": 3600,
    "identity": {
        "human_name": "Zoë Ashworth",
        "job_title": "Chief of Quiet Rooms",
        "seniority": "executive",
        "bio": "First paragraph.\n\nSecond paragraph.\n\nThird paragraph.",
        "skills": ["Listening", "Waiting", "Leaving", "Returning", "Napping"],
        "career_trajectory": {"past": "A past.", "present": "A present.", "future": "A future."},
        "similarity_score": 81.5,
    },
    "pet_analysis": {
        "species": "cat",
        "breed": "tabby",
        "personality_traits": {"confidence": 81.0, "would_steal_lunch": 99},
        "dominant_traits": ["calm", "proud", "curious"],
        "vibe": "CFO energy",
    },
    "score": {"alignment": 72.0, "fit": 85.5, "name": 100, "coherence": 83.3},
    "models": {"text": "offline/pen-1", "orchestrator": "offline/lead-1", "image": "offline/brush-1", "offline": True},
}


def problem(status: int, title: str, detail: str, **headers: str) -> httpx.Response:
    """A refusal by PetAvatar itself."""
    body = {"type": "urn:x", "title": title, "status": status, "detail": detail, "request_id": "req-1"}
    return httpx.Response(status, json=body, headers={"Content-Type": "application/problem+json", **headers})


def state(status: str, progress: int = 0, retry_after: str = "0", **more: Any) -> httpx.Response:
    """An answer of POST /process or GET /status."""
    body = {"job_id": JOB_ID, "status": status, "progress": progress, **more}
    return httpx.Response(200, json=body, headers={"Retry-After": retry_after})


@dataclass
class Deployment:
    """Answers each route with what is queued for it, the last answer again and again.

    Attributes:
        requests: all that was asked, in order, with bodies read.
        slept: every wait of the client, in seconds.
        watch: called with each request before it is answered.
        runner: where its client is the one for asyncio, what drives that.
    """

    requests: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    watch: Callable[[httpx.Request], None] = field(default=lambda _request: None)
    runner: asyncio.Runner | None = None
    _answers: dict[str, list[Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        upload = {
            "job_id": JOB_ID,
            "upload_url": f"{STORAGE_URL}/uploads",
            "upload_fields": {"key": f"uploads/{JOB_ID}/original.jpg", "Content-Type": "image/jpeg", "policy": "cG9s"},
            "s3_uri": S3_URI,
            "expires_in": 900,
            "max_bytes": 1000,
        }
        self.answers("GET /stage/presigned-url", httpx.Response(200, json=upload))
        self.answers("POST /uploads", httpx.Response(204))
        self.answers("POST /stage/process", state("queued"))
        self.answers(f"GET /stage/status/{JOB_ID}", state("completed", 100))
        self.answers(f"GET /stage/results/{JOB_ID}", httpx.Response(200, json=RESULTS))
        self.answers(f"DELETE /stage/jobs/{JOB_ID}", httpx.Response(204))
        self.answers("GET /avatar", httpx.Response(200, content=AVATAR))
        self.answers("GET /card", httpx.Response(200, content=CARD))

    def answers(self, route: str, *answers: Answer) -> None:
        """Sets what a route answers, in order."""
        self._answers[route] = list(answers)

    def answer_of(self, route: str) -> Answer:
        """What a route answers next."""
        return self._answers[route][0]

    def asked(self, route: str) -> list[httpx.Request]:
        """The requests of a route so far."""
        return [request for request in self.requests if _route(request) == route]

    def client(self, api_url: str | None = API_URL, api_key: str | None = API_KEY, **options: Any) -> Any:
        """A client of this deployment, which never really waits."""
        options = {"sleep": self.slept.append, "chance": lambda: 0.0} | options
        transport = httpx.MockTransport(self.answer)
        if self.runner is None:
            return PetAvatarClient(api_url, api_key, transport=transport, **options)
        sleep = options.pop("sleep")

        async def slept(seconds: float) -> None:
            sleep(seconds)

        return Driven(AsyncPetAvatarClient(api_url, api_key, transport=transport, sleep=slept, **options), self.runner)

    def answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        self.watch(request)
        queue = self._answers[_route(request)]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        # Another one each time: a client binds it to what it was read from.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Yields the API's address on loopback, where its storage is too, for clients in other processes."""
        deployment = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                base = f"http://{self.headers['Host']}"
                content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                url = f"{base}{self.path}"
                answer = deployment.answer(
                    httpx.Request(self.command, url, headers=dict(self.headers), content=content)
                )
                body = answer.content.replace(STORAGE_URL.encode(), base.encode())
                self.send_response(answer.status_code)
                for name in {"Content-Type", "Retry-After"} & {name.title() for name in answer.headers}:
                    self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_DELETE = do_GET  # noqa: N815 - names that http.server looks for

            def log_message(self, format: str, *_args: object) -> None:
                """Keeps standard error free."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/stage"
            finally:
                server.shutdown()
                thread.join()


def _route(request: httpx.Request) -> str:
    return f"{request.method} {request.url.path}"


def sent_json(request: httpx.Request) -> Any:
    """The JSON body of a request."""
    return json.loads(request.content)
