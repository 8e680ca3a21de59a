"""Does one job of the agent with tracing on, and prints its spans, one JSON object a line.

A program of its own: Strands reads its environment once per process, and a process has one tracer provider.
"""

import json
import threading
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from testing import photos
from testing.bedrock import IDENTITY, IMAGE, portrait, tool_use
from testing.replies import an_identity
from tests.security.job_path import JobPath, wires
from tests.support.cloud import running_cloud
from tests.support.pacing import settle, until


class _LastTools(SpanProcessor):
    """Tells when the last two tools have been called: the steps that they join end no sooner."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self._awaited = {f"execute_tool {tool}" for tool in ("generate_avatar_image", "generate_identity_package")}

    def on_start(self, span: Any, parent_context: Any = None) -> None:
        self._awaited.discard(span.name)
        if not self._awaited:
            self.called.set()


def main() -> None:
    """Prints every span of one job whose orchestrating model gets to call all four tools."""
    spans, last_tools = InMemorySpanExporter(), _LastTools()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    provider.add_span_processor(last_tools)
    trace.set_tracer_provider(provider)
    with running_cloud() as cloud, wires() as services:
        path = JobPath(cloud, services)
        services.endpoint.on(IMAGE, until(last_tools.called, portrait()))
        services.endpoint.on(IDENTITY, until(last_tools.called, tool_use(IDENTITY, an_identity())))
        path.accepted(photos.jpeg())
        path.work()
        settle()
    for span in spans.get_finished_spans():
        events = [{"name": event.name, **(event.attributes or {})} for event in span.events]
        print("SPAN", json.dumps({"name": span.name, **(span.attributes or {}), "events": events}, default=str))


if __name__ == "__main__":
    main()
