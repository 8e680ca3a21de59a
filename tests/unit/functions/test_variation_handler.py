"""POST /jobs/{job_id}/variations."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from unittest.mock import patch

import pytest

from deployment.openapi.models import Accepted, VariationRequest
from petavatar.aws import client
from petavatar.jobs import Job
from petavatar.storage import Storage, photo_key, work_key
from petavatar.variations import ANALYSIS, EARLIER_CAREER, IDENTITY
from testing.events import CONTEXT, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job, a_job
from testing.kept import keep_all_of
from tests.support.cloud import NAMES, Cloud, running_cloud

ANA, BEN, TWO, MONEY = (letter * 16 for letter in "abcd")
KEYS: Final[dict[str, dict[str, Any]]] = {
    "ana": {"owner": ANA},
    "ben": {"owner": BEN},
    "operator": {"owner": BEN, "scope": "all"},
    "two": {"owner": TWO, "jobs_per_day": 2},
    "none": {"owner": MONEY, "usd_per_month": 0.5},
}
AWAY: Final = {"ttl": 2_000_000_000, "deadline": 2e9}

Vary = Callable[..., Any]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with running_cloud() as running:
        entries = [
            {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "scope": "own", **entry}
            for name, entry in KEYS.items()
        ]
        running.set_secret(json.dumps({"keys": entries, "ids_from": "a secret"}))
        running.now = time.time()
        yield running


@pytest.fixture(scope="module")
def vary(cloud: Cloud) -> Vary:
    handler = cloud.handler("variation-handler").handler

    def post(key: str, job_id: str, idempotency_key: str = "", **body: Any) -> Any:
        event = api_event(key, job_id=job_id, body=json.dumps(body or {"change": "portrait"}))
        if idempotency_key:
            event["headers"]["Idempotency-Key"] = idempotency_key
        return handler(event, CONTEXT)

    return post


@pytest.fixture
def source(cloud: Cloud) -> Job:
    """A completed job of Ana's with all that it has kept."""
    job = cloud.write(a_completed_job(owner=ANA, choices={"style": "corporate"}, **AWAY))
    keep_all_of(job, cloud.store)
    return job


def made(cloud: Cloud, answer: Any) -> Job:
    assert answer["statusCode"] == 202, answer["body"]
    job = cloud.find(Accepted.model_validate(body_of(answer)).job_id)
    assert job is not None
    return job


def kind(answer: Any) -> tuple[int, str]:
    return answer["statusCode"], body_of(answer)["type"].rpartition(":")[2]


def objects(job_id: str) -> list[str]:
    s3 = client("s3")
    return [
        item["Key"]
        for place in ("work", "generated")
        for item in s3.list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=f"{place}/{job_id}/").get("Contents", [])
    ]


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


def everything() -> set[str]:
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=NAMES.generated_bucket)
    return {item["Key"] for page in pages for item in page.get("Contents", [])}


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


class TestIdempotencyKey:
    def test_the_same_request_leads_to_one_job(self, cloud: Cloud, vary: Vary, source: Job) -> None:
        waiting = cloud.waiting()

        first, again = (made(cloud, vary("ana", source.job_id, "one", seed=5)) for _ in range(2))

        assert first == again
        assert cloud.waiting() == waiting + 1

    def test_another_body_or_source_under_it_is_refused(self, cloud: Cloud, vary: Vary, source: Job) -> None:
        made(cloud, vary("ana", source.job_id, "two", seed=5))

        assert kind(vary("ana", source.job_id, "two", seed=6)) == (422, "idempotency-key-reused")
        assert kind(vary("ana", A_JOB_ID, "two", seed=5)) == (422, "idempotency-key-reused")

    def test_it_outlives_its_source_but_not_its_job(self, cloud: Cloud, vary: Vary, source: Job) -> None:
        job = made(cloud, vary("ana", source.job_id, "three"))
        cloud.erasures.begin(source.job_id, owner=ANA, ttl=2_000_000_000, margin_s=30)
        assert made(cloud, vary("ana", source.job_id, "three")).job_id == job.job_id
        cloud.write(a_completed_job(job_id=job.job_id, owner=ANA, **AWAY))
        cloud.erasures.begin(job.job_id, owner=ANA, ttl=2_000_000_000, margin_s=30)

        assert kind(vary("ana", source.job_id, "three")) == (409, "job-erased")

    def test_a_request_that_comes_twice_at_once_makes_one_job(self, cloud: Cloud, vary: Vary, source: Job) -> None:
        copy, others = Storage.copy_kept, []

        def copying(storage: Storage, key: str, to: str) -> None:
            copy(storage, key, to)
            if not others:
                others.append(None)
                others.append(made(cloud, vary("ana", source.job_id, "four")))

        with patch.object(Storage, "copy_kept", copying):
            job = made(cloud, vary("ana", source.job_id, "four"))

        assert job == others[1]
        assert photo_key(job.job_id) in objects(job.job_id)

    def test_one_that_lost_its_source_meanwhile_leaves_the_others_job_its_copies(
        self, cloud: Cloud, vary: Vary, source: Job
    ) -> None:
        copy, others = Storage.copy_kept, []
        erase = cloud.handler("delete-handler").handler

        def copying(storage: Storage, key: str, to: str) -> None:
            if not others:
                others.append(None)
                others.append(made(cloud, vary("ana", source.job_id, "five")))
                assert erase(api_event("ana", job_id=source.job_id), CONTEXT)["statusCode"] == 204
            copy(storage, key, to)

        with patch.object(Storage, "copy_kept", copying):
            answer = vary("ana", source.job_id, "five")

        assert kind(answer) == (404, "job-not-found")
        assert others[1] is not None
        assert photo_key(others[1].job_id) in objects(others[1].job_id)
        assert made(cloud, vary("ana", source.job_id, "five")) == others[1]


class TestLimits:
    def test_it_counts_against_those_of_the_caller(self, cloud: Cloud, vary: Vary) -> None:
        source = cloud.write(a_completed_job(**AWAY))
        keep_all_of(source, cloud.store)
        answers = [vary("two", source.job_id) for _ in range(2)]
        before = everything()

        refused = vary("two", source.job_id)

        assert [answer["headers"]["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0"]
        assert kind(refused) == (429, "quota-exceeded")
        assert {"Retry-After", "RateLimit", "RateLimit-Policy"} <= refused["headers"].keys()
        assert everything() == before

    def test_its_models_must_have_room_in_the_month(self, cloud: Cloud, vary: Vary) -> None:
        source = cloud.write(a_completed_job(**AWAY))
        keep_all_of(source, cloud.store)

        assert kind(vary("none", source.job_id)) == (429, "quota-exceeded")

    def test_one_that_passes_the_limit_at_the_last_moment_leaves_no_copies(self, cloud: Cloud) -> None:
        source = cloud.write(a_completed_job(**AWAY))
        keep_all_of(source, cloud.store)
        before = everything()
        module = cloud.handler("variation-handler")
        with patch.object(module, "refuse_beyond", lambda *_: {}):
            answer = module.handler(api_event("none", job_id=source.job_id, body='{"seed": 1}'), CONTEXT)

        assert kind(answer) == (429, "quota-exceeded")
        assert everything() == before


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
