"""A job is erased: a request that was cut off is made again. Nothing is left; meanwhile there is nothing to read."""

from typing import Final

import pytest

from petavatar.aws import client
from petavatar.erase import Eraser
from petavatar.errors import JobNotFound, ObjectNotFound, Problem
from petavatar.jobs import Job
from petavatar.keys import avatar_key, card_key, work_key
from petavatar.storage import Storage
from petavatar.table.erasures import Erasures
from testing.jobs import a_completed_job
from tests.integration.crash_points.life import PHOTO, Life, store_at
from tests.integration.crash_points.points import at_every
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.errands import Killed
from tests.support.wire import Fault, How, UntouchedWire, When, Wire

ERASE: Final = (
    "dynamodb.GetItem",  # the owner, whom the tombstone keeps
    "dynamodb.PutItem",  # the tombstone
    *("s3.ListObjectsV2", "s3.DeleteObject"),  # uploads
    *("s3.ListObjectsV2",) * 3,  # uploads under other spellings of the id
    "s3.ListObjectsV2",  # kept steps
    "s3.DeleteObject",
    "s3.ListObjectsV2",  # pictures
    "s3.DeleteObject",
    "s3.DeleteObject",
    "dynamodb.PutItem",  # nothing is left
)
LATE_EVENT: Final = (
    "s3.GetObject",
    "dynamodb.PutItem",  # finds the tombstone
    "s3.DeleteObject",
)


@pytest.fixture
def job(cloud: Cloud) -> Job:
    """A completed job with all its objects."""
    job = cloud.write(a_completed_job())
    cloud.upload(PHOTO, job_id=job.job_id)
    for key in (avatar_key(job.job_id), card_key(job.job_id), work_key(job.job_id, "a_step")):
        cloud.store(key, b"x")
    return job


def test_these_are_the_calls(cloud: Cloud, job: Job) -> None:
    wire = Wire()
    _eraser(cloud, wire).erase(job.job_id)

    assert tuple(wire.calls) == ERASE


@at_every(ERASE, first=1)
def test_the_next_request_finishes_it(cloud: Cloud, job: Job, call: int, when: When, how: How) -> None:
    fault = Fault(call, when, how)
    try:
        _eraser(cloud, Wire(fault)).erase(job.job_id)
    except (Killed, Problem):
        begun = call > 1 or (call, when) == (1, "after")
        assert (cloud.jobs.get(job.job_id) is None) == begun
    else:
        assert how == "broken once"
    assert fault.struck

    _eraser(cloud, UntouchedWire()).erase(job.job_id)

    assert _left(job) == []
    record = client("dynamodb").get_item(TableName=NAMES.table, Key={"job_id": {"S": job.job_id}})["Item"]
    assert record["status"] == {"S": "erased"}


def test_these_are_the_calls_of_a_late_uploads_event(cloud: Cloud, job: Job) -> None:
    _eraser(cloud, UntouchedWire()).erase(job.job_id)
    wire = Wire()

    with pytest.raises(JobNotFound):
        Life(cloud).acceptor(wire).accept_or_fail(upload_key(cloud.upload(PHOTO, job_id=job.job_id)))

    assert tuple(wire.calls) == LATE_EVENT


@at_every(LATE_EVENT, first=3)
def test_a_late_upload_goes_with_the_next_delivery_of_its_event(
    cloud: Cloud, job: Job, call: int, when: When, how: How
) -> None:
    _eraser(cloud, UntouchedWire()).erase(job.job_id)
    late = upload_key(cloud.upload(PHOTO, job_id=job.job_id))
    fault = Fault(call, when, how)
    with pytest.raises((Killed, Problem)) as cut_off:
        Life(cloud).acceptor(Wire(fault)).accept_or_fail(late)

    # What is not retryable is not delivered again: then the work is done.
    if not isinstance(cut_off.value, Problem) or cut_off.value.retryable:
        with pytest.raises((JobNotFound, ObjectNotFound)):
            Life(cloud).acceptor(UntouchedWire()).accept_or_fail(late)

    assert fault.struck
    assert _left(job) == []


def _eraser(cloud: Cloud, wire: Wire) -> Eraser:
    storage = Storage(wire.client("s3"), upload_bucket=NAMES.upload_bucket, generated_bucket=NAMES.generated_bucket)
    return Eraser(Erasures(store_at(cloud, wire)), storage, cloud.settings)


def _left(job: Job) -> list[str]:
    # The buckets hold what other tests have left, more than one answer lists.
    places = (
        (NAMES.upload_bucket, "uploads"),
        (NAMES.generated_bucket, "generated"),
        (NAMES.generated_bucket, "work"),
    )
    return [
        item["Key"]
        for bucket, prefix in places
        for item in client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job.job_id}/").get("Contents", [])
    ]
