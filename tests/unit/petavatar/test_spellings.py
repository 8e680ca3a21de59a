"""A drop may write its job's UUID in four ways: it is one job, the first object's, and erasing finds them all."""

from itertools import permutations
from uuid import UUID, uuid4

import pytest

from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.erase import Eraser
from petavatar.errors import JobIdTaken
from petavatar.table.erasures import Erasures
from testing import photos
from testing.jobs import a_completed_job
from tests.support.cloud import NAMES, Cloud, upload_key


def _spellings() -> tuple[str, ...]:
    job_id = uuid4()
    return str(job_id), str(job_id).upper(), job_id.hex, job_id.hex.upper()


@pytest.fixture
def acceptor(cloud: Cloud) -> Acceptor:
    return Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)


@pytest.mark.parametrize(("one", "other"), list(permutations(range(4), 2)))
def test_the_first_object_under_any_spelling_owns_the_job(
    cloud: Cloud, acceptor: Acceptor, one: int, other: int
) -> None:
    spellings = _spellings()
    first = upload_key(cloud.upload(photos.jpeg(), job_id=spellings[one]))
    second = upload_key(cloud.upload(photos.png(), job_id=spellings[other]))

    accepted = acceptor.accept_or_fail(first)

    assert first.job_id == second.job_id == accepted.job_id == str(UUID(spellings[one]))
    with pytest.raises(JobIdTaken):
        acceptor.accept(second)
    job = cloud.jobs.get(first.job_id)
    assert job is not None
    assert (job.s3_upload_key, job.status) == (first.key, "queued")
    assert len(cloud.receive()) == 1


def test_erasing_finds_the_objects_under_every_spelling(cloud: Cloud) -> None:
    spellings = _spellings()
    for spelling in spellings:
        cloud.upload(photos.jpeg(), job_id=spelling)
    job = cloud.write(a_completed_job(job_id=spellings[0], s3_upload_key=f"uploads/{spellings[3]}/original.jpg"))

    Eraser(Erasures(cloud.jobs.store), cloud.storage, cloud.settings).erase(job.job_id)

    left = client("s3").list_objects_v2(Bucket=NAMES.upload_bucket, Prefix="uploads/").get("Contents", [])
    assert [each["Key"] for each in left if each["Key"].split("/")[1] in spellings] == []
