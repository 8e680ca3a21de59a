"""Property 19: in any sandbox, each bucket is encrypted, closed to the public and refuses requests without TLS."""

import json

from hypothesis import given
from hypothesis import strategies as st

from deployment.infrastructure.buckets import ensure_buckets
from deployment.names import SANDBOX, Names
from petavatar.aws import client
from tests.support.cloud import Cloud


@given(sandbox=st.from_regex(SANDBOX, fullmatch=True))
def test_property_19_s3_storage_security_configuration(cloud: Cloud, sandbox: str) -> None:
    names = Names("123456789012", "us-east-1", sandbox)

    ensure_buckets(client("s3"), names, ["*"], tls_only=True)

    for bucket in (names.upload_bucket, names.generated_bucket, names.artefact_bucket):
        closed = client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert closed == dict.fromkeys(
            ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True
        )
        encryption = client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
        (rule,) = encryption["Rules"]
        assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        policy = json.loads(client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
        (statement,) = policy["Statement"]
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert set(statement["Resource"]) == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}
