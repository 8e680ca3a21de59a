"""Runs the scenarios one after the other, on ours and on the bare function in turn, and makes their rows."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from bench.load.bare import deploy_bare
from bench.load.figures import Run
from bench.load.generator import LoadError, Target, finished_job, generate
from bench.load.scenarios import Scenario, scenarios
from bench.rows import Row
from local.system import LocalSystem

DEFAULT_SECONDS: Final = 20
"""How long each scenario's load is put on ours."""
_TURNS: Final = 4


class Measured(NamedTuple):
    """A scenario, and what came of it: on `ours`, and on a `bare` function at the same rate if there is one."""

    scenario: Scenario
    runs: Mapping[str, Run]


def measure() -> list[Row]:
    """The rows of the load test of the local system."""
    with local_targets() as (ours, bare):
        return rows([run(scenario, ours, bare, DEFAULT_SECONDS) for scenario in scenarios(full=False)])


def run(scenario: Scenario, ours: Target, bare: Target | None, seconds: int) -> Measured:
    """Puts a scenario's load on ours, and on the bare function if the scenario does nothing but read.

    Raises:
        LoadError: if the load can't be made.
    """
    if not scenario.rate:
        return Measured(scenario, {"ours": generate(scenario, ours, seconds)})
    targets = {"ours": ours} | ({"bare": bare} if bare else {})
    came: dict[str, list[Run]] = {name: [] for name in targets}
    # One turn more: the first starts processes and fills caches.
    for turn in range(1 + _TURNS):
        # The one that goes first finds the machine as the other one left it: they take turns at that, too.
        for name in targets if turn % 2 else reversed(targets):
            came[name].append(generate(scenario, targets[name], -(-seconds // _TURNS)))
    return Measured(scenario, {name: Run.together(runs) for name, runs in came.items()})


def rows(measured: Sequence[Measured]) -> list[Row]:
    """The rows of what was measured, times in ms; the first one counts the requests that failed, the bare's too."""
    failed = sum(run.failed for one in measured for run in one.runs.values())
    compared = (row for one in measured for row in _rows(one))
    return [Row("load: failed requests", failed, 0, unit="requests"), *compared]


def _rows(one: Measured) -> Iterator[Row]:
    for name, target in one.scenario.targets_ms.items():
        ours, bare = one.runs["ours"].of(name), one.runs["bare"].of(name).p95 if "bare" in one.runs else None
        what = f"load: {one.scenario.title}:" + ("" if "bare" in one.runs else f" {name}")
        yield Row(f"{what} p95", _rounded(ours.p95), target, unit="ms")
        if ours.p95 and bare:
            yield Row(f"{what} rate reached", _rounded(ours.rate), better="higher", unit="1/s")
            yield Row(f"{what} p95 of a bare Lambda", _rounded(bare), unit="ms")
            yield Row(f"{what} p95 less a bare Lambda's", _rounded(ours.p95 - bare), unit="ms")
            yield Row(f"{what} p95 over a bare Lambda's", _rounded(ours.p95 / bare))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


@contextmanager
def local_targets() -> Iterator[tuple[Target, Target]]:
    """Starts the local system, with a finished job to read, and a bare function beside its own."""
    with LocalSystem(page=False) as system:
        job_id = finished_job(system.api_url, system.api_key)
        # The bare function asks for no key, and is not shown one.
        yield Target(system.api_url, system.api_key, job_id), Target(deploy_bare(system), "none", job_id)


def deployed_target(api_url: str) -> Target:
    """A deployment, with the key and the job that the environment names; a job is made if it names none.

    Raises:
        LoadError: if there is no key.
        PetAvatarClientError: if the job can't be made.
    """
    api_key = os.environ.get("PETAVATAR_API_KEY")
    if not api_key:
        raise LoadError("Put an API key of the deployment into PETAVATAR_API_KEY.")
    job_id = os.environ.get("PETAVATAR_LOAD_JOB_ID") or finished_job(api_url, api_key)
    return Target(api_url.rstrip("/"), api_key, job_id)
