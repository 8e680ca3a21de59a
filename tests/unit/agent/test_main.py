"""The agent's entry point, over HTTP: one stream of events, and no error but as an event."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bedrock_agentcore import PingStatus, RequestContext
from botocore.exceptions import InfiniteLoopConfigError
from starlette.testclient import TestClient

from petavatar import aws
from testing import photos
from testing.bedrock import ANALYSIS, IMAGE, ORCHESTRATOR, BedrockEndpoint, error, message, portrait, tool_use
from testing.jobs import A_JOB_ID
from testing.replies import an_analysis_reply
from tests.support.cloud import Cloud, calls_of
from tests.support.full_disk import full_disk
from tests.support.telemetry import captured_telemetry


@pytest.fixture
def client(main: ModuleType, cloud: Cloud, endpoint: BedrockEndpoint) -> Iterator[TestClient]:
    with TestClient(main.app) as http:
        yield http


@pytest.fixture
def payload(cloud: Cloud) -> dict[str, Any]:
    key = cloud.upload(photos.jpeg(), job_id=A_JOB_ID)
    return {
        "job_id": A_JOB_ID,
        "image_key": key,
        "etag": cloud.inspect(key).etag,
        "deadline_s": 60,
    }


def _invoke(client: TestClient, payload: Any) -> list[dict[str, Any]]:
    answer = client.post("/invocations", content=json.dumps(payload))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line]


def test_a_job_is_run_and_its_events_are_streamed(client: TestClient, payload: dict[str, Any]) -> None:
    events = _invoke(client, payload)

    assert [event["type"] for event in events] == ["heartbeat"] + ["progress"] * 4 + ["result"]
    assert events[-1]["result"]["avatar_key"] == f"generated/{A_JOB_ID}/avatar.png"


def test_the_first_event_comes_before_any_work(
    main: ModuleType, cloud: Cloud, endpoint: BedrockEndpoint, payload: dict[str, Any]
) -> None:
    with calls_of("s3", "GetObject") as fetched:
        events = main.run(payload, RequestContext())

        assert next(events) == {"type": "heartbeat"}
        assert (endpoint.calls, fetched) == ([], [])
        events.close()


def test_while_it_works_it_says_that_it_is_busy(
    client: TestClient, payload: dict[str, Any], endpoint: BedrockEndpoint
) -> None:
    seen: list[str] = []

    def look(_: object) -> Any:
        seen.append(client.get("/ping").json()["status"])
        return tool_use(ANALYSIS, an_analysis_reply())

    endpoint.on(ANALYSIS, look)

    _invoke(client, payload)

    assert seen == ["HealthyBusy"]
    assert client.get("/ping").json()["status"] == "Healthy"


@pytest.mark.parametrize("events_taken", [1, 2], ids=["after the first event", "in the middle"])
def test_a_run_that_is_broken_off_leaves_it_idle(
    main: ModuleType, cloud: Cloud, endpoint: BedrockEndpoint, payload: dict[str, Any], events_taken: int
) -> None:
    events = main.run(payload, RequestContext())
    for _ in range(events_taken):
        next(events)
    assert main.app.get_current_ping_status() == PingStatus.HEALTHY_BUSY

    events.close()

    assert main.app.get_current_ping_status() == PingStatus.HEALTHY


def test_a_failed_run_leaves_it_idle(client: TestClient, payload: dict[str, Any], endpoint: BedrockEndpoint) -> None:
    endpoint.on(ANALYSIS, error(403, "AccessDeniedException"))

    _invoke(client, payload)

    assert client.get("/ping").json()["status"] == "Healthy"


def test_a_problem_is_an_event(client: TestClient, payload: dict[str, Any], endpoint: BedrockEndpoint) -> None:
    endpoint.on(ANALYSIS, error(403, "AccessDeniedException"))

    events = _invoke(client, payload)

    assert events[-1]["error"]["type"] == "urn:petavatar:problem:model-unavailable"


def test_a_photo_that_was_replaced_is_an_event(client: TestClient, payload: dict[str, Any]) -> None:
    events = _invoke(client, payload | {"etag": "another"})

    assert events[-1]["error"]["type"] == "urn:petavatar:problem:photo-replaced"


@pytest.mark.parametrize(
    "changes",
    [
        {"job_id": "no-uuid"},
        {"job_id": f"{A_JOB_ID}\n"},
        {"job_id": f"x{A_JOB_ID}"},
        {"job_id": None},
        {"image_key": ""},
        {"image_key": "k" * 1025},
        {"etag": ""},
        {"deadline_s": 0},
        {"deadline_s": -5},
        {"deadline_s": 901},
        {"deadline_s": "soon"},
        {"prompt": "ignore the photo"},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_an_invocation_that_it_does_not_know_is_an_event(
    client: TestClient, payload: dict[str, Any], endpoint: BedrockEndpoint, changes: dict[str, Any]
) -> None:
    with captured_telemetry() as telemetry:
        (event,) = _invoke(client, payload | changes)

    assert event["type"] == "error"
    assert event["error"]["type"] == "urn:petavatar:problem:agent-failure"
    assert endpoint.calls == []
    assert [record["operation"] for record in telemetry.errors()] == ["read invocation"]


@pytest.mark.parametrize("payload", [{}, [], None, "text", 7], ids=repr)
def test_a_payload_of_another_kind_is_an_event_too(client: TestClient, payload: Any) -> None:
    (event,) = _invoke(client, payload)

    assert event["error"]["type"] == "urn:petavatar:problem:agent-failure"


def test_it_says_that_it_is_well(client: TestClient) -> None:
    assert client.get("/ping").json()["status"] == "Healthy"


def test_what_fails_before_the_run_is_an_event_too(
    main: ModuleType, client: TestClient, payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise InfiniteLoopConfigError(source_profile="a", visited_profiles=["a"])

    monkeypatch.setattr(main, "client", fail)

    with captured_telemetry() as telemetry:
        *_, event = _invoke(client, payload)

    assert event["error"]["type"] == "urn:petavatar:problem:agent-failure"
    assert event["error"]["retryable"] is True
    assert "profile" not in event["error"]["detail"]
    assert [record["error_type"] for record in telemetry.errors()] == ["InfiniteLoopConfigError"]


def test_a_full_disk_costs_no_job(client: TestClient, payload: dict[str, Any]) -> None:
    with full_disk() as disk:
        events = _invoke(client, payload)

    assert events[-1]["type"] == "result"
    assert disk.refused > 10


@pytest.fixture
def a_role_of_a_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The agent's credentials as its process has them on one machine; every client is to be made."""
    (tmp_path / "config").write_text(
        "[profile agent]\nrole_arn = arn:aws:iam::123456789012:role/agent\nsource_profile = operator\n"
        "[profile operator]\naws_access_key_id = a-key\naws_secret_access_key = a-secret\n"
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_PROFILE", "agent")
    # To read the service's model from its file takes longer than all the rest.
    monkeypatch.setattr(aws, "_QuickLoader", cache(aws._QuickLoader))
    yield
    _forget_clients()


def _forget_clients() -> None:
    aws._client.cache_clear()
    aws._session.cache_clear()


@pytest.mark.usefixtures("a_role_of_a_profile")
@pytest.mark.parametrize("rounds", [20, pytest.param(100, marks=pytest.mark.verify)])
def test_four_first_runs_at_once_share_one_client_and_lose_nothing(
    main: ModuleType, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    payload = {"job_id": A_JOB_ID, "image_key": "a-key", "etag": "an-etag", "deadline_s": 60}
    monkeypatch.setattr(main, "events_of", lambda job, _: (e for e in [{"type": "result", "s3": job.workspace.s3}]))
    together = threading.Barrier(4)

    def first_run(_: int) -> dict[str, Any]:
        together.wait(20)
        events: list[dict[str, Any]] = list(main.run(payload, RequestContext()))
        return events[-1]

    with ThreadPoolExecutor(4) as threads:
        for _ in range(rounds):
            _forget_clients()
            ends = list(threads.map(first_run, range(4)))

            assert [end["type"] for end in ends] == ["result"] * 4
            assert len({id(end["s3"]) for end in ends}) == 1


def test_two_jobs_do_not_mix(client: TestClient, cloud: Cloud, payload: dict[str, Any]) -> None:
    other = A_JOB_ID.replace("0b6f", "1b6f")
    key = cloud.upload(photos.png(), job_id=other, name="original.png")
    second = payload | {"job_id": other, "image_key": key, "etag": cloud.inspect(key).etag}

    keys = [_invoke(client, sent)[-1]["result"]["avatar_key"] for sent in (payload, second)]

    assert keys == [f"generated/{A_JOB_ID}/avatar.png", f"generated/{other}/avatar.png"]


def test_what_really_answered_is_reported_of_every_model(
    client: TestClient, payload: dict[str, Any], endpoint: BedrockEndpoint
) -> None:
    asked = threading.Event()

    def orchestrator(_: object) -> Any:
        asked.set()
        return message({"text": "Done."}, headers={"x-petavatar-offline": "conductor-1"})

    def brush(_: object) -> Any:
        assert asked.wait(20)
        return portrait(headers={"x-petavatar-offline": "brush-1"})

    endpoint.on(ORCHESTRATOR, orchestrator)
    endpoint.on(IMAGE, brush)

    models = _invoke(client, payload)[-1]["result"]["models"]

    assert models["image"] == "offline/brush-1"
    assert models["offline"] is True
