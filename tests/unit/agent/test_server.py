"""The server: sessions that start from one memory snapshot have nothing random in common, and lose no span."""

import random
import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import httpx
import pytest
from bedrock_agentcore import RequestContext
from opentelemetry.instrumentation.starlette import StarletteInstrumentor
from opentelemetry.sdk.extension.aws.trace import AwsXRayIdGenerator
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from agent.server import AgentServer
from testing.loopback import serving

SESSIONS: Final = 2
SESSION: Final = "x-amzn-bedrock-agentcore-runtime-session-id"
# X-Ray's trace ids begin with the time in seconds.
RANDOM_PART: Final = 2**96 - 1

# Its spans, and what it drew.
type Session = tuple[list[ReadableSpan], list[float]]


def ids_of(spans: list[ReadableSpan]) -> tuple[set[int], set[int]]:
    """The span ids, and the random parts of the trace ids."""
    contexts = [span.get_span_context() for span in spans]
    assert all(contexts)
    return {one.span_id for one in contexts if one}, {one.trace_id & RANDOM_PART for one in contexts if one}


@pytest.fixture(scope="module")
def sessions() -> list[Session]:
    """The spans and draws of sessions that start from one snapshot, taken after the first healthy ping."""
    spans, draws = InMemorySpanExporter(), list[float]()
    provider = TracerProvider(id_generator=AwsXRayIdGenerator())
    provider.add_span_processor(SimpleSpanProcessor(spans))
    server = AgentServer()
    # The spans of requests are made outside of every other middleware, as on AgentCore.
    StarletteInstrumentor.instrument_app(server, tracer_provider=provider)

    @server.entrypoint
    def run(payload: Any, context: RequestContext) -> Iterator[str]:
        with provider.get_tracer("agent").start_as_current_span("work"):
            draws.append(random.random())
            yield "done"

    found = []
    with TestClient(server) as http:
        assert http.get("/ping").json()["status"] == "Healthy"
        snapshot = random.getstate()
        for _ in range(SESSIONS):
            spans.clear()
            draws.clear()
            random.setstate(snapshot)
            http.post("/invocations", json={})
            found.append((list(spans.get_finished_spans()), list(draws)))
    return found


def test_no_two_of_them_share_the_id_of_a_span_or_a_trace(
    sessions: list[Session],
) -> None:
    (first_spans, first_traces), (second_spans, second_traces) = (ids_of(spans) for spans, _ in sessions)

    assert {span.name for span in sessions[0][0]} >= {"POST /invocations", "work"}
    assert first_spans.isdisjoint(second_spans)
    assert len(first_traces) == len(second_traces) == 1
    assert first_traces.isdisjoint(second_traces)


def test_no_two_of_them_draw_the_same(sessions: list[Session]) -> None:
    (first,), (second,) = (draws for _, draws in sessions)

    assert first != second


def test_the_keys_of_connections_get_new_entropy_with_each_request() -> None:
    added: list[bytes] = []

    with patch("ssl.RAND_add", lambda entropy, bits: added.append(entropy)), TestClient(AgentServer()) as http:
        http.get("/ping")
        http.get("/ping")

    assert [len(entropy) for entropy in added] == [48, 48]
    assert added[0] != added[1]


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The timeouts, in milliseconds, of all times that spans were sent at once."""
    timeouts: list[int] = []
    provider = SimpleNamespace(force_flush=timeouts.append)
    monkeypatch.setattr("agent.server.trace.get_tracer_provider", lambda: provider)
    return timeouts


def test_the_spans_of_a_run_are_sent_at_its_end(flushed: list[int]) -> None:
    with AgentServer().busy("job"):
        assert flushed == []

    assert flushed == [2000]


def test_those_of_the_requests_are_sent_when_the_server_ends(flushed: list[int]) -> None:
    with TestClient(AgentServer()) as http:
        http.get("/ping")
        assert flushed == []

    assert flushed == [2000]


def test_a_run_is_cancelled_as_soon_as_its_caller_hangs_up() -> None:
    server, cancelled, others = AgentServer(), threading.Event(), threading.Event()

    @server.entrypoint
    def run(payload: Any, context: RequestContext) -> Iterator[str]:
        with server.cancelling(context.session_id, cancelled.set):
            yield "begun"
            cancelled.wait(20)

    with (
        server.cancelling("another session", others.set),
        serving(server) as url,
        httpx.stream("POST", f"{url}/invocations", json={}, headers={SESSION: "a session"}, timeout=10) as answer,
    ):
        # An iterator that nobody holds closes the answer when it is collected.
        lines = answer.iter_lines()
        assert next(lines) == 'data: "begun"'
        assert not cancelled.is_set()
        answer.close()

        assert cancelled.wait(2)
        assert not others.is_set()


def test_every_run_is_cancelled_when_the_session_is_stopped() -> None:
    server, heard = AgentServer(), list[str]()
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append("the server's own"))
    try:
        with TestClient(server):
            pass
        server._cancel_on_sigterm()
        with (
            server.cancelling("one", lambda: heard.append("one")),
            server.cancelling(None, lambda: heard.append("two")),
        ):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert heard == ["one", "two", "the server's own", "the server's own"]
