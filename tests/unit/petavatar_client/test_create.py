"""The way from a photo to an avatar: in which order, how long, and how it ends."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from petavatar_client import (
    InvalidInput,
    Job,
    JobFailed,
    JobUnfinished,
    PetAvatarClient,
    Photo,
    Unreachable,
    UnsuitablePhoto,
)
from tests.support.deployment import JOB_ID, S3_URI, Deployment, sent_json, state

PROCESS = "POST /stage/process"
STATUS = f"GET /stage/status/{JOB_ID}"
FAILURE = {"title": "There is no pet in the photo", "detail": "It shows a cup", "status": 400, "retryable": False}


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(deployment: Deployment, clock: Clock) -> PetAvatarClient:
    return deployment.client(sleep=clock.sleep, clock=lambda: clock.now)


def test_the_requests_of_a_photo_come_in_the_order_of_the_api(
    client: PetAvatarClient, deployment: Deployment, photo: Photo
) -> None:
    results = client.create(photo, style="casual", pet_name="Minka")

    assert [f"{request.method} {request.url.path}" for request in deployment.requests] == [
        "GET /stage/presigned-url",
        "POST /uploads",
        PROCESS,
        STATUS,
        f"GET /stage/results/{JOB_ID}",
    ]
    assert dict(deployment.requests[0].url.params) == {
        "content_type": "image/jpeg",
        "style": "casual",
        "pet_name": "Minka",
    }
    assert sent_json(deployment.asked(PROCESS)[0]) == {"s3_uri": S3_URI}
    assert results.identity.human_name == "Zoë Ashworth"


@pytest.mark.parametrize("kind", [Path, str, lambda name: Path(name).read_bytes()])
def test_a_photo_may_be_a_path_or_content(
    client: PetAvatarClient, deployment: Deployment, photo: Photo, kind: Any
) -> None:
    client.create(kind(photo.name))
    assert b"a small photo" in deployment.asked("POST /uploads")[0].content


def test_the_job_is_looked_at_as_often_as_the_server_asks_for(
    client: PetAvatarClient, deployment: Deployment, clock: Clock, photo: Photo
) -> None:
    deployment.answers(PROCESS, state("queued", retry_after="1"))
    deployment.answers(STATUS, state("processing", 35, retry_after="7"), state("completed", 100))
    seen: list[Job] = []

    client.create(photo, on_progress=seen.append)

    assert clock.now == 1 + 7
    assert [(job.status, job.progress) for job in seen] == [("queued", 0), ("processing", 35), ("completed", 100)]


def test_a_job_that_is_finished_already_is_not_waited_for(
    client: PetAvatarClient, deployment: Deployment, clock: Clock, photo: Photo
) -> None:
    deployment.answers(PROCESS, state("completed", 100))
    client.create(photo)
    assert clock.now == 0
    assert deployment.asked(STATUS) == []


def test_a_job_may_be_waited_for_by_its_id(client: PetAvatarClient, deployment: Deployment) -> None:
    deployment.answers(STATUS, state("processing", 80), state("completed", 100))
    assert client.wait(JOB_ID).status == "completed"


def test_waiting_ends_after_the_time_given(
    client: PetAvatarClient, deployment: Deployment, clock: Clock, photo: Photo
) -> None:
    deployment.answers(STATUS, state("processing", 55, retry_after="25"))
    with pytest.raises(JobUnfinished, match=rf"still processing \(55 %\) after 60 s\..*{JOB_ID}") as caught:
        client.create(photo, timeout_s=60)
    assert clock.now == 60
    assert caught.value.job.job_id == JOB_ID


def test_a_failed_job_is_reported_with_its_problem(
    client: PetAvatarClient, deployment: Deployment, photo: Photo
) -> None:
    deployment.answers(STATUS, state("failed", 5, error=FAILURE))
    with pytest.raises(JobFailed) as caught:
        client.create(photo)
    assert str(caught.value) == f"There is no pet in the photo. It shows a cup. (job {JOB_ID})"
    assert (caught.value.error.status, caught.value.retryable) == (400, False)


def test_why_a_job_failed_is_asked_where_the_answer_to_its_photo_does_not_say(
    client: PetAvatarClient, deployment: Deployment, photo: Photo
) -> None:
    deployment.answers(PROCESS, state("failed"))
    deployment.answers(STATUS, state("failed", error=FAILURE))
    with pytest.raises(JobFailed, match="There is no pet"):
        client.create(photo)


def test_a_failure_that_may_pass_is_reported_as_such(
    client: PetAvatarClient, deployment: Deployment, photo: Photo
) -> None:
    deployment.answers(STATUS, state("failed", 5, error=FAILURE | {"retryable": True}))
    with pytest.raises(JobFailed, match=r"Trying again may help\.") as caught:
        client.create(photo)
    assert caught.value.retryable


def test_a_short_break_of_the_network_does_not_lose_the_job(
    client: PetAvatarClient, deployment: Deployment, photo: Photo
) -> None:
    broken = httpx.ConnectError("Network is unreachable")
    deployment.answers(STATUS, broken, broken, state("completed", 100))
    assert client.create(photo).job_id == JOB_ID


def test_a_network_that_stays_broken_ends_the_waiting(
    client: PetAvatarClient, deployment: Deployment, photo: Photo
) -> None:
    deployment.answers(STATUS, httpx.ConnectError("Network is unreachable"))
    with pytest.raises(Unreachable):
        client.create(photo)


@pytest.mark.parametrize("content", [b"", b"Dear cat"])
def test_what_is_no_photo_is_not_even_announced(
    client: PetAvatarClient, deployment: Deployment, content: bytes
) -> None:
    with pytest.raises(UnsuitablePhoto):
        client.create(content)
    assert deployment.requests == []


def test_a_photo_that_is_too_large_is_not_sent(client: PetAvatarClient, deployment: Deployment) -> None:
    with pytest.raises(UnsuitablePhoto, match="has 1,001 bytes; the server takes at most 1,000"):
        client.create(b"\xff\xd8\xff".ljust(1001, b"."))
    assert deployment.asked("POST /uploads") == []


def test_a_photo_that_is_not_there_is_reported(client: PetAvatarClient) -> None:
    with pytest.raises(InvalidInput, match="There is no file"):
        client.create("nowhere.jpg")
