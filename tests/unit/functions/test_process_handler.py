"""POST /process: accepts an uploaded photo and answers with its job."""

import json
from dataclasses import replace
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from petavatar.jobs import timestamp
from testing import photos
from testing.events import BASE_URLS, CONTEXT, Payload, api_event, body_of
from tests.support.cloud import NAMES, Cloud, calls_of, upload_key
from tests.support.telemetry import captured_telemetry

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@pytest.fixture
def process(cloud: Cloud) -> ModuleType:
    cloud.overrides["MAX_UPLOAD_BYTES"] = "4096"
    return cloud.handler("process-handler")


def _post(cloud: Cloud, process: ModuleType, key: str, payload: Payload = "2.0") -> dict[str, Any]:
    body = json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{key}"})
    answer: dict[str, Any] = process.handler(api_event(cloud.api_key, payload=payload, body=body), CONTEXT)
    return answer


@PAYLOADS
@pytest.mark.parametrize(
    ("photo", "name"),
    [
        (photos.jpeg(), "original.jpg"),
        (photos.png(), "original.png"),
        (photos.heic(), "original.heic"),
        (photos.jpeg(), ".."),
        (photos.jpeg(), "%2e%2e"),
        (photos.jpeg(), "🐱 & co+.JPG"),
    ],
)
def test_a_good_photo_is_accepted(cloud: Cloud, process: ModuleType, payload: Payload, photo: bytes, name: str) -> None:
    key = cloud.upload(photo, name=name)

    answer = _post(cloud, process, key, payload)

    job_id = upload_key(key).job_id
    assert answer["statusCode"] == 202
    assert answer["headers"]["Location"] == f"{BASE_URLS[payload]}/status/{job_id}"
    assert answer["headers"]["Retry-After"] == "2"
    assert body_of(answer) == {
        "job_id": job_id,
        "status": "queued",
        "message": "Processing initiated",
        "status_url": f"{BASE_URLS[payload]}/status/{job_id}",
        "results_url": f"{BASE_URLS[payload]}/results/{job_id}",
        "urls": {
            "status": f"{BASE_URLS[payload]}/status/{job_id}",
            "results": f"{BASE_URLS[payload]}/results/{job_id}",
        },
        "expires_at": timestamp(int(cloud.items()[0]["ttl"]["N"])),
    }
    assert len(cloud.items()) == cloud.waiting() == 1


def test_choices_that_are_not_on_offer_are_refused_and_nothing_is_written(cloud: Cloud, process: ModuleType) -> None:
    key = cloud.upload(photos.jpeg(), metadata={"style": "royal"})

    answer = _post(cloud, process, key)

    assert answer["statusCode"] == 400
    assert body_of(answer)["type"] == "urn:petavatar:problem:invalid-choice"
    assert cloud.items() == []


def test_the_same_photo_again_is_answered_with_its_job_whatever_its_state(cloud: Cloud, process: ModuleType) -> None:
    key = cloud.upload(photos.jpeg())
    first = body_of(_post(cloud, process, key))
    job = cloud.find(first["job_id"])
    assert job is not None
    cloud.write(replace(job, status="completed"))

    again = _post(cloud, process, key)

    assert again["statusCode"] == 202
    assert body_of(again) == first | {"status": "completed", "message": "Processing is completed: fetch the results"}
    assert len(cloud.items()) == cloud.waiting() == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "nothing",
        "[]",
        "{}",
        '{"s3_uri": null}',
        '{"s3_uri": "s3://petavatar-uploads-123456789012-test/uploads/x/y.jpg", "style": "casual"}',
        '{"s3_uri": 7}',
        '{"s3_uri": ["s3://a/b"]}',
        '{"S3_URI": "s3://a/b"}',
        b"\x00\xff",
    ],
)
def test_a_body_that_names_no_upload_is_malformed(cloud: Cloud, process: ModuleType, body: str | bytes | None) -> None:
    answer = process.handler(api_event(cloud.api_key, body=body), CONTEXT)

    assert answer["statusCode"] == 400
    assert body_of(answer)["type"] == "urn:petavatar:problem:malformed-request"


@pytest.mark.parametrize(
    "s3_uri",
    [
        "",
        "s3://another-bucket/uploads/0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11/a.jpg",
        f"s3://{NAMES.upload_bucket}/elsewhere/0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11/a.jpg",
        f"s3://{NAMES.generated_bucket}/uploads/0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11/a.jpg",
        f"s3://{NAMES.upload_bucket}/uploads/0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11/\ud800",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_an_address_that_is_not_ours_is_refused_and_never_asked_for(
    cloud: Cloud, process: ModuleType, s3_uri: str
) -> None:
    with calls_of("s3", "GetObject") as calls:
        answer = process.handler(api_event(cloud.api_key, body=json.dumps({"s3_uri": s3_uri})), CONTEXT)

    assert answer["statusCode"] == 400
    assert body_of(answer)["type"] == "urn:petavatar:problem:invalid-s3-uri"
    assert calls == []


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"%PDF-1.7", 400, "unsupported-image"),
        (photos.jpeg() + bytes(5000), 413, "upload-too-large"),
        (b"", 400, "empty-upload"),
    ],
)
def test_a_bad_object_is_refused_and_nothing_is_written(
    cloud: Cloud, process: ModuleType, body: bytes, status: int, slug: str
) -> None:
    answer = _post(cloud, process, cloud.upload(body))

    assert answer["statusCode"] == status
    assert body_of(answer)["type"] == f"urn:petavatar:problem:{slug}"
    assert cloud.items() == []
    assert cloud.waiting() == 0


def test_nothing_at_the_address_is_not_found(cloud: Cloud, process: ModuleType) -> None:
    answer = _post(cloud, process, f"uploads/{uuid4()}/original.jpg")

    assert answer["statusCode"] == 404
    assert body_of(answer)["type"] == "urn:petavatar:problem:object-not-found"


def test_another_object_under_the_id_is_a_conflict(cloud: Cloud, process: ModuleType) -> None:
    job_id = str(uuid4())
    _post(cloud, process, cloud.upload(photos.jpeg(), job_id=job_id, name="one.jpg"))

    answer = _post(cloud, process, cloud.upload(photos.jpeg(), job_id=job_id, name="two.jpg"))

    assert answer["statusCode"] == 409
    assert body_of(answer)["type"] == "urn:petavatar:problem:job-id-taken"


@pytest.mark.parametrize("broken", ["table", "queue", "buckets"])
def test_storage_that_does_not_answer_is_our_failure(cloud: Cloud, process: ModuleType, broken: str) -> None:
    key = cloud.upload(photos.jpeg())
    getattr(cloud, f"break_{broken}")()

    answer = _post(cloud, process, key)

    assert answer["statusCode"] == 500
    assert answer["headers"]["Retry-After"] == "5"
    assert "petavatar-" not in body_of(answer)["detail"]


@PAYLOADS
@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_a_valid_key_nothing_is_accepted(
    cloud: Cloud, process: ModuleType, payload: Payload, key: str | None
) -> None:
    body = json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{cloud.upload(photos.jpeg())}"})

    answer = process.handler(api_event(key, payload=payload, body=body), CONTEXT)

    assert answer["statusCode"] == 401
    assert cloud.items() == []


def test_what_is_accepted_and_what_is_not_is_counted(cloud: Cloud, process: ModuleType) -> None:
    with captured_telemetry() as telemetry:
        _post(cloud, process, cloud.upload(photos.jpeg()))
        _post(cloud, process, cloud.upload(b""))

    assert len(telemetry.counted("UploadSuccess")) == 1
    assert [metric["error_type"] for metric in telemetry.counted("UploadFailure")] == ["empty-upload"]


def test_lines_about_a_request_name_the_keys_owner(cloud: Cloud, process: ModuleType) -> None:
    with captured_telemetry() as telemetry:
        _post(cloud, process, cloud.upload(photos.jpeg()))

    owner = process.keys.check(cloud.api_key).owner
    assert len(owner) == 16
    assert {line.get("owner") for line in telemetry.logs} == {owner}
