"""Erasure: a finished job is gone with all that belongs to it, and stays gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.erase import Eraser
from petavatar.errors import JobNotFound, Problem, StorageFailure
from petavatar.jobs import Job
from petavatar.keys import avatar_key, photo_key, work_key
from petavatar.redrive import redrive
from petavatar.storage import Storage
from petavatar.table.store import Refusal
from petavatar.worker import Worker
from testing import photos
from testing.jobs import NOW, a_claim, a_completed_job
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud, upload_key


def _whole_job(cloud: Cloud, **values: Any) -> Job:
    """A completed job with every object that a job can have."""
    job = cloud.write(a_completed_job(choices={"style": None, "background": "auto", "pet_name": "Rex"}, **values))
    for name in ("original.jpg", "another.png", "\U0001f431 & co+.JPG"):
        cloud.upload(photos.jpeg(), job_id=job.job_id, name=name)
    pictures = (avatar_key(job.job_id), *job.cards.values(), photo_key(job.job_id))
    for key in (*pictures, work_key(job.job_id, "a_step")):
        cloud.store(key, b"x")
    return job


@contextmanager
def pages_of(most: int) -> Iterator[list[str]]:
    """S3 lists so many objects at once, instead of 1,000; notes what was asked for, page by page."""
    pages: list[str] = []

    def list_fewer(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        pages.append(params["Prefix"])
        return {**params, "MaxKeys": most}

    events = client("s3").meta.events
    events.register("provide-client-params.s3.ListObjectsV2", list_fewer)
    try:
        yield pages
    finally:
        events.unregister("provide-client-params.s3.ListObjectsV2", list_fewer)


def _objects() -> set[str]:
    return {
        item["Key"]
        for bucket in (NAMES.upload_bucket, NAMES.generated_bucket)
        for item in client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    }


class TestWhatIsErased:
    def test_every_object_goes_and_of_the_record_an_id_and_a_time_stay(self, cloud: Cloud, eraser: Eraser) -> None:
        job = _whole_job(cloud)

        eraser.erase(job.job_id)

        assert _objects() == set()
        assert cloud.items() == [
            {"job_id": {"S": job.job_id}, "status": {"S": "erased"}, "ttl": {"N": str(int(NOW) + 7 * 86_400)}}
        ]

    @pytest.mark.parametrize("spelt", [str.upper, lambda job_id: job_id.replace("-", "")])
    def test_a_photo_goes_however_its_key_spells_the_id(
        self, cloud: Cloud, eraser: Eraser, spelt: Callable[[str], str]
    ) -> None:
        acceptor = Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)
        job_id = str(uuid4())
        key = upload_key(cloud.upload(b"no photo", job_id=spelt(job_id)))

        assert acceptor.accept_or_fail(key).job_id == job_id
        eraser.erase(job_id)

        assert _objects() == set()

    def test_other_jobs_keep_all_they_have(self, cloud: Cloud, eraser: Eraser) -> None:
        job = _whole_job(cloud)
        before, other = _objects(), _whole_job(cloud)

        eraser.erase(other.job_id)

        assert _objects() == before
        assert cloud.jobs.get(job.job_id) == job

    def test_a_job_with_more_objects_than_one_page_lists(self, cloud: Cloud, eraser: Eraser) -> None:
        job = _whole_job(cloud)

        with pages_of(1) as pages:
            eraser.erase(job.job_id)

        assert len(pages) >= 6

        assert _objects() == set()

    def test_a_second_time_all_that_came_since_goes_and_the_record_stays(self, cloud: Cloud, eraser: Eraser) -> None:
        job = _whole_job(cloud)
        eraser.erase(job.job_id)
        record = cloud.items()
        cloud.upload(photos.jpeg(), job_id=job.job_id)
        cloud.now += 60

        eraser.erase(job.job_id)

        assert _objects() == set()
        assert cloud.items() == record

    def test_an_unknown_job_and_one_past_its_time_are_not_found_and_leave_no_trace(
        self, cloud: Cloud, eraser: Eraser
    ) -> None:
        job = cloud.write(a_completed_job(ttl=int(NOW)))

        for job_id in (job.job_id, "unknown"):
            with pytest.raises(JobNotFound):
                eraser.erase(job_id)
        assert len(cloud.items()) == 1

    def test_what_broke_off_is_finished_by_the_next_request(self, cloud: Cloud, eraser: Eraser) -> None:
        job = _whole_job(cloud)
        broken = replace(eraser, storage=Storage(client("s3"), upload_bucket="gone", generated_bucket="gone"))
        with pytest.raises(StorageFailure):
            broken.erase(job.job_id)
        with pytest.raises(JobNotFound):
            cloud.jobs.read(job.job_id)

        eraser.erase(job.job_id)

        assert _objects() == set()
        assert cloud.items()[0]["status"] == {"S": "erased"}


class TestNothingBringsItBack:
    @pytest.fixture(params=["erasing", "erased"])
    def erased(self, request: pytest.FixtureRequest, cloud: Cloud, eraser: Eraser) -> Job:
        """A job that is gone, or about to be: a tombstone stands in its place."""
        job = _whole_job(cloud)
        if request.param == "erased":
            eraser.erase(job.job_id)
        else:
            broken = replace(eraser, storage=Storage(client("s3"), upload_bucket="gone", generated_bucket="gone"))
            with pytest.raises(StorageFailure):
                broken.erase(job.job_id)
        assert cloud.items()[0]["status"] == {"S": request.param}
        return job

    @pytest.fixture(autouse=True)
    def _stays_gone(self, cloud: Cloud, erased: Job) -> Any:
        before = cloud.items()
        yield
        assert cloud.items() == before
        with pytest.raises(JobNotFound):
            cloud.jobs.read(erased.job_id)

    @pytest.mark.parametrize("body", [photos.jpeg(), b"no photo"], ids=["photo", "no photo"])
    def test_the_event_of_a_late_upload_deletes_it(self, cloud: Cloud, erased: Job, body: bytes) -> None:
        before = _objects()
        key = cloud.upload(body, job_id=erased.job_id, name="late.jpg")

        with pytest.raises(JobNotFound):
            Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings).accept_or_fail(upload_key(key))

        assert _objects() == before

    @pytest.mark.parametrize("way", [Acceptor.accept, Acceptor.accept_or_fail], ids=["post", "event"])
    @pytest.mark.parametrize("body", [photos.jpeg(), b"no photo"], ids=["photo", "no photo"])
    def test_a_late_request_or_event_that_had_seen_the_photo(
        self, cloud: Cloud, erased: Job, way: Any, body: bytes
    ) -> None:
        """Given: the photo lies there, as when it was looked at before it was erased."""
        key = cloud.upload(body, job_id=erased.job_id)
        acceptor = Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)

        with pytest.raises(Problem) as caught:
            way(acceptor, upload_key(key))

        assert isinstance(caught.value, JobNotFound) or way is Acceptor.accept
        assert not caught.value.retryable
        assert cloud.waiting() == 0

    def test_a_late_mark_of_a_sent_message(self, cloud: Cloud, erased: Job) -> None:
        cloud.jobs.mark_sent(erased.job_id)

    def test_a_claim(self, cloud: Cloud, erased: Job) -> None:
        assert cloud.leases.claim(a_claim(erased)) == Refusal(None)

    def test_a_message_is_consumed(self, cloud: Cloud, erased: Job, agent: AgentEndpoint, worker: Worker) -> None:
        worker.handle(cloud.message(erased.job_id), 150)

        assert agent.invocations == []

    def test_redrive(self, cloud: Cloud, erased: Job) -> None:
        assert not redrive(cloud.jobs, cloud.queue, erased.job_id, cloud.settings)
        assert cloud.waiting() == 0

    def test_the_tombstone_outlives_what_the_job_had_left(self, cloud: Cloud, erased: Job) -> None:
        assert int(cloud.items()[0]["ttl"]["N"]) >= erased.ttl


def test_the_time_to_live_of_a_tombstone_ends_it(cloud: Cloud, eraser: Eraser) -> None:
    key = cloud.upload(photos.jpeg())
    job = cloud.write(a_completed_job(job_id=upload_key(key).job_id))
    eraser.erase(job.job_id)

    cloud.now = NOW + 7 * 86_400
    assert cloud.jobs.create(job) is None


def test_a_refused_deletion_is_our_failure_and_leaves_the_work_to_the_next(cloud: Cloud, eraser: Eraser) -> None:
    job = _whole_job(cloud)

    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "SlowDown", "Message": "words of AWS's"}}, "DeleteObject")

    events = client("s3").meta.events
    events.register_first("before-call.s3.DeleteObject", fail)
    try:
        with pytest.raises(StorageFailure, match="erase the job's files"):
            eraser.erase(job.job_id)
    finally:
        events.unregister("before-call.s3.DeleteObject", fail)
    assert cloud.items()[0]["status"] == {"S": "erasing"}
    eraser.erase(job.job_id)
    assert _objects() == set()


def test_a_tombstone_keeps_the_owner_also_when_the_erasure_is_repeated(cloud: Cloud, eraser: Eraser) -> None:
    job = _whole_job(cloud, owner="0123456789abcdef")

    for _ in range(2):
        eraser.erase(job.job_id)

        (tombstone,) = cloud.items()
        assert (tombstone["status"], tombstone["owner"]) == ({"S": "erased"}, {"S": "0123456789abcdef"})
