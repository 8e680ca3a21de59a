"""An agent whose every event a test decides on while the worker waits for it."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from petavatar.agent_runtime import AgentRuntime, Event
from petavatar.queue import Message
from petavatar.worker import Worker
from tests.support.errands import Errand


@dataclass(slots=True)
class Run:
    """One run of the agent, as its worker started it."""

    job_id: str
    session_id: str
    errand: Errand
    budget: dict[str, int]


@dataclass(slots=True)
class SteppedAgent(AgentRuntime):
    """Takes the place of the deployed agent. An order of None breaks the stream off."""

    runs: list[Run] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def run(self, payload: dict[str, Any], session_id: str) -> Generator[Event]:
        errand = Errand.current()
        assert errand is not None
        self.runs.append(Run(payload["job_id"], session_id, errand, payload["budget"]))
        while (event := errand.pause()) is not None:
            yield event

    def stop(self, session_id: str) -> None:
        self.stopped.append(session_id)

    def of(self, job_id: str) -> list[Run]:
        """The runs of one job, in order."""
        return [run for run in self.runs if run.job_id == job_id]


def started(worker: Worker, message: Message) -> Errand:
    """A worker that has begun on a message: it has either ended, or waits for the agent."""
    errand = Errand(lambda: worker.handle(message, worker.settings.worker_timeout_s))
    errand.go_on()
    return errand
