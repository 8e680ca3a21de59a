"""How requests go out: a few at once, and again where there was no answer."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from petavatar_client import PetAvatarClient, Unreachable
from petavatar_client._sync.connection import AT_ONCE
from tests.support.deployment import AVATAR_URL, S3_URI, Deployment

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
def test_four_requests_of_the_api_are_on_the_way_at_once_however_many_threads_there_are(route: str) -> None:
    deployment = Deployment()
    deployment.watch = crowd = Crowd(AT_ONCE)
    client = deployment.client()

    with ThreadPoolExecutor(24) as threads:
        list(threads.map(lambda _: ASKING[route](client), range(24)))

    assert crowd.most == AT_ONCE == 4
    assert len(deployment.asked(route)) == 24


def test_downloads_do_not_wait_for_one_another() -> None:
    deployment = Deployment()
    deployment.watch = crowd = Crowd(8)
    client = deployment.client()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: client.download(AVATAR_URL), range(8)))

    assert crowd.most == 8


@pytest.mark.parametrize("route", ASKING)
def test_a_request_that_got_no_answer_is_sent_again_a_little_later_each_time(
    deployment: Deployment, route: str
) -> None:
    deployment.answers(route, BROKEN, BROKEN, BROKEN, deployment.answer_of(route))

    ASKING[route](deployment.client())

    assert len(deployment.asked(route)) == 4
    assert deployment.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("route", ASKING)
def test_after_four_requests_without_an_answer_there_is_none(deployment: Deployment, route: str) -> None:
    deployment.answers(route, BROKEN)

    with pytest.raises(Unreachable) as caught:
        ASKING[route](deployment.client())

    assert caught.value.retryable
    assert len(deployment.asked(route)) == 4


def test_an_upload_that_broke_off_is_sent_again_whole(deployment: Deployment) -> None:
    deployment.answers("POST /uploads", BROKEN, httpx.Response(503), httpx.Response(204))
    client = deployment.client()

    client.upload(client.presigned_upload("image/jpeg"), b"\xff\xd8\xff the photo")

    sent = deployment.asked("POST /uploads")
    assert len(sent) == 3
    assert all(b"\xff\xd8\xff the photo" in request.content for request in sent)


def test_waits_are_spread_so_that_clients_that_failed_together_come_back_apart(deployment: Deployment) -> None:
    busy = httpx.Response(503, headers={"Retry-After": "8"})
    deployment.answers("POST /stage/process", busy, deployment.answer_of("POST /stage/process"))

    deployment.client(chance=lambda: 0.5).process(S3_URI)

    assert deployment.slept == [8 * 1.125]


def test_it_says_what_it_is(deployment: Deployment) -> None:
    deployment.client().process(S3_URI)

    (request,) = deployment.asked("POST /stage/process")
    assert re.match(r"petavatar-python/\d+\.\d+\.\d+ \(Python 3\.\d+\.\d+; httpx ", request.headers["User-Agent"])
