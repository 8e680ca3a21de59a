"""The bucket of the agent's code: as closed as the others (property 19), but what lies in it stays."""

import pytest
from botocore.exceptions import ClientError

from petavatar.aws import client
from tests.support.cloud import NAMES, Cloud


def test_code_in_it_does_not_expire(cloud: Cloud) -> None:
    with pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
        client("s3").get_bucket_lifecycle_configuration(Bucket=NAMES.artefact_bucket)
