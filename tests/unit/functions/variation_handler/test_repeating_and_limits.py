"""POST /jobs/{job_id}/variations under an Idempotency-Key, and by keys with limits."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from petavatar.jobs import Job
from petavatar.keys import photo_key
from petavatar.storage import Storage
from testing.events import CONTEXT, api_event
from testing.jobs import A_JOB_ID, a_completed_job
from testing.kept import keep_all_of
from tests.support.cloud import Cloud
from tests.unit.functions.variation_handler.asking import ANA, AWAY, everything, kind, made, objects

Vary = Callable[..., Any]


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
