"""Whatever s3_uri or event comes in, S3 is asked for that very upload or for nothing."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petavatar.aws import client
from testing import photos
from testing.events import CONTEXT, api_event, body_of, s3_eventbridge, s3_notification
from testing.jobs import A_JOB_ID
from tests.support.cloud import NAMES, Cloud

BUCKET: Final = NAMES.upload_bucket
FOLDER: Final = f"uploads/{A_JOB_ID}"

HOSTILE: Final = {
    "another bucket": f"s3://another-bucket/{FOLDER}/a.jpg",
    "our other bucket": f"s3://{NAMES.generated_bucket}/generated/{A_JOB_ID}/avatar.png",
    "our bucket with a tail": f"s3://{BUCKET}.evil.example/{FOLDER}/a.jpg",
    "our bucket as a user": f"s3://{BUCKET}@another-bucket/{FOLDER}/a.jpg",
    "our bucket with a port": f"s3://{BUCKET}:80/{FOLDER}/a.jpg",
    "our bucket in upper case": f"s3://{BUCKET.upper()}/{FOLDER}/a.jpg",
    "our bucket in wide letters": f"s3://{BUCKET.replace('p', 'ｐ')}/{FOLDER}/a.jpg",
    "no bucket": f"s3:///{FOLDER}/a.jpg",
    "another prefix": f"s3://{BUCKET}/generated/{A_JOB_ID}/a.jpg",
    "prefix in upper case": f"s3://{BUCKET}/UPLOADS/{A_JOB_ID}/a.jpg",
    "prefix left by dots": f"s3://{BUCKET}/uploads/../work/{A_JOB_ID}/a.jpg",
    "prefix entered by dots": f"s3://{BUCKET}/work/../{FOLDER}/a.jpg",
    "prefix encoded": f"s3://{BUCKET}/%75ploads/{A_JOB_ID}/a.jpg",
    "slash encoded": f"s3://{BUCKET}/uploads%2F{A_JOB_ID}/a.jpg",
    "backslashes": f"s3://{BUCKET}\\uploads\\{A_JOB_ID}\\a.jpg",
    "no job id": f"s3://{BUCKET}/uploads/a.jpg",
    "job id in mixed case": f"s3://{BUCKET}/uploads/{A_JOB_ID[:9].upper()}{A_JOB_ID[9:]}/a.jpg",
    "job id in braces": f"s3://{BUCKET}/uploads/{{{A_JOB_ID}}}/a.jpg",
    "job id with another's digits": f"s3://{BUCKET}/uploads/{A_JOB_ID.replace('0', '٠')}/a.jpg",
    "job id with a newline": f"s3://{BUCKET}/uploads/{A_JOB_ID}\n/a.jpg",
    "job id with a NUL": f"s3://{BUCKET}/uploads/{A_JOB_ID}\0/a.jpg",
    "no name": f"s3://{BUCKET}/{FOLDER}/",
    "a name of two segments": f"s3://{BUCKET}/{FOLDER}/a/b.jpg",
    "an http address": f"https://{BUCKET}.s3.amazonaws.com/{FOLDER}/a.jpg",
    "a presigned address": f"https://{BUCKET}.s3.amazonaws.com/{FOLDER}/a.jpg?X-Amz-Signature=0&X-Amz-Expires=900",
    "a metadata address": "http://169.254.169.254/latest/meta-data/",
    "a file": "file:///etc/passwd",
    "a bucket ARN": f"arn:aws:s3:::{BUCKET}/{FOLDER}/a.jpg",
    "an access point ARN": f"arn:aws:s3:us-east-1:123456789012:accesspoint/uploads/object/{FOLDER}/a.jpg",
    "an access point as bucket": f"s3://arn:aws:s3:us-east-1:123456789012:accesspoint/uploads/{FOLDER}/a.jpg",
    "a scheme in upper case": f"S3://{BUCKET}/{FOLDER}/a.jpg",
    "a blank before": f" s3://{BUCKET}/{FOLDER}/a.jpg",
    "a NUL before": f"\0s3://{BUCKET}/{FOLDER}/a.jpg",
    "a lone surrogate": f"s3://{BUCKET}/{FOLDER}/\udc80.jpg",
    "1,025 bytes": f"s3://{BUCKET}/{FOLDER}/{'n' * (1024 - len(FOLDER))}",
    "1,025 bytes in fewer letters": f"s3://{BUCKET}/{FOLDER}/{'é' * ((1026 - len(FOLDER)) // 2)}",
}

# Each with another that it would be mistaken for, if anybody decoded, trimmed, normalised or resolved it.
TWINS: Final = [
    ("..", "%2e%2e"),
    (".", "%2e"),
    ("a b", "a+b"),
    ("a%20b", "a b"),
    ("a%2fb", "a%252fb"),
    ("a", "a\n"),
    ("a", " a"),
    ("a", "a#b"),
    ("a", "a?versionId=null"),
    ("a?b", "a%3Fb"),
    ("A", "a"),
    (unicodedata.normalize("NFC", "é.jpg"), unicodedata.normalize("NFD", "é.jpg")),
    ("ﬁ", "fi"),
    ("🐱.heic", "🐶.heic"),
    ("n" * (1023 - len(FOLDER)), "n" * (1022 - len(FOLDER))),
]


@contextmanager
def the_wire() -> Iterator[list[tuple[str, str]]]:
    """What leaves the functions for S3, DynamoDB and SQS: the host, and the path as the server decodes it."""
    sent: list[tuple[str, str]] = []

    def note(request: Any, **_: Any) -> None:
        url = urlsplit(request.url)
        sent.append((url.netloc, unquote(url.path)))

    with ExitStack() as hooks:
        for service in ("s3", "dynamodb", "sqs"):
            events = client(service).meta.events
            events.register_first("before-send", note)
            hooks.callback(events.unregister, "before-send", note)
        yield sent


def is_ours(uri: str) -> bool:
    """What the rules say of an address, read without a pattern."""
    scheme, _, rest = uri.partition("://")
    bucket, _, key = rest.partition("/")
    return (scheme, bucket) == ("s3", BUCKET) and is_upload(key)


def is_upload(key: str) -> bool:
    match key.split("/"):
        case ["uploads", job_id, name] if name:
            return is_uuid(job_id) and is_encodable(key) and len(key.encode()) <= 1024
    return False


def is_uuid(text: str) -> bool:
    try:
        job_id = UUID(text)
    except ValueError:
        return False
    return text in {spelling(word) for word in (str(job_id), job_id.hex) for spelling in (str.lower, str.upper)}


def is_encodable(text: str) -> bool:
    return not any(unicodedata.category(letter) == "Cs" for letter in text)


@pytest.fixture
def process(cloud: Cloud) -> ModuleType:
    handler = cloud.handler("process-handler")
    handler.handler(api_event(cloud.api_key, body="{}"), CONTEXT)
    return handler


@pytest.fixture
def s3_event(cloud: Cloud) -> ModuleType:
    return cloud.handler("s3-event-handler")


def ask_for(process: ModuleType, cloud: Cloud, uri: str) -> dict[str, Any]:
    answer: dict[str, Any] = process.handler(api_event(cloud.api_key, body=json.dumps({"s3_uri": uri})), CONTEXT)
    return answer


@pytest.mark.parametrize("uri", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_address_that_is_not_an_upload_is_refused_and_nothing_is_asked(
    process: ModuleType, cloud: Cloud, uri: str
) -> None:
    with the_wire() as sent:
        answer = ask_for(process, cloud, uri)

    assert (answer["statusCode"], body_of(answer)["type"]) == (400, "urn:petavatar:problem:invalid-s3-uri")
    assert sent == []


@pytest.mark.parametrize(("name", "twin"), [*TWINS, *((twin, name) for name, twin in TWINS)])
def test_a_name_is_literal(process: ModuleType, s3_event: ModuleType, cloud: Cloud, name: str, twin: str) -> None:
    key, other = f"{FOLDER}/{name}", f"{FOLDER}/{twin}"
    cloud.upload(photos.jpeg(), job_id=A_JOB_ID, name=twin)
    missing = ask_for(process, cloud, f"s3://{BUCKET}/{key}")
    nothing_yet = cloud.items()
    photo = photos.jpeg() + b"of its own"
    cloud.upload(photo, job_id=A_JOB_ID, name=name)

    with the_wire() as sent:
        found = ask_for(process, cloud, f"s3://{BUCKET}/{key}")
        s3_event.handler(s3_eventbridge(BUCKET, key), CONTEXT)
        s3_event.handler(s3_notification(BUCKET, key), CONTEXT)

    assert (missing["statusCode"], nothing_yet) == (404, [])
    assert (found["statusCode"], body_of(found)["job_id"]) == (202, A_JOB_ID)
    (item,) = cloud.items()
    assert item["s3_upload_key"] == {"S": key}
    assert item["etag"] == {"S": hashlib.md5(photo).hexdigest()}
    assert {path for host, path in sent if ".s3." in host} == {f"/{key}"}
    assert other != key


JOB_IDS: Final = st.one_of(
    st.just(A_JOB_ID),
    st.uuids().map(str),
    st.uuids().map(lambda value: str(value).upper()),
    st.uuids().map(lambda value: value.hex),
    st.text(max_size=40),
)
LETTERS: Final = st.one_of(
    st.characters(), st.sampled_from("/\\.%+?#&=@:\0\r\n \t"), st.sampled_from(["..", "%2e", "%2F", "%00", "\ud800"])
)
NAMES_OF_UPLOADS: Final = st.one_of(
    st.lists(LETTERS, max_size=12).map("".join), st.integers(900, 1100).map(lambda length: "n" * length)
)
KEYS: Final = st.tuples(
    st.sampled_from(["uploads", "uploads", "uploads", "Uploads", "generated", "work", "..", "", "uploads/.."]),
    JOB_IDS,
    NAMES_OF_UPLOADS,
).map("/".join)
BUCKETS: Final = st.one_of(
    st.sampled_from([BUCKET, BUCKET, BUCKET, NAMES.generated_bucket, BUCKET.upper(), f"{BUCKET}.", f"x@{BUCKET}", ""]),
    st.text(max_size=20),
)
ADDRESSES: Final = st.one_of(
    st.tuples(st.sampled_from(["s3", "s3", "s3", "S3", "https", "arn:aws:s3:"]), BUCKETS, KEYS).map(
        lambda parts: f"{parts[0]}://{parts[1]}/{parts[2]}"
    ),
    st.text(),
)
SHARED: Final = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@SHARED
@given(uri=ADDRESSES)
def test_of_any_address_s3_is_asked_for_that_upload_or_for_nothing(process: ModuleType, cloud: Cloud, uri: str) -> None:
    with the_wire() as sent:
        answer = ask_for(process, cloud, uri)

    if is_ours(uri):
        assert answer["statusCode"] == 404
        assert sent == [(f"{BUCKET}.s3.us-east-1.amazonaws.com", "/" + uri.removeprefix(f"s3://{BUCKET}/"))]
    else:
        assert answer["statusCode"] == 400
        assert sent == []


@SHARED
@given(bucket=BUCKETS, key=KEYS)
def test_of_any_event_s3_is_asked_for_that_upload_or_for_nothing(
    s3_event: ModuleType, cloud: Cloud, bucket: str, key: str
) -> None:
    with the_wire() as sent:
        s3_event.handler(s3_eventbridge(bucket, key), CONTEXT)

    asked = [(f"{BUCKET}.s3.us-east-1.amazonaws.com", f"/{key}")]
    assert sent == (asked if bucket == BUCKET and is_upload(key) else [])


def test_an_encoded_key_of_a_notification_is_decoded_once(s3_event: ModuleType, cloud: Cloud) -> None:
    key = f"uploads/{uuid4()}/{quote('a b')}"

    with the_wire() as sent:
        s3_event.handler(s3_notification(BUCKET, key), CONTEXT)

    assert [path for _, path in sent] == [f"/{key}"]


@pytest.mark.parametrize("name", ["\ud800.jpg", "n" * 1024])
def test_an_event_of_a_key_that_no_object_can_have_is_ignored(s3_event: ModuleType, cloud: Cloud, name: str) -> None:
    with the_wire() as sent:
        s3_event.handler(s3_eventbridge(BUCKET, f"{FOLDER}/{name}"), CONTEXT)

    assert sent == []
