"""POST /jobs/{job_id}/variations: what it makes, of which jobs, and what it refuses."""

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from deployment.openapi.variations import VariationRequest
from petavatar.aws import client
from petavatar.jobs import Job
from petavatar.keys import photo_key, work_key
from petavatar.storage import Storage
from petavatar.variations import ANALYSIS, EARLIER_CAREER, IDENTITY
from testing.events import CONTEXT, api_event
from testing.jobs import A_JOB_ID, a_completed_job, a_job
from tests.support.cloud import NAMES, Cloud
from tests.unit.functions.variation_handler.asking import ANA, AWAY, BEN, everything, kind, made, objects

Vary = Callable[..., Any]


def test_it_makes_a_queued_job_of_the_callers_own_from_copies(cloud: Cloud, vary: Vary, source: Job) -> None:
    waiting = cloud.waiting()

    answer = vary("operator", source.job_id, style="casual", seed=5)

    job = made(cloud, answer)
    assert (job.status, job.sent, job.owner) == ("queued", True, BEN)
    assert (job.source_job_id, job.seed, job.variation["asked"]) == (source.job_id, 5, {"style": "casual", "seed": 5})
    assert job.choices["style"] == "casual"
    assert cloud.waiting() == waiting + 1
    assert answer["headers"]["Location"].endswith(f"/status/{job.job_id}")
    assert cloud.stored(photo_key(job.job_id)) == b"a photo"
    assert cloud.stored(work_key(job.job_id, IDENTITY)) == cloud.stored(work_key(source.job_id, IDENTITY))


def test_changed_scores_are_in_the_copy_alone(cloud: Cloud, vary: Vary, source: Job) -> None:
    before = cloud.stored(work_key(source.job_id, ANALYSIS))

    job = made(cloud, vary("ana", source.job_id, dimensions={"ambition": 95}))

    copy = json.loads(cloud.stored(work_key(job.job_id, ANALYSIS)))
    assert copy["personality_dimensions"]["ambition"] == 95
    assert cloud.stored(work_key(source.job_id, ANALYSIS)) == before
    assert work_key(job.job_id, EARLIER_CAREER) in objects(job.job_id)
    assert work_key(job.job_id, IDENTITY) not in objects(job.job_id)


def test_erasing_one_leaves_the_other_whole(cloud: Cloud, vary: Vary, source: Job) -> None:
    first, second = (made(cloud, vary("ana", source.job_id)) for _ in range(2))
    left = objects(second.job_id)
    cloud.write(a_completed_job(job_id=first.job_id, owner=ANA, **AWAY))
    delete = cloud.handler("delete-handler").handler

    assert delete(api_event("ana", job_id=first.job_id), CONTEXT)["statusCode"] == 204
    assert len(objects(source.job_id)) == 5
    assert delete(api_event("ana", job_id=source.job_id), CONTEXT)["statusCode"] == 204

    assert (objects(first.job_id), objects(source.job_id), objects(second.job_id)) == ([], [], left)


def test_a_job_that_one_may_not_see_or_that_was_erased_is_unknown(cloud: Cloud, vary: Vary, source: Job) -> None:
    assert kind(vary("ben", source.job_id)) == kind(vary("ben", A_JOB_ID)) == (404, "job-not-found")

    cloud.erasures.begin(source.job_id, owner=ANA, ttl=2_000_000_000, margin_s=30)
    assert kind(vary("ana", source.job_id)) == (404, "job-not-found")


@pytest.mark.parametrize("status", ["queued", "failed"])
def test_a_job_without_results_has_no_variations(cloud: Cloud, vary: Vary, status: str) -> None:
    job = cloud.write(a_job(owner=ANA, status=status, **AWAY))

    answer = vary("ana", job.job_id)

    assert kind(answer) == (409, "job-not-completed")
    assert ("Retry-After" in answer["headers"]) is (status == "queued")


@pytest.mark.parametrize("missing", [ANALYSIS, IDENTITY, "the analysis is no JSON", "photo", "version 1"])
def test_a_job_that_has_lost_what_it_kept_says_so_and_leaves_no_copy(
    cloud: Cloud, vary: Vary, source: Job, missing: str
) -> None:
    if missing == "version 1":
        cloud.write(a_completed_job(job_id=source.job_id, owner=ANA, s3_photo_key="", **AWAY))
    elif missing == "the analysis is no JSON":
        cloud.store(work_key(source.job_id, ANALYSIS), b"{")
    else:
        key = photo_key(source.job_id) if missing == "photo" else work_key(source.job_id, missing)
        client("s3").delete_object(Bucket=NAMES.generated_bucket, Key=key)
    before = everything()

    assert kind(vary("ana", source.job_id)) == (409, "nothing-kept")

    assert everything() == before


@pytest.mark.parametrize("when", ["before the copies", "after the copies"])
def test_an_erasure_that_comes_meanwhile_leaves_nothing_of_the_source(
    cloud: Cloud, vary: Vary, source: Job, when: str
) -> None:
    erase, copy, waiting = cloud.handler("delete-handler").handler, Storage.copy_kept, cloud.waiting()
    theirs = {key for key in everything() if source.job_id not in key}
    at = [photo_key(source.job_id), work_key(source.job_id, IDENTITY)][when == "after the copies"]

    def copying(storage: Storage, key: str, to: str) -> None:
        if when == "after the copies":
            copy(storage, key, to)
        if key == at:
            assert erase(api_event("ana", job_id=source.job_id), CONTEXT)["statusCode"] == 204
        if when == "before the copies":
            copy(storage, key, to)

    with patch.object(Storage, "copy_kept", copying):
        answer = vary("ana", source.job_id)

    assert kind(answer) == (404, "job-not-found")
    assert (everything(), cloud.waiting()) == (theirs, waiting)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"seed": 1e999}', '{"seed": NaN}', "[" * 9999, '{"seed": ' + "9" * 5000 + "}"]
)
def test_what_is_no_request_is_refused(cloud: Cloud, source: Job, body: str) -> None:
    answer = cloud.handler("variation-handler").handler(api_event("ana", job_id=source.job_id, body=body), CONTEXT)

    assert answer["statusCode"] == 400


@pytest.mark.parametrize("job_id", ["x", A_JOB_ID.upper(), "..%2f..", ""])
def test_what_is_no_id_is_an_unknown_job(vary: Vary, job_id: str) -> None:
    assert kind(vary("ana", job_id)) == (404, "job-not-found")


@pytest.mark.parametrize(
    "body", [{"change": "career"}, {"dimensions": {"ambition": 0, "warmth": 100}}, {"seed": 1, "max_wait_s": 3600}]
)
def test_what_is_taken_is_documented(cloud: Cloud, vary: Vary, source: Job, body: dict[str, Any]) -> None:
    assert VariationRequest.model_validate(body, strict=True).model_dump(exclude_none=True) == body
    assert made(cloud, vary("ana", source.job_id, **body))
