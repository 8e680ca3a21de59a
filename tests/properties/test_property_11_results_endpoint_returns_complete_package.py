"""Property 11: GET /results of a completed job answers with the avatar, the identity and the analysis, whole."""

import time
from collections.abc import Callable
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from petavatar.jobs import Job
from testing.events import CONTEXT, Payload, api_event, body_of
from tests.support.cloud import Cloud
from tests.support.strategies import completed_jobs

Load = Callable[[str], ModuleType]


@given(job=completed_jobs(now=time.time()), payload=st.sampled_from(["2.0", "1.0"]))
def test_property_11_results_endpoint_returns_complete_package(
    cloud: Cloud, load: Load, job: Job, payload: Payload
) -> None:
    cloud.write(job)

    answer = load("result-handler").handler(api_event(cloud.api_key, payload=payload, job_id=job.job_id), CONTEXT)

    body = body_of(answer)
    assert answer["statusCode"] == 200
    assert f"/generated/{job.job_id}/avatar.png" in body["avatar_url"]
    assert body["identity"] == job.result["identity"]
    assert {"human_name", "job_title", "bio", "skills", "career_trajectory", "similarity_score"} <= set(
        body["identity"]
    )
    assert body["pet_analysis"] == job.result["pet_analysis"]
    assert len(body["pet_analysis"]["personality_traits"]) == 47
    assert body["score"] == job.result["score"]
    assert {part: body[part] for part in job.result} == job.result
    assert body["created_at"] <= body["completed_at"] < body["expires_at"]
