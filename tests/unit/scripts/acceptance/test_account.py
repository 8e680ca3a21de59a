"""An address that names another host than the bucket's own is found."""

import pytest
from botocore.config import Config

from petavatar.aws import make_client
from petavatar.storage import Storage
from scripts.acceptance.account import wrong_hosts

EXPECTED = {"POST": "uploads.s3.eu-south-2.amazonaws.com", "GET": "generated.s3.eu-south-2.amazonaws.com"}
OWN = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})


@pytest.mark.parametrize(
    ("config", "wrong"),
    [
        (OWN, {}),
        (
            Config(signature_version="s3v4"),
            {"POST": "uploads.s3.amazonaws.com", "GET": "generated.s3.amazonaws.com"},
        ),
    ],
    ids=["the bucket's own", "S3's global one"],
)
def test_the_host_of_both_ways_is_compared(config: Config, wrong: dict[str, str]) -> None:
    s3 = make_client("s3", config, "eu-south-2")

    assert (
        wrong_hosts(Storage(s3, upload_bucket="uploads", generated_bucket="generated", max_bytes=1), EXPECTED) == wrong
    )
