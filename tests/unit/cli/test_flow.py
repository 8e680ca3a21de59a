"""The way from a photo to an avatar: in which order, how long, and how it ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.errors import (
    ApiProblemError,
    InputError,
    JobFailedError,
    JobUnfinishedError,
    UnexpectedAnswerError,
    UnreachableError,
)
from cli.flow import Flow
from cli.output import Output
from cli.photo import Photo
from tests.unit.cli.deployment import AVATAR, JOB_ID, RESULTS, Deployment, problem, sent_json, state

PROCESS = "POST /stage/process"
STATUS = f"GET /stage/status/{JOB_ID}"
FAILURE = {"title": "There is no pet in the photo", "detail": "It shows a cup", "status": 400, "retryable": False}


@dataclass
class Recorder:
    """Watches a flow."""

    steps: list[str] = field(default_factory=list)
    advances: list[tuple[str, int]] = field(default_factory=list)

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        self.steps.append(doing)
        yield

    def advance(self, status: str, percent: int) -> None:
        self.advances.append((status, percent))


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def progress() -> Recorder:
    return Recorder()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(tmp_path / "made" / "here")


@pytest.fixture
def flow(deployment: Deployment, progress: Recorder, clock: Clock) -> Flow:
    return _flow(deployment, progress, clock)


def _flow(deployment: Deployment, progress: Recorder, clock: Clock, **options: Any) -> Flow:
    return Flow(
        api=deployment.client(),
        progress=progress,
        clock=lambda: clock.now,
        sleep=clock.sleep,
        **{"timeout_s": 60.0, "check": True} | options,
    )


def test_the_requests_of_a_photo_come_in_the_order_of_the_api(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    flow.run(photo, output)

    assert [f"{request.method} {request.url.path}" for request in deployment.requests] == [
        "GET /stage/presigned-url",
        "POST /uploads",
        PROCESS,
        STATUS,
        f"GET /stage/results/{JOB_ID}",
        "GET /avatar",
    ]


def test_avatar_and_results_are_saved_without_the_address_that_is_a_secret(
    flow: Flow, photo: Photo, output: Output
) -> None:
    results = flow.run(photo, output)

    assert output.avatar.read_bytes() == AVATAR
    assert json.loads(output.results.read_text(encoding="utf-8")) == results
    assert results == {name: value for name, value in RESULTS.items() if name != "avatar_url"}
    assert "Zoë" in output.results.read_text(encoding="utf-8")


def test_the_job_is_looked_at_as_often_as_the_server_asks_for(
    flow: Flow, deployment: Deployment, progress: Recorder, clock: Clock, photo: Photo, output: Output
) -> None:
    deployment.answers(PROCESS, state("queued", retry_after="1"))
    deployment.answers(STATUS, state("processing", 35, retry_after="7"), state("completed", 100))

    flow.run(photo, output)

    assert clock.now == 1 + 7
    assert progress.advances == [("queued", 0), ("processing", 35)]


def test_a_job_that_is_finished_already_is_not_waited_for(
    flow: Flow, deployment: Deployment, clock: Clock, photo: Photo, output: Output
) -> None:
    deployment.answers(PROCESS, state("completed", 100))
    flow.run(photo, output)
    assert clock.now == 0
    assert deployment.asked(STATUS) == []


def test_waiting_ends_after_the_time_given(
    deployment: Deployment, progress: Recorder, clock: Clock, photo: Photo, output: Output
) -> None:
    deployment.answers(STATUS, state("processing", 55, retry_after="25"))
    with pytest.raises(JobUnfinishedError, match=rf"still processing \(55 %\) after 60 s; .*{JOB_ID}"):
        _flow(deployment, progress, clock).run(photo, output)
    assert clock.now == 60
    assert not output.directory.exists()


def test_a_failed_job_is_told_with_its_problem_and_leaves_no_files(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    deployment.answers(STATUS, state("failed", 5, error=FAILURE))
    with pytest.raises(JobFailedError) as caught:
        flow.run(photo, output)
    assert str(caught.value) == f"There is no pet in the photo. It shows a cup. (job {JOB_ID})"
    assert not output.directory.exists()


def test_a_failure_that_may_pass_is_told_as_such(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    deployment.answers(STATUS, state("failed", 5, error=FAILURE | {"retryable": True}))
    with pytest.raises(JobFailedError, match=r"Trying again may help\."):
        flow.run(photo, output)


def test_a_short_break_of_the_network_does_not_lose_the_job(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    broken = httpx.ConnectError("Network is unreachable")
    deployment.answers(STATUS, broken, broken, state("completed", 100))
    flow.run(photo, output)
    assert output.avatar.exists()


def test_a_network_that_stays_broken_ends_the_waiting(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    deployment.answers(STATUS, httpx.ConnectError("Network is unreachable"))
    with pytest.raises(UnreachableError):
        flow.run(photo, output)


def test_a_photo_that_is_too_large_is_not_sent(
    flow: Flow, deployment: Deployment, tmp_path: Path, output: Output
) -> None:
    with pytest.raises(InputError, match="has 1,001 bytes; the server takes at most 1,000"):
        flow.run(_large_photo(tmp_path), output)
    assert deployment.asked("POST /uploads") == []


def test_without_the_check_the_server_decides(
    deployment: Deployment, progress: Recorder, clock: Clock, tmp_path: Path, output: Output
) -> None:
    deployment.answers(PROCESS, problem(413, "The file is too large", "At most 1,000 bytes"))
    with pytest.raises(ApiProblemError, match="The file is too large"):
        _flow(deployment, progress, clock, check=False).run(_large_photo(tmp_path), output)
    assert len(deployment.asked("POST /uploads")) == 1


def test_what_is_no_png_is_not_saved_as_an_avatar(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    deployment.answers("GET /avatar", httpx.Response(200, content=b"<html>"))
    with pytest.raises(UnexpectedAnswerError, match="not a PNG"):
        flow.run(photo, output)
    assert not output.directory.exists()


def test_the_object_that_was_uploaded_is_the_one_handed_in(
    flow: Flow, deployment: Deployment, photo: Photo, output: Output
) -> None:
    flow.run(photo, output)
    key = sent_json(deployment.asked(PROCESS)[0])["s3_uri"].removeprefix("s3://uploads/").encode()
    assert key in deployment.asked("POST /uploads")[0].content


def _large_photo(directory: Path) -> Photo:
    path = directory / "large.jpg"
    path.write_bytes(b"\xff\xd8\xff".ljust(1001, b"."))
    return Photo.at(path)
