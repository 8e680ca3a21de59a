"""The stored pictures: their addresses, and whether they are there."""

from urllib.parse import parse_qs, urlsplit

import pytest

from petavatar.errors import StorageFailure
from petavatar.keys import avatar_key
from testing.jobs import A_JOB_ID
from tests.support.cloud import Cloud
from tests.support.s3_answers import s3_answers, s3_error


def test_an_avatar_address_is_good_for_an_hour_and_shows_as_a_picture(cloud: Cloud) -> None:
    address = urlsplit(cloud.storage.picture_url(avatar_key(A_JOB_ID)))

    query = parse_qs(address.query)
    assert address.path.endswith(f"/generated/{A_JOB_ID}/avatar.png")
    assert query["X-Amz-Expires"] == ["3600"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["response-content-type"] == ["image/png"]


@pytest.mark.parametrize(("body", "exists"), [(b"picture", True), (b"", False), (None, False)])
def test_an_avatar_is_there_if_it_is_there_and_not_empty(cloud: Cloud, body: bytes | None, exists: bool) -> None:
    if body is not None:
        cloud.store(avatar_key(A_JOB_ID), body)

    assert cloud.storage.picture_exists(avatar_key(A_JOB_ID)) is exists


def test_a_missing_avatar_reads_as_forbidden_without_the_right_to_list(cloud: Cloud) -> None:
    with s3_answers("HeadObject", s3_error("403")):
        assert not cloud.storage.picture_exists(avatar_key(A_JOB_ID))


def test_an_avatar_that_cannot_be_looked_for_is_a_failure_of_storage(cloud: Cloud) -> None:
    with s3_answers("HeadObject", s3_error("503")), pytest.raises(StorageFailure):
        cloud.storage.picture_exists(avatar_key(A_JOB_ID))
