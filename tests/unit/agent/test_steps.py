"""The graph: each step starts the moment what it needs is there, once, however many ask and whenever."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.steps import Step, StepGraph
from petavatar.errors import JobTimedOut, NoPetFound

PATIENCE_S = 10.0


@dataclass
class Runs:
    """What the steps of a graph did, in order."""

    begun: list[str] = field(default_factory=list)
    ended: list[tuple[str, BaseException | None]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self, name: str, effect: Callable[[], None] = lambda: None) -> Callable[..., str]:
        def run(*needed: str) -> str:
            self.begun.append(name)
            effect()
            return f"{name}({','.join(needed)})"

        return run

    def on_end(self, name: str, error: BaseException | None) -> None:
        self.ended.append((name, error))
        if len(self.ended) == 4:
            self.over.set()

    def wait(self) -> None:
        assert self.over.wait(PATIENCE_S)


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def runs() -> Runs:
    return Runs()


def _graph(runs: Runs, executor: Executor, **effects: Callable[[], None]) -> StepGraph:
    """The shape of a job: a, then b, then c and d side by side."""
    needs = {"a": (), "b": ("a",), "c": ("a", "b"), "d": ("a", "b")}
    steps = [Step(name, needs[name], runs.work(name, effects.get(name, lambda: None))) for name in needs]
    return StepGraph(steps, executor, runs.on_end)


def _raising(error: BaseException) -> Callable[[], None]:
    def effect() -> None:
        raise error

    return effect


RESULTS = {"a": "a()", "b": "b(a())", "c": "c(a(),b(a()))", "d": "d(a(),b(a()))"}


def test_once_begun_every_step_runs_by_itself_in_order(runs: Runs, executor: Executor) -> None:
    graph = _graph(runs, executor)

    graph.begin()
    runs.wait()

    assert runs.begun[:2] == ["a", "b"]
    assert sorted(runs.begun[2:]) == ["c", "d"]
    assert graph.results() == RESULTS
    assert graph.finished


def test_nothing_runs_before_it_is_begun(runs: Runs, executor: Executor) -> None:
    graph = _graph(runs, executor)

    assert runs.begun == []
    assert graph.results() == {}
    assert not graph.finished


def test_the_last_two_run_side_by_side(runs: Runs, executor: Executor) -> None:
    both = threading.Barrier(2)

    graph = _graph(runs, executor, c=lambda: _meet(both), d=lambda: _meet(both))
    graph.begin()
    runs.wait()

    assert not both.broken
    assert graph.finished


def _meet(barrier: threading.Barrier) -> None:
    barrier.wait(PATIENCE_S)


@pytest.mark.parametrize("first", ["a", "b", "c", "d"])
def test_joining_too_early_waits_and_gets_the_result(runs: Runs, executor: Executor, first: str) -> None:
    graph = _graph(runs, executor)

    assert graph.join(first) == RESULTS[first]


def test_joining_late_gets_the_result_at_once(runs: Runs, executor: Executor) -> None:
    graph = _graph(runs, executor)
    graph.begin()
    runs.wait()

    assert [graph.join(name) for name in RESULTS] == list(RESULTS.values())
    assert len(runs.begun) == 4


def test_many_who_join_at_once_start_each_step_once(runs: Runs, executor: Executor) -> None:
    together = threading.Barrier(16)
    graph = _graph(runs, executor)

    def join(name: str) -> Any:
        together.wait(PATIENCE_S)
        return graph.join(name)

    with ThreadPoolExecutor(16) as crowd:
        joined = [crowd.submit(join, name) for name in list(RESULTS) * 4]
        answers = [future.result(PATIENCE_S) for future in joined]

    assert answers == list(RESULTS.values()) * 4
    assert sorted(runs.begun) == ["a", "b", "c", "d"]


def test_every_end_is_reported_once(runs: Runs, executor: Executor) -> None:
    graph = _graph(runs, executor)
    graph.begin()
    runs.wait()

    assert sorted(runs.ended) == [("a", None), ("b", None), ("c", None), ("d", None)]


@pytest.mark.parametrize(
    ("failing", "run", "failed"),
    [("a", ["a"], "abcd"), ("b", ["a", "b"], "bcd"), ("c", ["a", "b", "c", "d"], "c")],
)
def test_a_failed_step_fails_what_needs_it_and_nothing_else(
    runs: Runs, executor: Executor, failing: str, run: list[str], failed: str
) -> None:
    problem = NoPetFound("no")
    graph = _graph(runs, executor, **{failing: _raising(problem)})

    graph.begin()
    runs.wait()

    assert sorted(runs.begun) == run
    assert sorted(name for name, error in runs.ended if error is problem) == sorted(failed)
    assert set(graph.results()) == set("abcd") - set(failed)
    assert not graph.finished
    for name in failed:
        with pytest.raises(NoPetFound):
            graph.join(name)


def test_the_failed_step_itself_is_reported_first(runs: Runs, executor: Executor) -> None:
    graph = _graph(runs, executor, a=_raising(JobTimedOut("late")))

    graph.begin()
    runs.wait()

    assert runs.ended[0][0] == "a"


def test_even_an_exit_in_a_step_reaches_who_joins(runs: Runs, executor: Executor) -> None:
    graph = _graph(runs, executor, b=_raising(SystemExit(3)))

    with pytest.raises(SystemExit):
        graph.join("d")


def test_the_end_of_a_step_is_reported_before_those_who_joined_it_go_on(executor: Executor) -> None:
    went_on, reported = threading.Event(), threading.Event()
    too_early: list[bool] = []

    def on_end(*_: object) -> None:
        too_early.append(went_on.wait(0.2))
        reported.set()

    def join_and_go_on() -> None:
        graph.join("only")
        went_on.set()

    graph = StepGraph([Step("only", (), lambda: "done")], executor, on_end)
    executor.submit(join_and_go_on)

    assert reported.wait(PATIENCE_S)
    assert too_early == [False]


def test_steps_that_can_not_start_any_more_keep_nobody_waiting(executor: Executor, runs: Runs) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        inside.set()
        assert go_on.wait(PATIENCE_S)

    own = ThreadPoolExecutor(4)
    graph = _graph(runs, own, a=hold)
    joined = executor.submit(graph.join, "d")
    assert inside.wait(PATIENCE_S)

    own.shutdown(wait=False, cancel_futures=True)
    go_on.set()

    assert isinstance(joined.exception(2), RuntimeError)
    assert runs.begun == ["a"]
