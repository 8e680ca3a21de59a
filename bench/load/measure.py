"""Runs the scenarios one after the other, on ours and on the bare function in turn."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.load.bare import deploy_bare
from bench.load.figures import Figures, Run
from bench.load.generator import LoadError, Target, generate
from bench.load.report import Measured, rows
from bench.load.scenarios import Scenario, scenarios
from bench.pictures import SAMPLE
from bench.rows import Row, rows_from
from local.system import LocalSystem
from petavatar_client import PetAvatarClient

DEFAULT_SECONDS: Final = 20
"""How long each scenario's load is put on ours."""

_TURNS: Final = 4
# Each user's first request may start a process; more at once would keep each other from it.
_STARTS_A_SECOND: Final = 5


def measure() -> list[Row]:
    """The rows of the load test of the local system."""
    with local_targets() as (ours, bare):
        return rows_from(rows([run(scenario, ours, bare, DEFAULT_SECONDS) for scenario in scenarios(full=False)]))


def run(scenario: Scenario, ours: Target, bare: Target | None, seconds: int) -> Measured:
    """Puts a scenario's load on ours, and on the bare function if the scenario does nothing but read.

    Raises:
        LoadError: if the load can't be made.
    """
    if not scenario.reads:
        return Measured(scenario, generate(scenario, ours, seconds))
    both = [ours] if bare is None else [ours, bare]
    # What fails of the first requests counts, their times do not.
    came = {target: [_without_times(_warm_up(scenario, target))] for target in both}
    for turn in range(_TURNS):
        # The one that goes first finds the machine as the other one left it: they take turns at that, too.
        for target in both if turn % 2 == 0 else reversed(both):
            came[target].append(generate(scenario, target, -(-seconds // _TURNS)))
    return Measured(scenario, Run.together(came[ours]), Run.together(came[bare]) if bare else None)


def _warm_up(scenario: Scenario, target: Target) -> Run:
    return generate(scenario, target, 2 + scenario.users // _STARTS_A_SECOND, _STARTS_A_SECOND)


@contextmanager
def local_targets() -> Iterator[tuple[Target, Target]]:
    """Starts the local system, with a finished job to read, and a bare function beside its own."""
    with LocalSystem(page=False) as system:
        job_id = _made_job(system.api_url, system.api_key)
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
    job_id = os.environ.get("PETAVATAR_LOAD_JOB_ID") or _made_job(api_url, api_key)
    return Target(api_url.rstrip("/"), api_key, job_id)


def _made_job(api_url: str, api_key: str) -> str:
    with PetAvatarClient(api_url, api_key) as client:
        return client.create(SAMPLE).job_id


def _without_times(run: Run) -> Run:
    failures = {name: Figures(failures=figures.failures) for name, figures in run.figures.items()}
    return Run(failures, run.failures)
