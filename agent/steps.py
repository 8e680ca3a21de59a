"""The four steps as a small graph: each starts the moment what it needs is there.

    analyze_pet_image ─▶ map_personality_to_career ─┬─▶ generate_avatar_image
                                                    └─▶ generate_identity_package

Whoever asks for a step joins it; nobody can start it too early or twice.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, the steps whose results it needs, and the work, given those results in that order."""

    name: str
    needs: Sequence[str]
    work: Callable[..., Any]


class StepGraph:
    """Runs steps as soon as their needs are met."""

    def __init__(self, steps: Sequence[Step], executor: Executor, on_end: Callable[[str, BaseException | None], None]):
        """Prepares the graph.

        Args:
            steps: the steps; no cycles.
            executor: where their work runs.
            on_end: called once for each step that ends, with its name and what it raised, if anything.
        """
        self._steps: Mapping[str, Step] = {step.name: step for step in steps}
        self._ends: dict[str, Future[Any]] = {step.name: Future() for step in steps}
        self._begun: set[str] = set()
        self._lock = threading.Lock()
        self._executor = executor
        self._on_end = on_end

    def begin(self) -> None:
        """Starts every step that has not begun and whose needs are met."""
        with self._lock:
            ready = [step for step in self._steps.values() if step.name not in self._begun and self._is_ready(step)]
            self._begun.update(step.name for step in ready)
        for step in ready:
            self._executor.submit(self._run, step)

    def join(self, name: str) -> Any:
        """The result of a step, as soon as it is there.

        Raises:
            BaseException: whatever the step raised, or a step that it needs.
        """
        self.begin()
        return self._ends[name].result()

    def results(self) -> dict[str, Any]:
        """The results of the steps that have ended well."""
        return {name: end.result() for name, end in self._ends.items() if end.done() and end.exception() is None}

    @property
    def finished(self) -> bool:
        """Whether every step has ended well."""
        return len(self.results()) == len(self._steps)

    def _is_ready(self, step: Step) -> bool:
        return all(self._ends[need].done() and self._ends[need].exception() is None for need in step.needs)

    def _run(self, step: Step) -> None:
        try:
            result = step.work(*(self._ends[need].result() for need in step.needs))
        # The edge of a thread: what is raised here is handed to everyone who joins, as any future does.
        except BaseException as error:  # noqa: BLE001
            self._fail(step, error)
        else:
            self._ends[step.name].set_result(result)
            self._on_end(step.name, None)
            self.begin()

    def _fail(self, step: Step, error: BaseException) -> None:
        self._ends[step.name].set_exception(error)
        self._on_end(step.name, error)
        for other in self._steps.values():
            if step.name in other.needs and not self._ends[other.name].done():
                self._fail(other, error)
