"""The four steps as a small graph: each starts as soon as the results that it needs are ready.

    analyze_pet_image ─▶ map_personality_to_career ─┬─▶ generate_avatar_image
                                                    └─▶ generate_identity_package

Callers join a step; they can't start it too early or twice.
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
    """Runs each step as soon as the results that it needs are ready."""

    def __init__(self, steps: Sequence[Step], executor: Executor, on_end: Callable[[str, BaseException | None], None]):
        """Prepares the graph.

        Args:
            steps: the steps, each after those that it needs.
            executor: runs the steps.
            on_end: called once when a step ends, with its name, and its error or None.
        """
        self._steps: Mapping[str, Step] = {step.name: step for step in steps}
        self._futures: dict[str, Future[Any]] = {step.name: Future() for step in steps}
        self._results: dict[str, Any] = {}
        self._started: set[str] = set()
        self._ended: set[str] = set()
        self._lock = threading.Lock()
        self._executor = executor
        self._on_end = on_end

    def begin(self) -> None:
        """Starts every step that has not started and whose needed results are ready."""
        with self._lock:
            ready = [
                step
                for step in self._steps.values()
                if step.name not in self._started and all(need in self._results for need in step.needs)
            ]
            self._started.update(step.name for step in ready)
        for step in ready:
            try:
                self._executor.submit(self._run, step)
            except RuntimeError as error:
                # The run is over and its executor has shut down: callers of `join` must not wait for ever.
                self._fail(step, error)

    def join(self, name: str) -> Any:
        """Waits for a step and returns its result.

        Raises:
            BaseException: the error of the step, or of a step that it needs.
        """
        self.begin()
        return self._futures[name].result()

    def results(self) -> dict[str, Any]:
        """The results of the steps that have succeeded."""
        with self._lock:
            return dict(self._results)

    @property
    def finished(self) -> bool:
        """Whether every step has succeeded."""
        return len(self.results()) == len(self._steps)

    @property
    def working(self) -> bool:
        """Whether a step is at work."""
        with self._lock:
            return bool(self._started - self._ended)

    def _run(self, step: Step) -> None:
        try:
            result = step.work(*(self._results[need] for need in step.needs))
        # The outermost handler of a thread: as with any future, every caller of `join` gets this error.
        except BaseException as error:  # noqa: BLE001
            self._fail(step, error)
            return
        with self._lock:
            self._ended.add(step.name)
            self._results[step.name] = result
        # Report the end before callers of `join` continue: the last one must see that the run is finished.
        self._on_end(step.name, None)
        self._futures[step.name].set_result(result)
        self.begin()

    def _fail(self, step: Step, error: BaseException) -> None:
        """Fails a step and all steps that need it, in this order."""
        with self._lock:
            self._ended.add(step.name)
        failed = [name for name in self._with_dependents(step) if not self._futures[name].done()]
        for name in failed:
            self._on_end(name, error)
        for name in failed:
            self._futures[name].set_exception(error)

    def _with_dependents(self, step: Step) -> list[str]:
        """The step, followed by every step that can't start without it."""
        names = [step.name]
        for other in self._steps.values():
            if any(need in names for need in other.needs):
                names.append(other.name)
        return names
