"""Keys, presigned addresses, and the look at an upload."""

from base64 import b64decode
from json import loads
from typing import Any
from uuid import UUID, uuid4

import pytest
from botocore.exceptions import EndpointConnectionError

from petavatar.aws import client
from petavatar.choices import Choices
from petavatar.errors import (
    EmptyUpload,
    InvalidChoice,
    InvalidS3Uri,
    ObjectNotFound,
    StorageFailure,
    UnsupportedImage,
    UploadTooLarge,
)
from petavatar.keys import UploadKey, avatar_key, work_key
from petavatar.upload import Pins
from testing import photos
from testing.jobs import A_JOB_ID
from tests.support.cloud import NAMES, Cloud, calls_of, upload_key
from tests.support.s3_answers import s3_answers, s3_error

BUCKET = NAMES.upload_bucket

OWNER = "0123456789abcdef"


@pytest.mark.parametrize(
    "name", ["original.jpg", "x", "..", ".", "%2e%2e", "a b+c&d=é", "🐱.heic", "line\nbreak", "\\"]
)
def test_any_one_segment_may_name_an_upload_and_is_taken_literally(cloud: Cloud, name: str) -> None:
    key = f"uploads/{A_JOB_ID}/{name}"

    assert UploadKey.parse(key) == UploadKey(A_JOB_ID, key)
    assert cloud.storage.upload_key(BUCKET, key) == UploadKey(A_JOB_ID, key)
    assert cloud.storage.upload_key_of(f"s3://{BUCKET}/{key}") == UploadKey(A_JOB_ID, key)
    assert cloud.storage.s3_uri(key) == f"s3://{BUCKET}/{key}"


@pytest.mark.parametrize(
    "spelling", [A_JOB_ID, A_JOB_ID.upper(), A_JOB_ID.replace("-", ""), UUID(A_JOB_ID).hex.upper()]
)
def test_a_job_id_may_be_spelt_in_four_ways(spelling: str) -> None:
    assert UploadKey.parse(f"uploads/{spelling}/a") == UploadKey(A_JOB_ID, f"uploads/{spelling}/a")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "uploads/",
        f"uploads/{A_JOB_ID}",
        f"uploads/{A_JOB_ID}/",
        f"uploads/{A_JOB_ID}/a/b",
        f"uploads/{A_JOB_ID[:18]}{A_JOB_ID[18:].upper()}/a",
        f"uploads/{A_JOB_ID[:-1]}/a",
        f"uploads/{A_JOB_ID}0/a",
        f"uploads/{A_JOB_ID.replace('-', '', 1)}/a",
        f"uploads/{{{A_JOB_ID}}}/a",
        "uploads/../a",
        f"/uploads/{A_JOB_ID}/a",
        f"Uploads/{A_JOB_ID}/a",
        f"x/uploads/{A_JOB_ID}/a",
        f"generated/{A_JOB_ID}/avatar.png",
        f"uploads/{A_JOB_ID}\n/a",
        "uploads/٠b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11/a",
    ],
)
def test_any_other_key_is_no_upload(cloud: Cloud, key: str) -> None:
    assert UploadKey.parse(key) is None
    assert cloud.storage.upload_key(BUCKET, key) is None
    with pytest.raises(InvalidS3Uri):
        cloud.storage.upload_key_of(f"s3://{BUCKET}/{key}")


@pytest.mark.parametrize(
    "uri",
    [
        "",
        f"uploads/{A_JOB_ID}/a",
        f"s3://{BUCKET}",
        f"s3://another-bucket/uploads/{A_JOB_ID}/a",
        f"s3://{BUCKET}x/uploads/{A_JOB_ID}/a",
        f"S3://{BUCKET}/uploads/{A_JOB_ID}/a",
        f"https://{BUCKET}.s3.amazonaws.com/uploads/{A_JOB_ID}/a",
        f" s3://{BUCKET}/uploads/{A_JOB_ID}/a",
        f"s3://{NAMES.generated_bucket}/uploads/{A_JOB_ID}/a",
        f"s3://{BUCKET}//uploads/{A_JOB_ID}/a",
        f"s3://{BUCKET}/uploads/{A_JOB_ID}/{'é' * 500}",
        f"s3://{BUCKET}/uploads/{A_JOB_ID}/\ud800",
    ],
)
def test_an_address_outside_our_uploads_is_refused_and_never_asked_for(cloud: Cloud, uri: str) -> None:
    with calls_of("s3", "GetObject") as calls, pytest.raises(InvalidS3Uri):
        cloud.storage.upload_key_of(uri)

    assert calls == []


def test_a_key_of_1024_bytes_is_the_longest(cloud: Cloud) -> None:
    room = 1024 - len(f"uploads/{A_JOB_ID}/")

    assert cloud.storage.upload_key_of(f"s3://{BUCKET}/uploads/{A_JOB_ID}/{'n' * room}")
    with pytest.raises(InvalidS3Uri):
        cloud.storage.upload_key_of(f"s3://{BUCKET}/uploads/{A_JOB_ID}/{'n' * (room + 1)}")


def test_results_and_kept_work_lie_under_the_job_id() -> None:
    assert avatar_key(A_JOB_ID) == f"generated/{A_JOB_ID}/avatar.png"
    assert work_key(A_JOB_ID, "a_step") == f"work/{A_JOB_ID}/a_step.json"


@pytest.mark.parametrize(
    ("content_type", "extension"), [("image/jpeg", "jpg"), ("image/png", "png"), ("image/heic", "heic")]
)
def test_an_upload_address_pins_key_type_and_size_for_a_quarter_of_an_hour(
    cloud: Cloud, content_type: str, extension: str
) -> None:
    post = cloud.storage.presigned_upload(A_JOB_ID, content_type)

    key = f"uploads/{A_JOB_ID}/original.{extension}"
    assert post["fields"]["key"] == key
    assert post["fields"]["Content-Type"] == content_type
    assert post["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    conditions = loads(b64decode(post["fields"]["policy"]))["conditions"]
    assert {"Content-Type": content_type} in conditions
    assert {"key": key} in conditions
    assert {"bucket": BUCKET} in conditions
    assert ["content-length-range", 1, 52_428_800] in conditions


def test_an_upload_address_pins_the_choices_and_nothing_that_was_left_open(cloud: Cloud) -> None:
    choices = Choices(style="casual", pet_name="Zoë 🐾")

    post = cloud.storage.presigned_upload(A_JOB_ID, "image/jpeg", choices)

    pinned = {"x-amz-meta-style": "casual", "x-amz-meta-pet_name": "Zo%C3%AB%20%F0%9F%90%BE"}
    assert {name: value for name, value in post["fields"].items() if "meta" in name} == pinned
    conditions = loads(b64decode(post["fields"]["policy"]))["conditions"]
    assert [condition for condition in conditions if "meta" in str(condition)] == [
        {name: value} for name, value in pinned.items()
    ]


def test_an_upload_address_pins_the_owner(cloud: Cloud) -> None:
    post = cloud.storage.presigned_upload(A_JOB_ID, "image/jpeg", pins=Pins(owner=OWNER))

    assert post["fields"]["x-amz-meta-owner"] == OWNER
    assert {"x-amz-meta-owner": OWNER} in loads(b64decode(post["fields"]["policy"]))["conditions"]


@pytest.mark.parametrize(("metadata", "owner"), [({"owner": OWNER}, OWNER), ({"owner": "a\tb"}, ""), ({}, "")])
def test_the_owner_that_an_upload_carries_is_found_with_it(cloud: Cloud, metadata: dict[str, str], owner: str) -> None:
    assert cloud.inspect(cloud.upload(photos.jpeg(), metadata=metadata)).owner == owner


def test_the_choices_that_an_upload_carries_are_found_with_it(cloud: Cloud) -> None:
    key = cloud.upload(photos.jpeg(), metadata={"Background": "open_office", "pet_name": "Zo%C3%AB", "other": "x"})

    upload = cloud.inspect(key)

    assert upload.problem is None
    assert upload.choices == Choices(background="open_office", pet_name="Zoë")


def test_a_bad_choice_is_a_problem_of_the_upload_but_not_before_the_file_itself(cloud: Cloud) -> None:
    bad = {"style": "royal"}

    assert isinstance(cloud.inspect(cloud.upload(photos.jpeg(), metadata=bad)).problem, InvalidChoice)
    assert isinstance(cloud.inspect(cloud.upload(b"no photo", metadata=bad)).problem, UnsupportedImage)


def test_a_good_upload_is_found_with_one_ranged_request(cloud: Cloud) -> None:
    photo = photos.jpeg(photos.picture((400, 300)))
    key = cloud.upload(photo)

    with calls_of("s3", "GetObject") as calls:
        upload = cloud.inspect(key)

    assert [call["Range"] for call in calls] == ["bytes=0-4095"]
    assert (upload.at, upload.size, upload.problem) == (upload_key(key), len(photo), None)
    assert len(upload.etag) == 32


def test_a_tiny_upload_is_measured_too(cloud: Cloud) -> None:
    assert cloud.inspect(cloud.upload(b"\xff\xd8\xff")).size == 3


@pytest.mark.parametrize(("size", "fits"), [(4096, True), (4097, False)])
def test_the_limit_itself_still_fits(cloud: Cloud, size: int, fits: bool) -> None:
    cloud.overrides["MAX_UPLOAD_BYTES"] = "4096"

    problem = cloud.inspect(cloud.upload(b"\xff\xd8\xff".ljust(size, b"\0"))).problem

    assert isinstance(problem, UploadTooLarge) is not fits
    assert problem is None or problem.detail == "The file has 4,097 bytes; at most 4,096 are allowed"


def test_the_declared_name_and_type_count_for_nothing(cloud: Cloud) -> None:
    key = f"uploads/{uuid4()}/original.jpg"
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"%PDF-1.7", ContentType="image/jpeg")

    assert isinstance(cloud.inspect(key).problem, UnsupportedImage)


def test_an_empty_upload_is_found_to_be_empty(cloud: Cloud) -> None:
    upload = cloud.inspect(cloud.upload(b""))

    assert upload.size == 0
    assert isinstance(upload.problem, EmptyUpload)


def test_an_empty_upload_is_found_where_s3_ignores_the_range(cloud: Cloud) -> None:
    key = cloud.upload(b"")

    def without_range(params: dict[str, Any], **_: Any) -> None:
        params["headers"].pop("Range", None)

    events = client("s3").meta.events
    events.register("before-call.s3.GetObject", without_range)
    try:
        assert isinstance(cloud.inspect(key).problem, EmptyUpload)
    finally:
        events.unregister("before-call.s3.GetObject", without_range)


def test_nothing_at_the_key_is_another_problem_than_s3_being_down(cloud: Cloud) -> None:
    with pytest.raises(ObjectNotFound):
        cloud.inspect(f"uploads/{A_JOB_ID}/a")
    with (
        s3_answers("GetObject", EndpointConnectionError(endpoint_url="https://internal")),
        pytest.raises(StorageFailure) as caught,
    ):
        cloud.inspect(f"uploads/{A_JOB_ID}/a")
    assert "internal" not in caught.value.detail


@pytest.mark.parametrize("code", ["AccessDenied", "SlowDown", "InternalError"])
def test_any_other_answer_of_s3_is_a_failure_of_storage(cloud: Cloud, code: str) -> None:
    with s3_answers("GetObject", s3_error(code)), pytest.raises(StorageFailure):
        cloud.inspect(f"uploads/{A_JOB_ID}/a")


def test_only_the_upload_bucket_is_the_upload_bucket(cloud: Cloud) -> None:
    key = f"uploads/{A_JOB_ID}/a"

    assert cloud.storage.upload_key(BUCKET, key) is not None
    assert cloud.storage.upload_key(NAMES.generated_bucket, key) is None
