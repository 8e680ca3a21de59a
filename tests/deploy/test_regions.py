"""What differs from region to region: S3's addresses, the models' profiles, the agent's platform."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from deployment.names import Names
from deployment.page import storage_origins
from petavatar.aws import client
from petavatar.storage import Storage, avatar_key
from testing.jobs import A_JOB_ID

REGIONS: Final = ("us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1", "ap-southeast-2", "af-south-1")
"""One of each area with inference profiles of its own, one without, and one younger than S3's global addresses."""


@pytest.fixture(params=REGIONS)
def names(request: pytest.FixtureRequest) -> Names:
    return Names("123456789012", request.param, "dev")


class TestPresignedAddresses:
    @pytest.fixture
    def storage(self, names: Names) -> Storage:
        return Storage(
            client("s3", names.region),
            upload_bucket=names.upload_bucket,
            generated_bucket=names.generated_bucket,
            max_bytes=1000,
        )

    def test_a_photo_is_sent_to_the_buckets_own_host_in_its_region(self, storage: Storage, names: Names) -> None:
        upload = storage.presigned_upload(A_JOB_ID, "image/jpeg")

        assert upload["url"] == f"https://{names.upload_bucket}.s3.{names.region}.amazonaws.com/"
        assert upload["fields"]["x-amz-credential"].split("/")[2:4] == [names.region, "s3"]

    def test_a_picture_is_fetched_from_there_too_and_the_signature_is_for_that_host(
        self, storage: Storage, names: Names
    ) -> None:
        url = urlsplit(storage.picture_url(avatar_key(A_JOB_ID)))
        query = parse_qs(url.query)

        assert url.netloc == f"{names.generated_bucket}.s3.{names.region}.amazonaws.com"
        assert query["X-Amz-SignedHeaders"] == ["host"]
        assert query["X-Amz-Credential"][0].split("/")[2:4] == [names.region, "s3"]

    def test_the_page_may_connect_to_just_these_hosts(self, storage: Storage, names: Names) -> None:
        addresses = (
            storage.presigned_upload(A_JOB_ID, "image/jpeg")["url"],
            storage.picture_url(avatar_key(A_JOB_ID)),
        )

        origins = [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses)]
        assert origins == storage_origins(names)
