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
from deployment import PROJECT
from petavatar_client import PetAvatarClient

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


def generate(scenario: Scenario, target: Target, seconds: int) -> Run:
    """Puts the load of a scenario on a target for so many seconds, and lets begun jobs end.

    Raises:
        LoadError: if Locust fails otherwise than by a failed request, or does not end.
    """
    if find_spec("locust") is None:
        raise LoadError("Locust is not installed: uv sync --frozen --group bench")
    with tempfile.NamedTemporaryFile(prefix="petavatar-load-", suffix=".json") as report:
        command = [
            *(sys.executable, "-m", "locust", "--locustfile", str(LOCUSTFILE), "--headless", "--only-summary"),
            *("--host", target.api_url, "--users", str(scenario.users), "--spawn-rate", str(scenario.users)),
            *("--run-time", f"{seconds}s", "--stop-timeout", str(_DRAIN_S), "--report-file", report.name),
            *([f"--{scenario.name}-rate", f"{scenario.rate:g}"] if scenario.rate else []),
            scenario.user_class,
        ]
        try:
            ended = subprocess.run(
                command,
                env=os.environ | {"PETAVATAR_API_KEY": target.api_key, "PETAVATAR_LOAD_JOB_ID": target.job_id},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=_START_S + seconds + _DRAIN_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise LoadError(f"Locust did not end within {error.timeout:.0f} s") from error
        content = Path(report.name).read_text()
    run = Run.read(content) if content else None
    if run is None or not run.figures or (ended.returncode and not run.failed):
        log = "\n".join(ended.stdout.splitlines()[-_TAIL_LINES:])
        raise LoadError(f"Locust ended with exit code {ended.returncode}. Its log ends:\n{log}")
    return run


def finished_job(api_url: str, api_key: str) -> str:
    """The id of a new job, once it is finished, for readers to read.

    Raises:
        PetAvatarClientError: if it can't be made.
    """
    with PetAvatarClient(api_url, api_key) as client:
        return client.create(PROJECT / "samples" / "chelsea.jpg").job_id
