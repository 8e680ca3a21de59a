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
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

import gevent
from locust import FastHttpUser, constant_pacing, constant_throughput, events, stats, task
from locust.exception import RescheduleTask

from bench.load.answers import complaint, pause_after
from bench.load.generator import finished_job
from bench.load.scenarios import WHOLE_JOB, scenarios
from deployment import PROJECT
from petavatar_client import PetAvatarClientError

PHOTO: Final = (PROJECT / "samples" / "chelsea.jpg").read_bytes()
_KEY: Final = "PETAVATAR_API_KEY"
_JOB: Final = "PETAVATAR_LOAD_JOB_ID"
_JOB_TIMEOUT_S: Final = 300.0

# Locust keeps two digits of a time; a few tenths of a millisecond are what is looked for here.
stats.bucket_response_time = lambda milliseconds: round(milliseconds, 1)


@events.init_command_line_parser.add_listener
def add_options(parser: Any) -> None:
    """Adds the readers' rates to Locust's options, and a file for what came of the run."""
    for what, rate in {one.name: one.rate for one in scenarios(full=True) if one.rate}.items():
        parser.add_argument(f"--{what}-rate", type=float, default=rate, help=f"GET /{what} a second, over all users")
    parser.add_argument("--report-file", type=Path, help="where to write figures and failures as JSON")


@events.init.add_listener
def make_a_job(environment: Any, **_: Any) -> None:
    """Makes the job that readers read, unless there is one; the run's time begins after that."""
    if not os.environ.get(_KEY):
        sys.exit(f"Put an API key into {_KEY}.")
    # The event loop took the time before all was imported, and would count the run's seconds from there.
    gevent.get_hub().loop.update_now()
    if not os.environ.get(_JOB) and any(issubclass(user, Reader) for user in environment.user_classes):
        try:
            os.environ[_JOB] = finished_job(environment.host or "", os.environ[_KEY])
        except PetAvatarClientError as error:
            sys.exit(f"No job to read could be made: {error}")


@events.quitting.add_listener
def report(environment: Any, **_: Any) -> None:
    """Writes what came of the run; Locust's own files leave out the failures of its last moments."""
    counted, file = environment.stats, environment.parsed_options.report_file
    if file:
        figures = {
            entry.name: (
                *(entry.num_requests, entry.num_failures, entry.total_rps),
                *(entry.get_response_time_percentile(share) for share in (0.5, 0.95, 0.99)),
            )
            for entry in counted.entries.values()
        }
        errors = [f"{error.to_name()} ({error.occurrences} times)" for error in counted.errors.values()]
        file.write_text(json.dumps({"figures": figures, "errors": errors}))


class LoadUser(FastHttpUser):
    """A user with an API key, who sends it to the API alone.

    Attributes:
        pause_s: how long the last answer asks to wait, in seconds.
    """

    abstract = True
    # Locust's own default takes any certificate.
    insecure = False
    max_redirects = 0
    connection_timeout = 10.0
    network_timeout = 30.0
    pause_s = 0.0

    def ask(self, method: str, path: str, expected: int, name: str, **content: Any) -> Any:
        """Asks the API, and returns the body of its answer; raises as `send`."""
        return self.send(method, path, expected, name, headers={"x-api-key": os.environ[_KEY]}, **content)

    def send(self, method: str, url: str, expected: int, name: str, **content: Any) -> Any:
        """Sends a request, and returns the answer's body; None if it is empty, as S3's.

        Raises:
            RescheduleTask: if the answer is not the expected one; it was counted as a failure.
        """
        with self.client.request(method, url, name=name, catch_response=True, **content) as response:
            self.pause_s = pause_after(response)
            if response.status_code == expected:
                with suppress(ValueError):
                    return response.json() if response.text else None
            response.failure("not JSON" if response.status_code == expected else complaint(response))
        raise RescheduleTask


class Reader(LoadUser):
    """Someone who reads the same job again and again, all of them together at a steady rate."""

    abstract = True
    what = ""
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
        rate: float = getattr(self.environment.parsed_options, f"{self.what}_rate")
        return rate

    @task
    def read(self) -> None:
        """Reads one thing of the job."""
        self.ask("GET", f"/{self.what}/{os.environ[_JOB]}", 200, f"/{self.what}/{{job_id}}")


class StatusReader(Reader):
    """Someone who reads a job's status."""

    what = "status"


class ResultsReader(Reader):
    """Someone who reads a job's results."""

    what = "results"


class Uploader(LoadUser):
    """Someone who hands in one photo after the other, each when the one before is finished."""

    def wait_time(self) -> float:
        """The time until the next photo, in seconds: none, unless something went wrong with the last."""
        return self.pause_s

    @task
    def one_photo(self) -> None:
        """Asks for an address, uploads, hands in, and polls as often as the server would have it."""
        began = time.perf_counter()
        ticket = self.ask("GET", "/presigned-url?content_type=image/jpeg", 200, "/presigned-url")
        photo = {"file": ("chelsea.jpg", PHOTO, "image/jpeg")}
        self.send("POST", ticket["upload_url"], 204, "S3", data=ticket["upload_fields"], files=photo)
        job = self.ask("POST", "/process", 202, "/process", json={"s3_uri": ticket["s3_uri"]})
        self._record("upload", began)
        while job["status"] not in ("completed", "failed") and time.perf_counter() - began < _JOB_TIMEOUT_S:
            time.sleep(self.pause_s)
            job = self.ask("GET", f"/status/{ticket['job_id']}", 200, "/status/{job_id}")
        self._record(WHOLE_JOB, began, None if job["status"] == "completed" else f"the job is {job['status']}")
        self.pause_s = 0

    def _record(self, name: str, began: float, failure: str | None = None) -> None:
        """Adds an entry of its own for several requests together."""
        self.environment.events.request.fire(
            request_type="STEPS",
            name=name,
            response_time=(time.perf_counter() - began) * 1000,
            response_length=0,
            exception=RuntimeError(failure) if failure else None,
            context={},
        )
