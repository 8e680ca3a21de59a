"""The way from a photo to an avatar, and back onto it after a break."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from petavatar_cli.flow import Flow
from petavatar_cli.output import Output
from petavatar_cli.plan import Task
from petavatar_cli.state import State
from petavatar_client import ApiProblem, Choices, JobFailed, JobUnfinished, PetAvatarClientError, Photo, UnsuitablePhoto
from tests.support.deployment import AVATAR, CARD, CARD_URL, JOB_ID, RESULTS, S3_URI, Deployment, problem, state

PRESIGN = "GET /stage/presigned-url"
UPLOAD = "POST /uploads"
PROCESS = "POST /stage/process"
STATUS = f"GET /stage/status/{JOB_ID}"
FETCH = f"GET /stage/results/{JOB_ID}"
FAILURE = {"title": "There is no pet in the photo", "detail": "It shows a cup", "status": 400, "retryable": False}


@dataclass
class Recorder:
    """Watches a flow."""

    steps: list[str] = field(default_factory=list)
    advances: list[tuple[str, int]] = field(default_factory=list)

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        self.steps.append(doing.partition(" ")[0])
        yield

    def advance(self, status: str, percent: int) -> None:
        self.advances.append((status, percent))


@pytest.fixture
def progress() -> Recorder:
    return Recorder()


@pytest.fixture
def task(photo: Photo, tmp_path: Path) -> Task:
    return task_of(photo, tmp_path, key="the key")


def task_of(photo: Photo, tmp_path: Path, **more: Any) -> Task:
    output = Output(tmp_path / "made")
    return Task(**{"paths": (Path(photo.name),), "photo": photo, "choices": Choices(), "output": output} | more)


@pytest.fixture
def begun(tmp_path: Path) -> State:
    return State(tmp_path / "made")


def flow(deployment: Deployment, state: State | None = None, **options: Any) -> Flow:
    return Flow(api=deployment.client(), state=state, **{"timeout_s": 60.0, "check": True} | options)


def asked(deployment: Deployment) -> list[str]:
    return [f"{request.method} {request.url.path}" for request in deployment.requests]


def broken_off(deployment: Deployment, begun: State, task: Task, progress: Recorder, route: str) -> None:
    """Has a command end at a route, and the deployment work again after it."""
    good = deployment.answer_of(route)
    deployment.answers(route, httpx.ConnectError("Network is unreachable"))
    with pytest.raises(PetAvatarClientError):
        flow(deployment, begun).run(task, progress)
    deployment.answers(route, good)
    deployment.requests.clear()


CARD_URLS = {"wide": CARD_URL, "square": None, "story": CARD_URL}


def test_avatar_card_and_results_are_saved_without_the_addresses_that_are_secrets(
    deployment: Deployment, task: Task, progress: Recorder
) -> None:
    deployment.answers(FETCH, httpx.Response(200, json=RESULTS | {"card_url": CARD_URL, "card_urls": CARD_URLS}))

    made = flow(deployment).run(task, progress)

    assert (task.output.avatar.read_bytes(), task.output.card.read_bytes()) == (AVATAR, CARD)
    assert [path.name for path in task.output.cards] == ["card.png", "card-story.png"]
    assert json.loads(task.output.results.read_text(encoding="utf-8")) == made.results
    assert made.results == {name: value for name, value in RESULTS.items() if name != "avatar_url"}
    assert "Zoë" in task.output.results.read_text(encoding="utf-8")
    assert not made.already


def test_each_step_is_shown_and_how_far_the_job_is(deployment: Deployment, task: Task, progress: Recorder) -> None:
    deployment.answers(STATUS, state("processing", 35), state("completed", 100))
    flow(deployment).run(task, progress)
    assert progress.steps == ["Asking", "Uploading", "Handing", "Waiting", "Fetching"]
    assert progress.advances == [("queued", 0), ("processing", 35), ("completed", 100)]


def test_choices_are_sent_to_the_api(deployment: Deployment, task: Task, progress: Recorder) -> None:
    choices = Choices(style="creative", background="linkedin_blue", pet_name="Minka")
    flow(deployment).run(replace(task, choices=choices), progress)
    assert dict(deployment.asked(PRESIGN)[0].url.params) == {
        "content_type": "image/jpeg",
        "style": "creative",
        "background": "linkedin_blue",
        "pet_name": "Minka",
    }


def test_a_photo_that_is_too_large_is_not_sent(deployment: Deployment, tmp_path: Path, progress: Recorder) -> None:
    task = task_of(_large_photo(tmp_path), tmp_path)
    with pytest.raises(UnsuitablePhoto):
        flow(deployment).run(task, progress)
    assert deployment.asked(UPLOAD) == []


def test_without_the_check_the_server_decides(deployment: Deployment, tmp_path: Path, progress: Recorder) -> None:
    deployment.answers(PROCESS, problem(413, "The file is too large", "At most 1,000 bytes"))
    task = task_of(_large_photo(tmp_path), tmp_path)
    with pytest.raises(ApiProblem, match="The file is too large"):
        flow(deployment, check=False).run(task, progress)
    assert len(deployment.asked(UPLOAD)) == 1


@pytest.mark.parametrize("status", [state("failed", error=FAILURE), httpx.Response(404, json={})])
def test_what_comes_to_nothing_leaves_no_files(
    deployment: Deployment, task: Task, progress: Recorder, status: httpx.Response
) -> None:
    deployment.answers(STATUS, status)
    with pytest.raises(PetAvatarClientError):
        flow(deployment).run(task, progress)
    assert not task.output.directory.exists()


def test_what_is_done_is_not_asked_for_again(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    first = flow(deployment, begun).run(task, progress)
    deployment.requests.clear()

    second = flow(deployment, begun).run(task, progress)

    assert deployment.requests == []
    assert second.already
    assert second.results == first.results


def test_a_new_avatar_can_be_had_all_the_same(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    flow(deployment, begun).run(task, progress)
    deployment.requests.clear()
    assert not flow(deployment, begun, again=True).run(task, progress).already
    assert asked(deployment)[:2] == [PRESIGN, UPLOAD]


@pytest.mark.parametrize("route", [PROCESS, STATUS, FETCH, "GET /avatar"])
def test_a_job_that_was_begun_is_picked_up_by_its_photo_and_never_uploaded_twice(
    deployment: Deployment, begun: State, task: Task, progress: Recorder, route: str
) -> None:
    broken_off(deployment, begun, task, progress, route)

    flow(deployment, begun).run(task, progress)

    assert asked(deployment) == [PROCESS, STATUS, FETCH, "GET /avatar"]
    assert task.output.avatar.exists()


def test_a_photo_that_never_arrived_is_sent_again(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    broken_off(deployment, begun, task, progress, UPLOAD)
    deployment.answers(PROCESS, problem(404, "There is no such object", ""), state("queued"))

    flow(deployment, begun).run(task, progress)

    assert asked(deployment)[:4] == [PROCESS, PRESIGN, UPLOAD, PROCESS]


def test_nothing_is_sent_twice_because_the_api_is_out_of_order(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    broken_off(deployment, begun, task, progress, STATUS)
    deployment.answers(PROCESS, problem(500, "The storage failed", ""))
    with pytest.raises(ApiProblem):
        flow(deployment, begun).run(task, progress)
    assert asked(deployment) == [PROCESS]


def test_a_job_that_failed_for_good_is_reported_again_and_not_paid_for_again(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    broken_off(deployment, begun, task, progress, STATUS)
    deployment.answers(PROCESS, state("failed"))
    deployment.answers(STATUS, state("failed", error=FAILURE))
    with pytest.raises(JobFailed, match="no pet"):
        flow(deployment, begun).run(task, progress)
    assert asked(deployment) == [PROCESS, STATUS]


def test_a_job_whose_failure_may_pass_is_tried_as_a_new_one(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    broken_off(deployment, begun, task, progress, STATUS)
    deployment.answers(PROCESS, state("failed"), state("queued"))
    deployment.answers(STATUS, state("failed", error=FAILURE | {"retryable": True}), state("completed", 100))
    flow(deployment, begun).run(task, progress)
    assert asked(deployment)[:5] == [PROCESS, STATUS, PRESIGN, UPLOAD, PROCESS]


def test_pictures_that_were_lost_are_fetched_again_without_a_new_job(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    flow(deployment, begun).run(task, progress)
    task.output.avatar.unlink()
    deployment.requests.clear()
    flow(deployment, begun).run(task, progress)
    assert PRESIGN not in asked(deployment)
    assert task.output.avatar.exists()


def test_a_job_is_known_before_its_photo_is_sent(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    broken_off(deployment, begun, task, progress, UPLOAD)
    known = begun.find("the key")
    assert known is not None
    assert (known.job_id, known.s3_uri, known.photo) == (JOB_ID, S3_URI, "Minka am Fenster.png")


def test_waiting_ends_and_the_job_can_be_picked_up(
    deployment: Deployment, begun: State, task: Task, progress: Recorder
) -> None:
    deployment.answers(STATUS, state("processing", 55))
    with pytest.raises(JobUnfinished):
        flow(deployment, begun, timeout_s=0).run(task, progress)
    assert begun.find("the key") is not None


def _large_photo(directory: Path) -> Photo:
    path = directory / "large.jpg"
    path.write_bytes(b"\xff\xd8\xff".ljust(1001, b"."))
    return Photo.at(path)
