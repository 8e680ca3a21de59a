"""A job on its whole way through the functions and the agent, in this process, with every word of it kept."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType, SimpleNamespace
from typing import Any

from strands.models import BedrockModel

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.run import events_of
from petavatar.errors import Problem
from testing.bedrock import BedrockEndpoint
from testing.events import CONTEXT, api_event, body_of
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint, Invocation
from tests.support.cloud import Cloud
from tests.support.job_context import Delays, a_context, orchestrating_model_at, runtime_client
from tests.support.telemetry import captured_telemetry

Json = dict[str, Any]


class _Lines(logging.Handler):
    """Keeps what is logged, with its tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {vars(record)}")


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """All that any library logs from INFO on, and all that this project logs and counts."""
    handler, root = _Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        with captured_telemetry() as telemetry:
            yield handler.lines
        handler.lines.extend(telemetry.text.splitlines())
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@dataclass(frozen=True)
class Wires:
    """The two services that the path leads over, and clients of them; many jobs may share them."""

    agent: AgentEndpoint
    endpoint: BedrockEndpoint
    client: Any
    model: BedrockModel


@contextmanager
def wires() -> Iterator[Wires]:
    """Both services, running."""
    endpoint, agent = BedrockEndpoint(), AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url, serving(agent.app()) as agent.url:
        yield Wires(agent, endpoint, runtime_client(endpoint), orchestrating_model_at(endpoint))


@dataclass
class JobPath:
    """The functions, and behind the worker the real steps of the agent with a Bedrock of the test's.

    Attributes:
        cloud: an empty sandbox.
        wires: the services.
        changes: what the agent's settings have of their own.
        worker_lives_s: how long Lambda lets the worker live.
        events: what the agent has told the worker.
    """

    cloud: Cloud
    wires: Wires
    changes: Json = field(default_factory=dict)
    worker_lives_s: float = 120.0
    events: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wires.endpoint.reset()
        self.wires.agent.reset()
        self.wires.agent.script = self._run
        self.cloud.overrides["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"] = self.wires.agent.url

    @cached_property
    def functions(self) -> Mapping[str, ModuleType]:
        """The functions' handlers, by name."""
        names = (
            "presigned-url-handler",
            "process-handler",
            "process-worker",
            "status-handler",
            "result-handler",
            "delete-handler",
        )
        return {name: self.cloud.handler(name) for name in names}

    def request(self, function: str, key: str | None = None, **request: Any) -> Json:
        """The answer of a function to a request."""
        answer: Json = self.functions[function].handler(api_event(key or self.cloud.api_key, **request), CONTEXT)
        return answer

    def accepted(self, photo: bytes) -> Json:
        """A ticket whose photo is uploaded and accepted."""
        ticket = body_of(self.request("presigned-url-handler"))
        self.cloud.upload(photo, job_id=ticket["job_id"])
        answer = self.request("process-handler", body=json.dumps({"s3_uri": ticket["s3_uri"]}))
        assert answer["statusCode"] == 202, answer
        return ticket

    def work(self) -> Problem | None:
        """Lets the worker have what is in the queue, once; returns why the message stays there, if it does."""
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: self.worker_lives_s * 1000)
        try:
            self.functions["process-worker"].handler({"Records": self.cloud.receive()}, context)
        except Problem as problem:
            return problem
        return None

    def _run(self, invocation: Invocation) -> list[Json]:
        payload = invocation.payload
        job = a_context(
            Bedrock(self.wires.client, self.wires.client),
            replace(RunControl.lasting(payload["job_id"], payload["deadline_s"]), cancelled=Delays()),
            job_id=payload["job_id"],
            image_key=payload["image_key"],
            etag=payload["etag"],
            **self.changes,
        )
        run = list(events_of(job, self.wires.model))
        self.events.extend(run)
        return run
