"""The door: what does not open it, how keys are replaced without a gap, and what happens when they can't be read."""

import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, Final

import httpx
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from local.system import LocalSystem
from petavatar import api_keys
from petavatar.api_keys import CACHE_SECONDS, ApiKeys
from petavatar.aws import client
from petavatar.errors import Unauthorized
from testing.events import CONTEXT, api_event, body_of
from testing.jobs import A_JOB_ID
from tests.support.cloud import Cloud

pytestmark = pytest.mark.usefixtures("no_waiting_between_attempts")

OPEN: Final = {
    "presigned-url-handler": 200,
    "process-handler": 400,
    "status-handler": 404,
    "result-handler": 404,
    "delete-handler": 404,
    "cancel-handler": 404,
    "variation-handler": 400,
    "webhook-handler": 404,
    # Keys of version 1 come without the secret that tokens are made from.
    "share-link-handler": 400,
    # A key without an owner, as those of version 1, has no list.
    "list-handler": 400,
}
HANDLERS: Final = tuple(OPEN)
ROUTES: Final = [
    ("GET", "/presigned-url"),
    ("POST", "/process"),
    ("GET", f"/status/{A_JOB_ID}"),
    ("GET", f"/results/{A_JOB_ID}"),
    ("DELETE", f"/jobs/{A_JOB_ID}"),
    ("GET", "/jobs"),
    ("POST", f"/jobs/{A_JOB_ID}/cancel"),
    ("POST", f"/jobs/{A_JOB_ID}/variations"),
    ("POST", f"/jobs/{A_JOB_ID}/share"),
    ("POST", f"/jobs/{A_JOB_ID}/unshare"),
    ("GET", "/webhook-secret"),
    ("GET", f"/jobs/{A_JOB_ID}/deliveries"),
    ("POST", f"/jobs/{A_JOB_ID}/redeliver"),
]

Headers = list[tuple[bytes, bytes]]
Attempt = Callable[[bytes], Headers]
ATTEMPTS: Final[dict[str, Attempt]] = {
    "no key": lambda _: [],
    "an empty key": lambda _: [(b"x-api-key", b"")],
    "a wrong key": lambda _: [(b"x-api-key", b"pa_" + b"x" * 43)],
    "a key of 1 kB": lambda _: [(b"x-api-key", b"k" * 1024)],
    "a key of 8 kB": lambda _: [(b"x-api-key", b"k" * 8192)],
    "a key in UTF-8": lambda _: [(b"x-api-key", "schlüssel-🔑".encode())],
    "a key in Latin-1": lambda _: [(b"x-api-key", b"schl\xfcssel")],
    "the key and more": lambda key: [(b"x-api-key", key + b"x")],
    "most of the key": lambda key: [(b"x-api-key", key[:-1])],
    "the key in upper case": lambda key: [(b"x-api-key", key.upper())],
    "the key among others": lambda key: [(b"x-api-key", b"wrong"), (b"x-api-key", key)],
    "the key under another name": lambda key: [(b"api-key", key), (b"x_api_key", key), (b"authorization", key)],
    "the key as a bearer token": lambda key: [(b"authorization", b"Bearer " + key)],
    "the key as a cookie": lambda key: [(b"cookie", b"x-api-key=" + key)],
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_no_route_opens_without_the_very_key(system: LocalSystem, attempt: Attempt) -> None:
    headers = attempt(system.api_key.encode())

    answers = [httpx.request(method, system.api_url + path, headers=headers, timeout=20) for method, path in ROUTES]

    assert [answer.status_code for answer in answers] == [401] * len(ROUTES)
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


@pytest.mark.parametrize("name", ["x-api-key", "api_key", "key"])
def test_a_key_in_the_query_opens_nothing(system: LocalSystem, name: str) -> None:
    query = {name: system.api_key}

    answers = [httpx.request(method, system.api_url + path, params=query, timeout=20) for method, path in ROUTES]

    assert [answer.status_code for answer in answers] == [401] * len(ROUTES)


@pytest.fixture
def the_cache_lapses(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets the time pass in which a function need not see that the secret has changed."""
    ahead_s = 0.0
    real_time = time.time
    monkeypatch.setattr(time, "time", lambda: real_time() + ahead_s)

    def lapse() -> None:
        nonlocal ahead_s
        ahead_s += CACHE_SECONDS + 1

    return lapse


@pytest.fixture(params=HANDLERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def function(cloud: Cloud, name: str) -> ModuleType:
    return cloud.handler(name)


def status(function: ModuleType, key: str | None) -> int:
    """What a function answers to a request that is empty but for the key."""
    code: int = function.handler(api_event(key, job_id=A_JOB_ID), CONTEXT)["statusCode"]
    return code


def test_a_key_is_replaced_without_a_gap(
    cloud: Cloud, name: str, function: ModuleType, the_cache_lapses: Callable[[], None]
) -> None:
    cloud.set_keys("old")
    assert [status(function, key) for key in ("old", "new")] == [OPEN[name], 401]

    cloud.set_keys("old", "new")
    assert status(function, "old") == OPEN[name]
    the_cache_lapses()
    assert [status(function, key) for key in ("old", "new")] == [OPEN[name], OPEN[name]]

    cloud.set_keys("new")
    assert status(function, "new") == OPEN[name]
    the_cache_lapses()
    assert [status(function, key) for key in ("old", "new")] == [401, OPEN[name]]


def test_a_lost_key_is_shut_out_within_a_minute() -> None:
    assert CACHE_SECONDS <= 60


OUTAGES: Final = [
    EndpointConnectionError(endpoint_url="https://secretsmanager.internal"),
    ConnectTimeoutError(endpoint_url="https://secretsmanager.internal"),
    ReadTimeoutError(endpoint_url="https://secretsmanager.internal"),
]


@contextmanager
def secrets_manager_is_out(error: Exception) -> Iterator[None]:
    def fail(**_: Any) -> None:
        raise error

    events = client("secretsmanager").meta.events
    events.register_first("before-send", fail)
    try:
        yield
    finally:
        events.unregister("before-send", fail)


@pytest.mark.parametrize("outage", OUTAGES, ids=lambda error: type(error).__name__)
def test_keys_that_are_out_of_reach_let_nobody_in(cloud: Cloud, function: ModuleType, outage: Exception) -> None:
    cloud.set_keys("valid")

    with secrets_manager_is_out(outage):
        answers = [function.handler(api_event(key, job_id=A_JOB_ID), CONTEXT) for key in ("valid", "wrong")]

    assert [answer["statusCode"] for answer in answers] == [500, 500]
    assert {answer["headers"]["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert {body_of(answer)["type"] for answer in answers} == {"urn:petavatar:problem:storage-failure"}
    assert not any("internal" in answer["body"] for answer in answers)


def test_an_outage_shuts_the_door_when_the_cache_lapses_and_its_end_opens_it(
    cloud: Cloud, name: str, function: ModuleType, the_cache_lapses: Callable[[], None]
) -> None:
    cloud.set_keys("valid")
    assert status(function, "valid") == OPEN[name]

    with secrets_manager_is_out(OUTAGES[0]):
        assert status(function, "valid") == OPEN[name]
        the_cache_lapses()
        assert [status(function, key) for key in ("valid", "wrong", None)] == [500, 500, 401]
    assert status(function, "valid") == OPEN[name]


@pytest.mark.parametrize("key", ["first", "second", "third", "none of them"])
def test_whichever_key_matches_every_hash_is_compared_in_constant_time(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    compared: list[str] = []

    def compare_digest(given: str, valid: str) -> bool:
        compared.append(valid)
        assert len(given) == len(valid) == 64
        return hmac.compare_digest(given, valid)

    monkeypatch.setattr(api_keys, "hmac", type("Watched", (), {"compare_digest": staticmethod(compare_digest)}))
    cloud.set_keys("first", "second", "third")

    with suppress(Unauthorized):
        ApiKeys(client("secretsmanager"), cloud.secret_arn).check(key)

    assert len(set(compared)) == len(compared) == 3
