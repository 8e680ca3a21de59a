"""Accept: one way in, one job per object, whichever way comes first and however often."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from petavatar.accept import Acceptor
from petavatar.choices import OPEN
from petavatar.errors import (
    EmptyUpload,
    InvalidChoice,
    JobIdTaken,
    ObjectNotFound,
    Problem,
    StorageFailure,
    UnsupportedImage,
    UploadTooLarge,
)
from petavatar.keys import UploadKey
from testing import photos
from testing.jobs import NOW
from tests.support.cloud import Cloud, upload_key

LIMIT = 4096
Way = Callable[[Acceptor, UploadKey], object]
BOTH_WAYS = pytest.mark.parametrize("way", [Acceptor.accept, Acceptor.accept_or_fail], ids=["post", "event"])


@pytest.fixture
def acceptor(cloud: Cloud) -> Acceptor:
    cloud.overrides["MAX_UPLOAD_BYTES"] = str(LIMIT)
    return Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)


def uploaded(cloud: Cloud, body: bytes, **values: Any) -> UploadKey:
    return upload_key(cloud.upload(body, **values))


@BOTH_WAYS
def test_a_good_photo_becomes_a_queued_job_with_one_message(cloud: Cloud, acceptor: Acceptor, way: Way) -> None:
    key = uploaded(cloud, photos.jpeg())

    way(acceptor, key)

    job = cloud.jobs.get(key.job_id)
    assert job is not None
    assert (job.status, job.progress, job.s3_upload_key, job.sent) == ("queued", 0, key.key, True)
    assert job.created_at == job.updated_at == "2026-11-22T12:00:00.000Z"
    assert job.deadline == NOW + 3600
    assert job.ttl == NOW + 7 * 86_400
    assert '"' not in job.etag
    (record,) = cloud.receive()
    assert f'"job_id": "{key.job_id}"' in record["body"]


@BOTH_WAYS
def test_the_choices_that_came_with_the_photo_are_the_jobs(cloud: Cloud, acceptor: Acceptor, way: Way) -> None:
    key = uploaded(cloud, photos.jpeg(), metadata={"style": "creative", "pet_name": "Rex"})

    way(acceptor, key)

    job = cloud.jobs.get(key.job_id)
    assert job is not None
    assert job.choices == OPEN.record() | {"style": "creative", "background": "auto", "pet_name": "Rex"}


def test_other_choices_with_the_same_photo_come_too_late(cloud: Cloud, acceptor: Acceptor) -> None:
    key = uploaded(cloud, photos.jpeg(), metadata={"style": "creative"})
    first = acceptor.accept(key)
    uploaded(cloud, photos.jpeg(), job_id=first.job_id, metadata={"style": "casual"})

    assert acceptor.accept(key).choices["style"] == "creative"


def test_a_bad_choice_fails_the_job_of_a_dropped_file(cloud: Cloud, acceptor: Acceptor) -> None:
    key = uploaded(cloud, photos.jpeg(), metadata={"pet_name": "%E2%80%AEx"})

    with pytest.raises(InvalidChoice):
        acceptor.accept(key)
    assert cloud.items() == []

    job = acceptor.accept_or_fail(key)

    assert (job.status, job.error) == ("failed", InvalidChoice(job.error_message).record())
    assert job.choices == OPEN.record()
    assert cloud.waiting() == 0


@pytest.mark.parametrize(
    "ways",
    [
        (Acceptor.accept, Acceptor.accept_or_fail),
        (Acceptor.accept_or_fail, Acceptor.accept),
        (Acceptor.accept, Acceptor.accept, Acceptor.accept_or_fail, Acceptor.accept_or_fail, Acceptor.accept),
    ],
    ids=["post first", "event first", "again and again"],
)
def test_both_ways_meet_in_one_job_and_one_message(cloud: Cloud, acceptor: Acceptor, ways: tuple[Way, ...]) -> None:
    key = uploaded(cloud, photos.png(), name="original.png")

    for way in ways:
        way(acceptor, key)

    assert len(cloud.items()) == 1
    assert cloud.waiting() == 1


@BOTH_WAYS
def test_a_job_whose_message_was_never_sent_is_healed_by_the_next_delivery(
    cloud: Cloud, acceptor: Acceptor, way: Way
) -> None:
    key = uploaded(cloud, photos.jpeg())
    cut_off = replace(acceptor, queue=Cloud(cloud.queue_url + "-gone", "", "").queue)
    with pytest.raises(StorageFailure, match="queue the job"):
        way(cut_off, key)
    assert cloud.waiting() == 0

    way(acceptor, key)

    assert len(cloud.items()) == 1
    assert cloud.waiting() == 1


def test_a_second_request_gets_the_job_as_it_is_by_now(cloud: Cloud, acceptor: Acceptor) -> None:
    key = uploaded(cloud, photos.jpeg())
    job = acceptor.accept(key)
    cloud.write(replace(job, status="processing", progress=55, sent=True, lease_until=NOW + 100, attempts=1))

    again = acceptor.accept(key)

    assert (again.status, again.progress) == ("processing", 55)


def test_a_second_request_for_a_lapsed_job_reads_failed_and_sends_nothing(cloud: Cloud, acceptor: Acceptor) -> None:
    key = uploaded(cloud, photos.jpeg())
    job = acceptor.accept(key)
    cloud.write(replace(job, sent=False, deadline=NOW))
    cloud.receive()
    before = cloud.waiting()

    again = acceptor.accept(key)

    assert again.status == "failed"
    assert again.error is not None
    assert again.error["status"] == 504
    assert cloud.waiting() == before


@BOTH_WAYS
def test_another_key_under_a_taken_job_id_is_turned_away(cloud: Cloud, acceptor: Acceptor, way: Way) -> None:
    job_id = str(uuid4())
    first = acceptor.accept(uploaded(cloud, photos.jpeg(), job_id=job_id, name="one.jpg"))

    with pytest.raises(JobIdTaken):
        way(acceptor, uploaded(cloud, photos.jpeg(), job_id=job_id, name="two.jpg"))

    assert cloud.jobs.get(job_id) == replace(first, sent=True)
    assert cloud.waiting() == 1


@BOTH_WAYS
def test_another_object_under_the_same_key_is_turned_away(cloud: Cloud, acceptor: Acceptor, way: Way) -> None:
    job_id = str(uuid4())
    key = uploaded(cloud, photos.jpeg(), job_id=job_id)
    acceptor.accept(key)
    uploaded(cloud, photos.png(), job_id=job_id)

    with pytest.raises(JobIdTaken):
        way(acceptor, key)


@pytest.mark.parametrize("replacement", [b"GIF89a", b"\xff\xd8\xff" + bytes(LIMIT), b""], ids=["type", "size", "empty"])
def test_a_bad_object_in_place_of_an_accepted_one_does_not_fail_its_job(
    cloud: Cloud, acceptor: Acceptor, replacement: bytes
) -> None:
    job_id = str(uuid4())
    key = uploaded(cloud, photos.jpeg(), job_id=job_id)
    acceptor.accept(key)
    uploaded(cloud, replacement, job_id=job_id)

    with pytest.raises(JobIdTaken):
        acceptor.accept_or_fail(key)

    job = cloud.jobs.get(job_id)
    assert job is not None
    assert job.status == "queued"


BAD = [
    pytest.param(b"%PDF-1.7 and so on", UnsupportedImage, id="type"),
    pytest.param(b"\xff\xd8\xff" + bytes(LIMIT), UploadTooLarge, id="size"),
    pytest.param(b"", EmptyUpload, id="empty"),
]


@pytest.mark.parametrize(("body", "expected"), BAD)
def test_a_bad_object_by_request_is_an_error_and_nothing_is_written(
    cloud: Cloud, acceptor: Acceptor, body: bytes, expected: type[Problem]
) -> None:
    with pytest.raises(expected):
        acceptor.accept(uploaded(cloud, body))

    assert cloud.items() == []
    assert cloud.waiting() == 0


@pytest.mark.parametrize(("body", "expected"), BAD)
def test_a_bad_object_by_event_is_a_failed_job_that_says_why(
    cloud: Cloud, acceptor: Acceptor, body: bytes, expected: type[Problem]
) -> None:
    key = uploaded(cloud, body)

    returned = acceptor.accept_or_fail(key)

    stored = cloud.jobs.get(returned.job_id)
    assert stored == returned
    assert stored.status == "failed"
    assert stored.error is not None
    assert stored.error["type"] == f"urn:petavatar:problem:{expected.slug}"
    assert stored.error["retryable"] is False
    assert stored.error_message == stored.error["detail"]
    assert cloud.waiting() == 0


@pytest.mark.parametrize(("body", "expected"), BAD)
def test_a_bad_object_by_event_again_finds_the_same_failed_job(
    cloud: Cloud, acceptor: Acceptor, body: bytes, expected: type[Problem]
) -> None:
    key = uploaded(cloud, body)

    assert acceptor.accept_or_fail(key) == acceptor.accept_or_fail(key)

    assert len(cloud.items()) == 1


@BOTH_WAYS
def test_nothing_at_the_key_is_an_error_and_nothing_is_written(cloud: Cloud, acceptor: Acceptor, way: Way) -> None:
    with pytest.raises(ObjectNotFound):
        way(acceptor, upload_key(f"uploads/{uuid4()}/original.jpg"))

    assert cloud.items() == []


@BOTH_WAYS
def test_storage_that_does_not_answer_is_worth_another_try(cloud: Cloud, acceptor: Acceptor, way: Way) -> None:
    key = uploaded(cloud, photos.jpeg())
    cloud.break_buckets()

    with pytest.raises(StorageFailure) as caught:
        way(acceptor, key)

    assert caught.value.retryable


def test_an_expired_job_makes_room_for_a_new_one(cloud: Cloud, acceptor: Acceptor) -> None:
    key = uploaded(cloud, photos.jpeg())
    old = acceptor.accept(key)
    cloud.write(replace(old, status="completed", ttl=int(NOW)))

    assert acceptor.accept(key).status == "queued"
