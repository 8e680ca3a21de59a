"""The four steps as a small graph: each starts the moment what it needs is there.

    analyze_pet_image ─▶ map_personality_to_career ─┬─▶ generate_avatar_image
                                                    └─▶ generate_identity_package

To ask for a step is to join it; no caller can start it too early or twice.
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
            steps: the steps, each after those that it needs.
            executor: where their work runs.
            on_end: called once for each step that ends, with its name and what it raised, if anything.
        """
        self._steps: Mapping[str, Step] = {step.name: step for step in steps}
        self._joined: dict[str, Future[Any]] = {step.name: Future() for step in steps}
        self._results: dict[str, Any] = {}
        self._begun: set[str] = set()
        self._lock = threading.Lock()
        self._executor = executor
        self._on_end = on_end

    def begin(self) -> None:
        """Starts every step that has not begun and whose needs are met."""
        with self._lock:
            ready = [
                step
                for step in self._steps.values()
                if step.name not in self._begun and all(need in self._results for need in step.needs)
            ]
            self._begun.update(step.name for step in ready)
        for step in ready:
            try:
                self._executor.submit(self._run, step)
            except RuntimeError as error:
                # The run is over and its executor shut down: those who have joined must not wait for ever.
                self._fail(step, error)

    def join(self, name: str) -> Any:
        """The result of a step, as soon as it is there.

        Raises:
            BaseException: whatever the step raised, or a step that it needs.
        """
        self.begin()
        return self._joined[name].result()

    def results(self) -> dict[str, Any]:
        """The results of the steps that have ended well."""
        with self._lock:
            return dict(self._results)

    @property
    def finished(self) -> bool:
        """Whether every step has ended well."""
        return len(self.results()) == len(self._steps)

    def _run(self, step: Step) -> None:
        try:
            result = step.work(*(self._results[need] for need in step.needs))
        # The edge of a thread: what is raised here is handed to everyone who joins, as any future does.
        except BaseException as error:  # noqa: BLE001
            self._fail(step, error)
            return
        with self._lock:
            self._results[step.name] = result
        # The end is reported first, so that nobody who joined goes on as if there were more to come.
        self._on_end(step.name, None)
        self._joined[step.name].set_result(result)
        self.begin()

    def _fail(self, step: Step, error: BaseException) -> None:
        """Fails a step and those that need it, the first one first."""
        failed = [name for name in self._with_dependents(step) if not self._joined[name].done()]
        for name in failed:
            self._on_end(name, error)
        for name in failed:
            self._joined[name].set_exception(error)

    def _with_dependents(self, step: Step) -> list[str]:
        """The step and, after it, every step that can't start without it."""
        names = [step.name]
        for other in self._steps.values():
            if any(need in names for need in other.needs):
                names.append(other.name)
        return names
