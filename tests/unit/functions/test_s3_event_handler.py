"""An object was created: accepted as a job, or written down why not."""

from collections.abc import Callable
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from petavatar.errors import StorageFailure
from testing import photos
from testing.events import CONTEXT, recorded, s3_eventbridge, s3_notification
from testing.jobs import A_JOB_ID
from tests.support.cloud import NAMES, Cloud, calls_of, upload_key
from tests.support.telemetry import captured_telemetry

BUCKET = NAMES.upload_bucket
SHAPES = pytest.mark.parametrize("shape", [s3_eventbridge, s3_notification])
Shape = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def s3_event(cloud: Cloud) -> ModuleType:
    cloud.overrides["MAX_UPLOAD_BYTES"] = "4096"
    return cloud.handler("s3-event-handler")


def _status(cloud: Cloud, key: str) -> str | None:
    job = cloud.find(upload_key(key).job_id)
    return job.status if job else None


@SHAPES
@pytest.mark.parametrize("name", ["photo.jpg", "my cat & me ü+.jpg", "..", "%2e", "🐱"])
def test_a_dropped_photo_becomes_a_job(cloud: Cloud, s3_event: ModuleType, shape: Shape, name: str) -> None:
    key = cloud.upload(photos.jpeg(), name=name)

    s3_event.handler(shape(BUCKET, key), CONTEXT)

    assert _status(cloud, key) == "queued"
    assert cloud.items()[0]["s3_upload_key"] == {"S": key}
    assert cloud.waiting() == 1


@SHAPES
def test_an_event_that_comes_again_changes_nothing(cloud: Cloud, s3_event: ModuleType, shape: Shape) -> None:
    key = cloud.upload(photos.jpeg())

    for _ in range(3):
        s3_event.handler(shape(BUCKET, key), CONTEXT)

    assert len(cloud.items()) == cloud.waiting() == 1


@SHAPES
@pytest.mark.parametrize(
    ("body", "slug"),
    [(b"%PDF-1.7", "unsupported-image"), (photos.jpeg() + bytes(5000), "upload-too-large"), (b"", "empty-upload")],
)
def test_a_bad_object_is_written_down_as_failed(
    cloud: Cloud, s3_event: ModuleType, shape: Shape, body: bytes, slug: str
) -> None:
    key = cloud.upload(body)

    with captured_telemetry() as telemetry:
        s3_event.handler(shape(BUCKET, key), CONTEXT)

    assert cloud.items()[0]["status"] == {"S": "failed"}
    assert cloud.items()[0]["error"]["M"]["type"] == {"S": f"urn:petavatar:problem:{slug}"}
    assert cloud.waiting() == 0
    assert [metric["error_type"] for metric in telemetry.counted("UploadFailure")] == [slug]


@SHAPES
@pytest.mark.parametrize(
    "key",
    [
        "uploads/photo.jpg",
        f"uploads/{A_JOB_ID}/folder/photo.jpg",
        f"uploads/{A_JOB_ID}/",
        f"uploads/{A_JOB_ID.replace('-', '_')}/photo.jpg",
        "elsewhere/photo.jpg",
    ],
)
def test_an_object_elsewhere_is_ignored_and_never_asked_for(
    cloud: Cloud, s3_event: ModuleType, shape: Shape, key: str
) -> None:
    with calls_of("s3", "GetObject") as calls, captured_telemetry() as telemetry:
        s3_event.handler(shape(BUCKET, key), CONTEXT)

    assert calls == []
    assert cloud.items() == []
    assert any("ignored" in record["message"] for record in telemetry.logs)


@SHAPES
def test_an_object_in_another_bucket_is_ignored(cloud: Cloud, s3_event: ModuleType, shape: Shape) -> None:
    with calls_of("s3", "GetObject") as calls:
        s3_event.handler(shape("somebody-elses", cloud.upload(photos.jpeg())), CONTEXT)

    assert calls == []
    assert cloud.items() == []


@pytest.mark.parametrize("event", [{}, {"Records": "x"}, {"detail": []}, {"detail": {"bucket": {}}}])
def test_what_is_no_event_of_s3_is_logged_and_done_with(
    cloud: Cloud, s3_event: ModuleType, event: dict[str, Any]
) -> None:
    with captured_telemetry() as telemetry:
        s3_event.handler(event, CONTEXT)

    assert [record["operation"] for record in telemetry.errors()] == ["read event"]
    assert cloud.items() == []


def test_the_test_event_at_set_up_does_nothing(cloud: Cloud, s3_event: ModuleType) -> None:
    with captured_telemetry() as telemetry:
        s3_event.handler(recorded("s3_test_event"), CONTEXT)

    assert telemetry.errors() == []
    assert cloud.items() == []


def test_a_notification_of_several_objects_accepts_each(cloud: Cloud, s3_event: ModuleType) -> None:
    keys = [cloud.upload(photos.jpeg()), "elsewhere/photo.jpg", cloud.upload(photos.png())]

    s3_event.handler(s3_notification(BUCKET, *keys), CONTEXT)

    assert [_status(cloud, keys[0]), _status(cloud, keys[2])] == ["queued", "queued"]
    assert len(cloud.items()) == cloud.waiting() == 2


def test_an_object_that_is_gone_by_now_is_logged_and_done_with(cloud: Cloud, s3_event: ModuleType) -> None:
    with captured_telemetry() as telemetry:
        s3_event.handler(s3_eventbridge(BUCKET, f"uploads/{uuid4()}/photo.jpg"), CONTEXT)

    assert [record["error_type"] for record in telemetry.errors()] == ["ObjectNotFound"]
    assert cloud.items() == []


def test_a_second_object_under_one_id_is_logged_and_ignored(cloud: Cloud, s3_event: ModuleType) -> None:
    job_id = str(uuid4())
    s3_event.handler(s3_eventbridge(BUCKET, cloud.upload(photos.jpeg(), job_id=job_id, name="1")), CONTEXT)
    second = cloud.upload(photos.jpeg(), job_id=job_id, name="2")

    with captured_telemetry() as telemetry:
        s3_event.handler(s3_eventbridge(BUCKET, second), CONTEXT)

    (record,) = telemetry.errors()
    assert (record["error_type"], record["job_id"]) == ("JobIdTaken", job_id)
    assert [metric["error_type"] for metric in telemetry.counted("UploadFailure")] == ["job-id-taken"]
    assert len(cloud.items()) == cloud.waiting() == 1


@pytest.mark.parametrize("broken", ["table", "queue", "buckets"])
def test_storage_that_does_not_answer_asks_for_another_delivery(
    cloud: Cloud, s3_event: ModuleType, broken: str
) -> None:
    key = cloud.upload(photos.jpeg())
    getattr(cloud, f"break_{broken}")()

    with pytest.raises(StorageFailure):
        s3_event.handler(s3_eventbridge(BUCKET, key), CONTEXT)


def test_what_is_accepted_is_counted_and_logged_by_its_job_id(cloud: Cloud, s3_event: ModuleType) -> None:
    key = cloud.upload(photos.jpeg(), name="a-private-name.jpg")

    with captured_telemetry() as telemetry:
        s3_event.handler(s3_eventbridge(BUCKET, key), CONTEXT)

    assert len(telemetry.counted("UploadSuccess")) == 1
    assert [record["job_id"] for record in telemetry.logs] == [upload_key(key).job_id]
    assert "a-private-name" not in telemetry.text
