"""Property 20: in any sandbox, any object that the system stores expires after seven days."""

from hypothesis import given
from hypothesis import strategies as st

from deployment.infrastructure.buckets import ensure_buckets
from deployment.names import SANDBOX, Names
from petavatar.aws import client
from petavatar.keys import avatar_key, work_key
from tests.support.cloud import Cloud
from tests.support.strategies import anything_written, job_ids


@given(sandbox=st.from_regex(SANDBOX, fullmatch=True), job_id=job_ids, name=anything_written, tls_only=st.booleans())
def test_property_20_s3_lifecycle_policies(cloud: Cloud, sandbox: str, job_id: str, name: str, tls_only: bool) -> None:
    names = Names("123456789012", "us-east-1", sandbox)

    ensure_buckets(client("s3"), names, ["*"], tls_only=tls_only)

    for bucket, key in (
        (names.upload_bucket, f"uploads/{job_id}/{name}"),
        (names.generated_bucket, avatar_key(job_id)),
        (names.generated_bucket, work_key(job_id, "analyze_pet_image")),
    ):
        rules = client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        days = [
            rule["Expiration"]["Days"]
            for rule in rules
            if rule["Status"] == "Enabled" and key.startswith(rule["Filter"].get("Prefix", "")) and "Expiration" in rule
        ]
        assert days == [7]
