"""Runs Locust as a process of its own, since it replaces parts of the standard library wherever it is imported."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bench.load.figures import Run
from bench.load.scenarios import Scenario
from bench.timing import PROJECT

LOCUSTFILE: Final = Path(__file__).with_name("locustfile.py")

# A job that was begun is waited for: a user gives up after 300 s.
_DRAIN_S: Final = 330
_START_S: Final = 30
_TAIL_LINES: Final = 20


class LoadError(RuntimeError):
    """Locust did not do its work; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the load is put on: the base of an API's addresses, a key, and the job that readers read."""

    api_url: str
    api_key: str = field(repr=False)
    job_id: str


def generate(scenario: Scenario, target: Target, seconds: int, spawn_rate: int | None = None) -> Run:
    """Puts the load of a scenario on a target, and lets begun jobs end.

    Args:
        scenario: what load.
        target: what it is put on.
        seconds: for how long.
        spawn_rate: how many users come each second; all come at once if left out.

    Raises:
        LoadError: if Locust fails otherwise than by a failed request, or does not end.
    """
    if find_spec("locust") is None:
        raise LoadError("Locust is not installed: uv sync --frozen --group bench")
    environment = os.environ | {"PETAVATAR_API_KEY": target.api_key, "PETAVATAR_LOAD_JOB_ID": target.job_id}
    options = _options(scenario, target.api_url, seconds, spawn_rate or scenario.users)
    with tempfile.TemporaryDirectory(prefix="petavatar-load-") as folder:
        log, report = Path(folder) / "log", Path(folder) / "report.json"
        try:
            with log.open("wb") as output:
                ended = subprocess.run(
                    [sys.executable, "-m", "locust", *options, "--report-file", str(report)],
                    env=environment,
                    cwd=PROJECT,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    timeout=_START_S + seconds + _DRAIN_S,
                    check=False,
                )
        except subprocess.TimeoutExpired as error:
            raise LoadError(f"Locust did not end.{_tail(log)}") from error
        run = Run.read(report.read_text()) if report.exists() else None
        if run is None or not run.figures or (ended.returncode and not run.failed):
            raise LoadError(f"Locust ended with exit code {ended.returncode}.{_tail(log)}")
        return run


def _options(scenario: Scenario, api_url: str, seconds: int, spawn_rate: int) -> list[str]:
    rates = [f"--{scenario.name}-rate", f"{scenario.rate:g}"] if scenario.rate else []
    return [
        *("--locustfile", str(LOCUSTFILE), "--headless", "--only-summary"),
        *("--host", api_url, "--users", str(scenario.users), "--spawn-rate", str(spawn_rate)),
        *("--run-time", f"{seconds}s", "--stop-timeout", str(_DRAIN_S)),
        *rates,
        scenario.user_class,
    ]


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
    return "\n".join([" Its log ends:", *lines]) if lines else " Its log is empty."
