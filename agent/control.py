"""The control of one run, shared by its steps: deadline, cancellation, usage, budget."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from agent.budget import Budget
from petavatar.errors import JobTimedOut

type TextRole = Literal["analysis", "career", "identity"]
type Role = Literal["text", "orchestrator", "image"] | TextRole
"""The roles of models. A step with a model of its own has a role of its own; the others share the role `text`."""
TEXT_ROLES: Final[tuple[TextRole, ...]] = ("analysis", "career", "identity")
ROLES: Final[tuple[Role, ...]] = ("text", "analysis", "career", "identity", "orchestrator", "image")

# Converse does not count cached tokens in `inputTokens`.
_INPUT: Final = ("inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens")


def input_tokens(tokens: Mapping[str, Any]) -> int:
    """All input tokens of an answer, in Converse's format."""
    return sum(tokens.get(name, 0) for name in _INPUT)


@dataclass(slots=True)
class ModelUse:
    """The usage of one model. Tokens read from or written to a prompt cache count as input."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0


@dataclass(slots=True)
class Usage:
    """The usage of a run so far, by the model's role. Thread-safe."""

    _models: dict[Role, ModelUse] = field(default_factory=lambda: {role: ModelUse() for role in ROLES})
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add_answer(self, role: Role, tokens: Mapping[str, Any]) -> None:
        """Adds one call with the tokens in its answer, in Converse's format."""
        with self._lock:
            model = self._models[role]
            model.calls += 1
            model.input_tokens += input_tokens(tokens)
            model.output_tokens += tokens["outputTokens"]

    def add_image(self) -> None:
        """Adds one call that made one image."""
        with self._lock:
            self._models["image"].calls += 1
            self._models["image"].images += 1

    def totals(self) -> dict[str, int]:
        """The usage of all models together, as plain data."""
        with self._lock:
            models = [asdict(model) for model in self._models.values()]
        return {name: sum(model[name] for model in models) for name in models[0]}

    def record(self, names: Mapping[Role, str]) -> dict[str, Any]:
        """The usage as plain data, in total and for each model.

        Args:
            names: the model in each role; only these roles are in the record.
        """
        with self._lock:
            models = {role: {"model": names[role], **asdict(self._models[role])} for role in ROLES if role in names}
        return {**self.totals(), "models": models}


@dataclass(slots=True)
class RunControl:
    """A run's job, its deadline on the monotonic clock, the signal that ends it, and what it may spend."""

    job_id: str
    deadline: float
    cancelled: threading.Event = field(default_factory=threading.Event)
    usage: Usage = field(default_factory=Usage)
    budget: Budget = field(default_factory=Budget)
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def lasting(cls, job_id: str, seconds: float, budget: Budget | None = None) -> "RunControl":
        """The control for a job with its deadline in `seconds` seconds."""
        return cls(job_id=job_id, deadline=time.monotonic() + seconds, budget=budget or Budget())

    def cancel(self) -> None:
        """Ends the run: no call of a model begins any more."""
        self.cancelled.set()
        self.budget.close()

    def remaining(self) -> float:
        """Seconds until the deadline; negative past it."""
        return self.deadline - self.clock()

    def check(self) -> None:
        """Raises if the run is over.

        Raises:
            JobTimedOut: past the deadline, or if the run was cancelled.
        """
        if self.cancelled.is_set() or self.remaining() <= 0:
            raise JobTimedOut("The agent ran out of time. Please try again.")

    def check_time(self) -> None:
        """Raises past the deadline, but not after a cancellation: a cancelled run may still store paid work.

        Raises:
            JobTimedOut: past the deadline.
        """
        if self.remaining() <= 0:
            raise JobTimedOut("The agent ran out of time. Please try again.")

    def wait(self, seconds: float) -> None:
        """Sleeps, but wakes when the run ends.

        Raises:
            JobTimedOut: if the run is over, or would be at the end of the wait.
        """
        if seconds >= self.remaining():
            raise JobTimedOut("The agent ran out of time. Please try again.")
        self.cancelled.wait(seconds)
        self.check()
