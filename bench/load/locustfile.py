"""The users of the load test, for Locust: those who hand photos in, and those who read statuses or results.

`python -m bench.load` runs them against the local system. Against a deployment, with a key in PETAVATAR_API_KEY:

    locust -f bench/load/locustfile.py --headless --host URL --users 50 --run-time 60s StatusReader

Readers read the job of PETAVATAR_LOAD_JOB_ID, or one that is made before the test begins. Neither keys nor presigned
addresses are in any name or message here.
"""

import json
import os
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any, Final

import gevent
from locust import constant_pacing, constant_throughput, events, stats, tag, task

from bench.load.figures import STEPS
from bench.load.load_user import KEY, LoadUser, nothing
from bench.load.scenarios import WHOLE_JOB
from petavatar_client import PetAvatarClient, PetAvatarClientError

PHOTO: Final = Path(__file__).parents[2] / "samples" / "chelsea.jpg"
# The specification's rates, in requests a second.
STATUS_RATE: Final = 100.0
RESULTS_RATE: Final = 50.0

_JOB: Final = "PETAVATAR_LOAD_JOB_ID"
_JOB_TIMEOUT_S: Final = 300.0

# Locust keeps two digits of a time; a few tenths of a millisecond are what is looked for here.
stats.bucket_response_time = lambda milliseconds: round(milliseconds, 1)


@events.init_command_line_parser.add_listener
def add_options(parser: Any) -> None:
    """Adds the readers' rates to Locust's options, and a file for what came of the run."""
    parser.add_argument("--status-rate", type=float, default=STATUS_RATE, help="GET /status a second, over all users")
    parser.add_argument("--results-rate", type=float, default=RESULTS_RATE, help="GET /results a second")
    parser.add_argument("--report-file", type=Path, help="where to write all figures and failures as JSON")


@events.init.add_listener
def make_a_job(environment: Any, **_: Any) -> None:
    """Makes the job that readers read, unless there is one; the run's time begins after that."""
    if not os.environ.get(KEY):
        sys.exit(f"Put an API key into {KEY}.")
    # The event loop took the time before all was imported, and would count the run's seconds from there.
    gevent.get_hub().loop.update_now()
    if os.environ.get(_JOB) or not any(issubclass(user, Reader) for user in environment.user_classes):
        return
    try:
        with PetAvatarClient(environment.host or "", os.environ[KEY]) as client:
            os.environ[_JOB] = client.create(PHOTO).job_id
    except PetAvatarClientError as error:
        sys.exit(f"No job to read could be made: {error}")


@events.quitting.add_listener
def report(environment: Any, **_: Any) -> None:
    """Writes what came of the run; Locust's own files leave out the failures of its last moments."""
    if file := environment.parsed_options.report_file:
        errors = [{"error": error.to_name(), "times": error.occurrences} for error in environment.stats.errors.values()]
        file.write_text(json.dumps({"stats": environment.stats.serialize_stats(), "errors": errors}))


class Reader(LoadUser):
    """Someone who reads the same job again and again, all of them together at a steady rate."""

    abstract = True
    rate_option = ""
    numbers = count()

    def on_start(self) -> None:
        """Lets each one begin in a moment of their own, so that they don't come in bursts."""
        time.sleep(constant_pacing(next(self.numbers) / self.rate() % 1)(self))

    def wait_time(self) -> float:
        """The time until the next request, in seconds."""
        users = self.environment.runner.user_classes_count.get(type(self).__name__, 1)
        wait_s: float = constant_throughput(self.rate() / max(users, 1))(self)
        return wait_s

    def rate(self) -> float:
        """Requests a second, over all users of the class."""
        rate: float = getattr(self.environment.parsed_options, self.rate_option)
        return rate

    def read(self, what: str) -> None:
        """Reads one thing of the job."""
        self.ask("GET", f"/{what}/{os.environ[_JOB]}", 200, f"/{what}/{{job_id}}")


class StatusReader(Reader):
    """Someone who reads a job's status."""

    rate_option = "status_rate"
    numbers = count()

    @tag("status")
    @task
    def status(self) -> None:
        """`GET /status/{job_id}`."""
        self.read("status")


class ResultsReader(Reader):
    """Someone who reads a job's results."""

    rate_option = "results_rate"
    numbers = count()

    @tag("results")
    @task
    def results(self) -> None:
        """`GET /results/{job_id}`."""
        self.read("results")


class Uploader(LoadUser):
    """Someone who hands in one photo after the other, each when the one before is finished."""

    def wait_time(self) -> float:
        """The time until the next photo, in seconds: none, unless something went wrong with the last."""
        return self.pause_s

    @tag("upload")
    @task
    def one_photo(self) -> None:
        """Asks for an address, uploads, hands in, and polls as often as the server would have it."""
        began = time.perf_counter()
        ticket = self.ask("GET", "/presigned-url?content_type=image/jpeg", 200, "/presigned-url")
        photo = {"file": (PHOTO.name, PHOTO.read_bytes(), "image/jpeg")}
        self.send("POST", ticket["upload_url"], 204, "S3", nothing, data=ticket["upload_fields"], files=photo)
        job = self.ask("POST", "/process", 202, "/process", json={"s3_uri": ticket["s3_uri"]})
        self._record("upload", began)
        while job["status"] not in ("completed", "failed") and time.perf_counter() - began < _JOB_TIMEOUT_S:
            time.sleep(self.pause_s)
            job = self.ask("GET", f"/status/{ticket['job_id']}", 200, "/status/{job_id}")
        self._record(WHOLE_JOB, began, None if job["status"] == "completed" else f"the job is {job['status']}")
        self.pause_s = 0

    def _record(self, name: str, began: float, complaint: str | None = None) -> None:
        self.environment.events.request.fire(
            request_type=STEPS,
            name=name,
            response_time=(time.perf_counter() - began) * 1000,
            response_length=0,
            exception=RuntimeError(complaint) if complaint else None,
            context={},
        )
