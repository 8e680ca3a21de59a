"""GET /presigned-url: a job id and a presigned POST; nothing is written."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from json import loads
from types import ModuleType
from uuid import UUID

import pytest

from testing.events import BASE_URLS, CONTEXT, Payload, api_event, body_of
from tests.support.cloud import NAMES, Cloud
from tests.support.telemetry import captured_telemetry

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@pytest.fixture
def presigned_url(cloud: Cloud) -> ModuleType:
    return cloud.handler("presigned-url-handler")


@PAYLOADS
@pytest.mark.parametrize(
    ("query", "content_type", "extension"),
    [
        (None, "image/jpeg", "jpg"),
        ({}, "image/jpeg", "jpg"),
        ({"content_type": "image/jpeg"}, "image/jpeg", "jpg"),
        ({"content_type": "image/png"}, "image/png", "png"),
        ({"content_type": "image/heic"}, "image/heic", "heic"),
    ],
)
def test_everything_that_an_upload_needs_is_answered(
    cloud: Cloud,
    presigned_url: ModuleType,
    payload: Payload,
    query: dict[str, str] | None,
    content_type: str,
    extension: str,
) -> None:
    answer = presigned_url.handler(api_event(cloud.api_key, payload=payload, query=query), CONTEXT)

    assert answer["statusCode"] == 200
    body = body_of(answer)
    key = f"uploads/{body['job_id']}/original.{extension}"
    assert str(UUID(body["job_id"])) == body["job_id"]
    assert NAMES.upload_bucket in body["upload_url"]
    assert (body["upload_fields"]["key"], body["upload_fields"]["Content-Type"]) == (key, content_type)
    assert body["s3_uri"] == f"s3://{NAMES.upload_bucket}/{key}"
    assert (body["expires_in"], body["max_bytes"]) == (900, 52_428_800)
    assert body["urls"] == {
        "status": f"{BASE_URLS[payload]}/status/{body['job_id']}",
        "results": f"{BASE_URLS[payload]}/results/{body['job_id']}",
    }


def test_the_policy_expires_when_the_answer_says(cloud: Cloud, presigned_url: ModuleType) -> None:
    before = datetime.now(UTC)
    body = body_of(presigned_url.handler(api_event(cloud.api_key), CONTEXT))
    after = datetime.now(UTC)

    policy = loads(b64decode(body["upload_fields"]["policy"]))
    expiry = datetime.fromisoformat(policy["expiration"]).timestamp() - body["expires_in"]
    assert int(before.timestamp()) <= expiry <= after.timestamp()
    expires_at = datetime.fromisoformat(body["expires_at"]).timestamp() - body["expires_in"]
    assert int(before.timestamp()) <= expires_at <= after.timestamp()


def test_the_limit_is_the_setting(cloud: Cloud) -> None:
    cloud.overrides["MAX_UPLOAD_BYTES"] = "1000"

    body = body_of(cloud.handler("presigned-url-handler").handler(api_event(cloud.api_key), CONTEXT))

    assert body["max_bytes"] == 1000
    policy = loads(b64decode(body["upload_fields"]["policy"]))
    assert ["content-length-range", 1, 1000] in policy["conditions"]


def test_every_request_gets_a_job_id_of_its_own(cloud: Cloud, presigned_url: ModuleType) -> None:
    answers = [presigned_url.handler(api_event(cloud.api_key), CONTEXT) for _ in range(5)]

    assert len({body_of(answer)["job_id"] for answer in answers}) == 5


def test_nothing_is_written_or_sent(cloud: Cloud, presigned_url: ModuleType) -> None:
    presigned_url.handler(api_event(cloud.api_key), CONTEXT)

    assert cloud.items() == []
    assert cloud.waiting() == 0


@pytest.mark.parametrize("content_type", ["", "image/jxl", "image/svg+xml", "jpeg", "text/html", "*"])
def test_any_other_content_type_is_refused_with_what_there_is(
    cloud: Cloud, presigned_url: ModuleType, content_type: str
) -> None:
    answer = presigned_url.handler(api_event(cloud.api_key, query={"content_type": content_type}), CONTEXT)

    assert answer["statusCode"] == 400
    assert body_of(answer)["detail"] == (
        "content_type must be one of image/jpeg, image/png, image/heic, image/webp, image/avif, image/gif, image/bmp, "
        "image/tiff"
    )


@pytest.mark.parametrize(
    ("content_type", "canonical"),
    [("image/jpg", "image/jpeg"), ("IMAGE/PJPEG; q=1", "image/jpeg"), ("image/heif", "image/heic")],
)
def test_a_content_type_counts_by_its_meaning(
    cloud: Cloud, presigned_url: ModuleType, content_type: str, canonical: str
) -> None:
    answer = presigned_url.handler(api_event(cloud.api_key, query={"content_type": content_type}), CONTEXT)

    assert body_of(answer)["upload_fields"]["Content-Type"] == canonical


@PAYLOADS
def test_choices_and_owner_are_among_the_fields_to_post(
    cloud: Cloud, presigned_url: ModuleType, payload: Payload
) -> None:
    query = {"style": "creative", "background": "linkedin_blue", "pet_name": " Søren "}
    query |= {"pronouns": "they", "age_range": "40s", "species": "guinea pig", "breed": "Skinny", "language": "PT-br"}

    body = body_of(presigned_url.handler(api_event(cloud.api_key, payload=payload, query=query), CONTEXT))

    assert {name: value for name, value in body["upload_fields"].items() if "meta" in name} == {
        "x-amz-meta-style": "creative",
        "x-amz-meta-background": "linkedin_blue",
        "x-amz-meta-pet_name": "S%C3%B8ren",
        "x-amz-meta-pronouns": "they",
        "x-amz-meta-age_range": "40s",
        "x-amz-meta-species": "guinea%20pig",
        "x-amz-meta-breed": "Skinny",
        "x-amz-meta-language": "pt-BR",
        "x-amz-meta-owner": presigned_url.keys.check(cloud.api_key).owner,
    }


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ({"style": ""}, "invalid-choice"),
        ({"style": "royal"}, "invalid-choice"),
        ({"background": "Auto"}, "invalid-choice"),
        ({"pet_name": ""}, "invalid-choice"),
        ({"pet_name": "a\u202eb"}, "invalid-choice"),
        ({"pronouns": "xe"}, "invalid-choice"),
        ({"age_range": "teens"}, "invalid-choice"),
        ({"species": "cat5"}, "invalid-choice"),
        ({"breed": "x" * 41}, "invalid-choice"),
        ({"language": "english"}, "invalid-choice"),
        ({"sytle": "casual"}, "malformed-request"),
    ],
)
def test_any_other_choice_is_refused(cloud: Cloud, presigned_url: ModuleType, query: dict[str, str], slug: str) -> None:
    answer = presigned_url.handler(api_event(cloud.api_key, query=query), CONTEXT)

    assert answer["statusCode"] == 400
    assert body_of(answer)["type"] == f"urn:petavatar:problem:{slug}"


@PAYLOADS
def test_without_a_valid_key_there_is_no_address(presigned_url: ModuleType, payload: Payload) -> None:
    answer = presigned_url.handler(api_event("wrong", payload=payload), CONTEXT)

    assert answer["statusCode"] == 401
    assert "upload_url" not in answer["body"]


def test_no_address_gets_into_the_logs(cloud: Cloud, presigned_url: ModuleType) -> None:
    with captured_telemetry() as telemetry:
        body = body_of(presigned_url.handler(api_event(cloud.api_key), CONTEXT))

    assert body["upload_fields"]["x-amz-signature"] not in telemetry.text
    assert re.search(r"https?://", telemetry.text) is None
