"""Buckets go with all that is in them, whosever they are not."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from deployment.names import Names
from deployment.removal.storage import NotEmptiedError, remove_storage

# S3 lists at most so many at once; it would be 1,000.
PAGE = 3
NAMES = Names("123456789012", "us-east-1", "dev")


def client(service: str) -> Any:
    make: Any = boto3.client
    return make(service, region_name=NAMES.region)


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        s3 = client("s3")
        s3.create_bucket(Bucket=NAMES.upload_bucket)
        yield s3


def test_more_objects_than_a_page_has_go_page_by_page(s3: Any) -> None:
    listed: list[str] = []

    def list_fewer(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        listed.append(params["Bucket"])
        return {**params, "MaxKeys": PAGE}

    def listing_less(service: str) -> Any:
        made = client(service)
        if service == "s3":
            made.meta.events.register("provide-client-params.s3.ListObjectVersions", list_fewer)
        return made

    for number in range(PAGE + 1):
        s3.put_object(Bucket=NAMES.upload_bucket, Key=f"uploads/{number}")

    assert list(remove_storage(listing_less, NAMES)) == [f"bucket {NAMES.upload_bucket} with {PAGE + 1} objects"]
    assert s3.list_buckets()["Buckets"] == []
    # The last one found nothing more.
    assert listed.count(NAMES.upload_bucket) == 3


def test_an_object_that_s3_keeps_is_told_and_its_bucket_stays(s3: Any) -> None:
    s3.put_object(Bucket=NAMES.upload_bucket, Key="uploads/a")

    def stubborn(service: str) -> Any:
        made = client(service)
        if service == "s3":
            kept = {"Errors": [{"Key": "uploads/a", "Code": "AccessDenied"}]}
            made.meta.events.register("before-call.s3.DeleteObjects", lambda **_: (Answer(), kept))
        return made

    with pytest.raises(NotEmptiedError, match=r"uploads/a: AccessDenied"):
        list(remove_storage(stubborn, NAMES))

    assert s3.list_objects_v2(Bucket=NAMES.upload_bucket)["KeyCount"] == 1


class Answer:
    """An answer of AWS's that says that all is well."""

    status_code = 200


def test_a_bucket_that_another_account_took_is_never_touched(s3: Any) -> None:
    owners = []

    def watched(service: str) -> Any:
        made = client(service)
        if service == "s3":
            note = "provide-client-params.s3"
            made.meta.events.register(note, lambda params, **_: owners.append(params.get("ExpectedBucketOwner")))
        return made

    s3.put_object(Bucket=NAMES.upload_bucket, Key="uploads/a")
    list(remove_storage(watched, NAMES))

    assert len(owners) > 3
    assert set(owners) == {NAMES.account}
