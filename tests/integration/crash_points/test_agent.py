"""The agent is killed at each of its calls and run again: it completes, and pays for no step twice that it had kept."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from strands.models import BedrockModel

from agent.models.bedrock import Bedrock
from agent.run import events_of
from agent.workspace import Workspace
from petavatar.aws import client
from petavatar.jobs import Job
from petavatar.keys import avatar_key, photo_key, work_key
from testing.bedrock import ANALYSIS, CAREER, IDENTITY, IMAGE, STEPS, BedrockEndpoint
from testing.jobs import a_job, card_keys
from tests.integration.crash_points.life import PHOTO, avatars
from tests.integration.crash_points.points import Way, at_every
from tests.support.cloud import NAMES, Cloud
from tests.support.errands import Killed
from tests.support.job_context import a_context, a_control, runtime_client
from tests.support.wire import How, When, fresh_client

RECORDS: Final = {
    ANALYSIS: "analyze_pet_image",
    CAREER: "map_personality_to_career",
    IDENTITY: "generate_identity_package",
}
"""The steps whose records are kept; the portrait itself is kept as it is."""
CARD_CALLS: Final = ("PUT card", "PUT card-square", "PUT card-story")
LOOKS_FOR_EARLIER_WORK: Final = (*(f"GET work/{step}.json" for step in RECORDS.values()), "HEAD avatar")
AGENT_CALLS: Final = (
    *LOOKS_FOR_EARLIER_WORK,
    "GET photo",
    "PUT prepared",
    "PUT avatar",
    *CARD_CALLS,
    *(f"PUT work/{step}.json" for step in RECORDS.values()),
    *(f"ask {name}" for name in STEPS),
)
WAYS: Final[tuple[Way, ...]] = (("before", "crash"), ("after", "broken"), ("before", "broken"), ("after", "crash"))


@pytest.fixture
def job(cloud: Cloud) -> Job:
    key = cloud.upload(PHOTO)
    return a_job(job_id=key.split("/")[1], etag=cloud.inspect(key).etag)


def test_these_are_the_calls(endpoint: BedrockEndpoint, model: BedrockModel, job: Job) -> None:
    seen: list[str] = []
    _run(endpoint, model, job, lambda name, when: seen.append(name) if when == "before" else None)

    assert sorted(seen) == sorted(AGENT_CALLS)


def test_the_first_attempt_looks_for_no_earlier_work(endpoint: BedrockEndpoint, model: BedrockModel, job: Job) -> None:
    seen: list[str] = []
    _run(endpoint, model, job, lambda name, when: seen.append(name) if when == "before" else None, False)

    assert sorted(seen) == sorted(set(AGENT_CALLS) - set(LOOKS_FOR_EARLIER_WORK))


@at_every(AGENT_CALLS, WAYS)
def test_run_again_it_completes_without_paying_twice(
    endpoint: BedrockEndpoint, model: BedrockModel, job: Job, call: int, when: When, how: How
) -> None:
    struck = threading.Event()

    def strike(name: str, moment: When) -> None:
        if (name, moment) == (AGENT_CALLS[call], when) and not (struck.is_set() and how == "crash"):
            struck.set()
            if how == "crash":
                raise Killed
            if when == "before":
                raise EndpointConnectionError(endpoint_url="https://aws")
            raise ReadTimeoutError(endpoint_url="https://aws")

    try:
        last = _run(endpoint, model, job, strike)
    except Killed:
        assert how == "crash"
    else:
        assert how == "broken"
        assert last["type"] == ("result" if AGENT_CALLS[call] in CARD_CALLS else "error")
    assert struck.is_set()
    kept = [name for name, step in RECORDS.items() if _exists(work_key(job.job_id, step))]
    kept += [IMAGE] if _exists(avatar_key(job.job_id)) else []
    paid = {name: len(endpoint.asked(name)) for name in STEPS}

    last = _run(endpoint, model, job, lambda _name, _when: None)

    assert last["type"] == "result"
    assert avatars(job.job_id) == sorted(
        [avatar_key(job.job_id), *card_keys(job.job_id).values(), photo_key(job.job_id)]
    )
    again = {name: len(endpoint.asked(name)) - paid[name] for name in STEPS}
    assert again == {name: 0 if name in kept else 1 for name in STEPS}


def _exists(key: str) -> bool:
    return bool(client("s3").list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=key)["KeyCount"])


def _run(
    endpoint: BedrockEndpoint,
    model: BedrockModel,
    job: Job,
    on_call: Callable[[str, When], None],
    resumed: bool = True,
) -> dict[str, Any]:
    s3 = fresh_client("s3")
    s3.meta.events.register_first("before-send", lambda request, **_: on_call(_s3_call(request), "before"))
    s3.meta.events.register_last("before-send", lambda request, **_: on_call(_s3_call(request), "after"))
    wire = runtime_client(endpoint)
    asked = threading.local()

    def before(request: Any, **_: Any) -> None:
        asked.name = _model_call(request)
        on_call(asked.name, "before")

    wire.meta.events.register_first("before-send", before)
    wire.meta.events.register("response-received", lambda **_: on_call(asked.name, "after"))
    context = a_context(Bedrock(wire, wire), a_control(), job_id=job.job_id, etag=job.etag)
    workspace = Workspace(s3, NAMES.upload_bucket, NAMES.generated_bucket, job.job_id, resumed)
    events = events_of(replace(context, workspace=workspace), model)
    try:
        return list(events)[-1]
    finally:
        _join_threads()


def _s3_call(request: Any) -> str:
    path = urlsplit(request.url).path
    if "/uploads/" in path:
        return f"{request.method} photo"
    if path.endswith("/photo.jpg"):
        return f"{request.method} prepared"
    if path.endswith(".png"):
        return f"{request.method} {path.rpartition('/')[2].removesuffix('.png')}"
    return f"{request.method} work/{path.rpartition('/')[2]}"


def _model_call(request: Any) -> str:
    if urlsplit(request.url).path.endswith("/invoke"):
        return f"ask {IMAGE}"
    (tool,) = json.loads(request.body)["toolConfig"]["tools"]
    return f"ask {tool['toolSpec']['name']}"


def _join_threads() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(20)
            assert not thread.is_alive(), thread.name
