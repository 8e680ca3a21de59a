"""Does one job of the agent with tracing on, and prints its spans, one JSON object a line.

A program of its own: Strands reads its environment once per process, and a process has one tracer provider.
"""

import json

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.security.job_path import JobPath, wires
from tests.support import photos
from tests.support.cloud import running_cloud
from tests.support.pacing import settle


def main() -> None:
    """Prints every span of one job."""
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    with running_cloud() as cloud, wires() as services:
        path = JobPath(cloud, services)
        path.accepted(photos.jpeg())
        path.work()
        settle()
    for span in spans.get_finished_spans():
        events = [{"name": event.name, **(event.attributes or {})} for event in span.events]
        print("SPAN", json.dumps({"name": span.name, **(span.attributes or {}), "events": events}, default=str))


if __name__ == "__main__":
    main()
