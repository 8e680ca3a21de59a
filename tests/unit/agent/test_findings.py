"""What a run's events say while it lasts: its findings, step by step, and what it has used."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import RunControl
from agent.run import events_of
from petavatar.jobs import RESULT_PARTS
from petavatar.keys import avatar_key
from testing.bedrock import ANALYSIS, IMAGE, STEPS, BedrockEndpoint, tool_use
from testing.jobs import A_JOB_ID
from testing.replies import an_analysis_reply
from tests.support.pacing import settle, until

# Their photo is one, and others test its decoder's process.
pytestmark = pytest.mark.usefixtures("pictures_decoded_once")

MakeJob = Callable[..., JobContext]


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(A_JOB_ID, 60)


def test_they_are_members_of_the_result_as_far_as_they_are_known(make_job: MakeJob, model: BedrockModel) -> None:
    events = list(events_of(make_job(), model))
    result = events[-1]["result"]
    by_step = {event["step"]: event["findings"] for event in events if event["type"] == "progress"}

    analysis, career = by_step["analyze_pet_image"], by_step["map_personality_to_career"]
    assert set(analysis) == {"pet_analysis", "pet_box"}
    assert set(career) == {*analysis, "career", "identity", "likenesses"}
    assert {"human_name", "job_title"} <= set(career["identity"])
    last = [event for event in events if event["type"] == "progress"][-1]["findings"]
    assert last.pop("avatar_key") == avatar_key(A_JOB_ID)
    for known in (analysis, career, last):
        assert set(known) <= set(RESULT_PARTS)
        for name, part in known.items():
            assert is_part_of(part, result[name]), name


def is_part_of(part: Any, whole: Any) -> bool:
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return all(name in whole and is_part_of(value, whole[name]) for name, value in part.items())
    return bool(part == whole)


def test_every_event_says_what_was_used_and_spent_so_far(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    beaten = threading.Event()
    endpoint.on(ANALYSIS, until(beaten, tool_use(ANALYSIS, an_analysis_reply())))
    events = events_of(make_job(heartbeat_s=0.05), model)
    first = next(events)
    beaten.set()

    said = [first, *events]

    assert {"spending"} <= set.intersection(*map(set, said))
    assert [event["usage"]["calls"] for event in said[:-1]] == sorted(event["usage"]["calls"] for event in said[:-1])
    spent = [event["spending"]["spent"] for event in said]
    assert spent[-1] > 0
    assert said[-1]["spending"]["unspent"] > 0
    assert {event["spending"]["unspent"] for event in said[:-1]} == {0}


def test_once_a_run_is_cancelled_no_model_is_called(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    job, asked = make_job(), threading.Event()

    def answer(_: object) -> Any:
        job.control.cancel()
        asked.set()
        return tool_use(ANALYSIS, an_analysis_reply())

    endpoint.on(ANALYSIS, answer)

    last = list(events_of(job, model))[-1]
    settle()

    assert asked.is_set()
    assert last["type"] == "error"
    assert [len(endpoint.asked(name)) for name in STEPS if name != ANALYSIS] == [0] * (len(STEPS) - 1)
    assert endpoint.asked(IMAGE) == []


def test_a_job_that_little_was_set_aside_for_is_held_to_that(
    main: Any, endpoint: BedrockEndpoint, make_job: MakeJob
) -> None:
    job = make_job()
    payload = {"job_id": A_JOB_ID, "image_key": job.image_key, "etag": job.etag, "deadline_s": 60}

    events = list(main.run(payload | {"budget": {"attempt": 1, "attempts": 3, "limit": 30}}, _Context()))

    assert events[-1]["error"]["type"] == "urn:petavatar:problem:cost-limit"
    assert endpoint.asked(ANALYSIS) == []


class _Context:
    session_id = None
