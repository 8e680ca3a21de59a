"""How requests go out: a few at once, and again where there was no answer."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from petavatar_client import PetAvatarClient, Unreachable
from petavatar_client.connection import AT_ONCE
from tests.support.deployment import AVATAR_URL, JOB_ID, S3_URI, Deployment

PATIENCE_S = 20
BROKEN = httpx.ConnectError("Connection reset by peer")
ASKING: dict[str, Callable[[PetAvatarClient], object]] = {
    "GET /stage/presigned-url": lambda client: client.presigned_upload("image/jpeg"),
    "POST /stage/process": lambda client: client.process(S3_URI),
}


class Crowd:
    """Lets requests meet: each is answered when as many are on the way as may be."""

    def __init__(self, expected: int) -> None:
        self.most = 0
        self._expected = expected
        self._here = 0
        self._full = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, _: httpx.Request) -> None:
        with self._lock:
            self._here += 1
            self.most = max(self.most, self._here)
        if self._here >= self._expected:
            self._full.set()
        assert self._full.wait(PATIENCE_S)
        with self._lock:
            self._here -= 1


@pytest.mark.parametrize("route", ASKING)
def test_four_requests_of_the_api_are_on_the_way_at_once_however_many_threads_there_are(
    deployment: Deployment, route: str
) -> None:
    deployment.watch = crowd = Crowd(AT_ONCE)
    client = deployment.client()

    with ThreadPoolExecutor(24) as threads:
        list(threads.map(lambda _: ASKING[route](client), range(24)))

    assert crowd.most == AT_ONCE == 4
    assert len(deployment.asked(route)) == 24


def test_downloads_do_not_wait_for_one_another(deployment: Deployment) -> None:
    deployment.watch = crowd = Crowd(8)
    client = deployment.client()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: client.download(AVATAR_URL), range(8)))

    assert crowd.most == 8


@pytest.mark.parametrize("route", ASKING)
def test_a_photo_is_handed_in_though_the_first_requests_get_no_answer(deployment: Deployment, route: str) -> None:
    deployment.answers(route, BROKEN, BROKEN, deployment.answer_of(route))

    ASKING[route](deployment.client())

    assert len(deployment.asked(route)) == 3
    assert deployment.slept == [2.0, 2.0]


@pytest.mark.parametrize("route", ASKING)
def test_after_three_requests_without_an_answer_there_is_none(deployment: Deployment, route: str) -> None:
    deployment.answers(route, BROKEN)

    with pytest.raises(Unreachable):
        ASKING[route](deployment.client())

    assert len(deployment.asked(route)) == 3


def test_an_upload_is_not_sent_again_unasked(deployment: Deployment) -> None:
    deployment.answers("POST /uploads", BROKEN)
    client = deployment.client()
    ticket = client.presigned_upload("image/jpeg")

    with pytest.raises(Unreachable):
        client.upload(ticket, b"\xff\xd8\xff")

    assert ticket.job_id == JOB_ID
    assert len(deployment.asked("POST /uploads")) == 1
