"""Property 9: POST /process with a valid key and photo answers with a job id of its own and status `queued`."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testing import photos
from testing.events import CONTEXT, Payload, api_event, body_of
from tests.support.cloud import NAMES, Cloud, upload_key

Load = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def issued() -> set[str]:
    """The job ids of all examples so far."""
    return set()


@given(
    photo=st.sampled_from([photos.jpeg(), photos.png(), photos.heic()]),
    name=st.sampled_from(["original.jpg", "..", "%2e%2e", "🐱.heic", "a b+c"]) | st.from_regex(r"\A[\w .%+-]{1,40}\Z"),
    payload=st.sampled_from(["2.0", "1.0"]),
    again=st.integers(1, 3),
)
def test_property_09_upload_endpoint_returns_job_id(
    cloud: Cloud, load: Load, issued: set[str], photo: bytes, name: str, payload: Payload, again: int
) -> None:
    key = cloud.upload(photo, name=name)
    event: dict[str, Any] = api_event(
        cloud.api_key, payload=payload, body=json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{key}"})
    )

    answers = [load("process-handler").handler(event, CONTEXT) for _ in range(again)]

    assert [answer["statusCode"] for answer in answers] == [202] * again
    bodies = [body_of(answer) for answer in answers]
    assert {(body["job_id"], body["status"]) for body in bodies} == {(upload_key(key).job_id, "queued")}
    assert bodies[0]["job_id"] not in issued
    issued.add(bodies[0]["job_id"])
