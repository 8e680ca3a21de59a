"""The S3 buckets: private and encrypted. The objects of jobs expire after a week, and none outlives its deletion."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from deployment.names import Names
from petavatar.aws import error_code

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef

RETENTION_DAYS: Final = 7
UPLOAD_METHODS: Final = ("POST",)
FETCH_METHODS: Final = ("GET", "HEAD")
"""What pages of other origins may do with the bucket of photos, and with that of pictures."""
# The only region that CreateBucket does not accept as a location.
_HOME_REGION: Final = "us-east-1"
PREFLIGHT_SECONDS: Final = 3600
"""How long a browser remembers what it may do."""


class BucketTakenError(RuntimeError):
    """A bucket with this name belongs to another account."""


class VersionedBucketError(RuntimeError):
    """A bucket keeps old versions of its objects: what is erased would still be there."""

    def __init__(self, bucket: str) -> None:
        super().__init__(
            f"The bucket {bucket} has versions, so it keeps what is deleted. Suspend them: {suspend_versions(bucket)}"
        )


def suspend_versions(bucket: str) -> str:
    """The command after which a bucket keeps no more of what is deleted."""
    return f"aws s3api put-bucket-versioning --bucket {bucket} --versioning-configuration Status=Suspended"


def is_versioned(s3: "S3Client", bucket: str) -> bool:
    """Whether a bucket keeps what is deleted."""
    return s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"


def ensure_buckets(s3: "S3Client", names: Names, origins: Sequence[str], *, tls_only: bool) -> None:
    """Creates or updates the buckets for photos, avatars and the agent's code. The code does not expire.

    Args:
        s3: the client.
        names: the names of the sandbox's resources.
        origins: the web origins whose pages may upload photos and fetch avatars.
        tls_only: whether they refuse requests without TLS.

    Raises:
        BucketTakenError: if a name belongs to another account.
        VersionedBucketError: if the bucket of photos or avatars has versions.
    """
    for bucket in names.buckets():
        _ensure_bucket(s3, bucket, names.region, tls_only=tls_only)
    for bucket in (names.upload_bucket, names.generated_bucket):
        if is_versioned(s3, bucket):
            raise VersionedBucketError(bucket)
    for bucket, methods in ((names.upload_bucket, UPLOAD_METHODS), (names.generated_bucket, FETCH_METHODS)):
        _expire_objects(s3, bucket)
        _allow_browsers(s3, bucket, methods, origins)
    _send_events(s3, names.upload_bucket)


def _ensure_bucket(s3: "S3Client", bucket: str, region: str, *, tls_only: bool) -> None:
    _create(s3, bucket, region)
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    )
    if tls_only:
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(tls_only_policy(bucket)))
    else:
        s3.delete_bucket_policy(Bucket=bucket)


def _expire_objects(s3: "S3Client", bucket: str) -> None:
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "expire",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": RETENTION_DAYS},
                    # Of a time when the bucket had versions.
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                }
            ]
        },
    )


def _create(s3: "S3Client", bucket: str, region: str) -> None:
    try:
        if region == _HOME_REGION:
            s3.create_bucket(Bucket=bucket)
        else:
            s3.create_bucket(
                Bucket=bucket,
                CreateBucketConfiguration={"LocationConstraint": region},  # type: ignore[typeddict-item]
            )
    except ClientError as error:
        if error_code(error) == "BucketAlreadyExists":
            raise BucketTakenError(f"The bucket name {bucket} belongs to another account") from error
        if error_code(error) != "BucketAlreadyOwnedByYou":
            raise


def _allow_browsers(s3: "S3Client", bucket: str, methods: Sequence[str], origins: Sequence[str]) -> None:
    rule: CORSRuleTypeDef = {
        "AllowedMethods": list(methods),
        "AllowedOrigins": list(origins),
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": PREFLIGHT_SECONDS,
    }
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


def _send_events(s3: "S3Client", bucket: str) -> None:
    """Turns EventBridge on, and keeps the notifications that others have set up."""
    present = s3.get_bucket_notification_configuration(Bucket=bucket)
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "TopicConfigurations": present.get("TopicConfigurations", []),
            "QueueConfigurations": present.get("QueueConfigurations", []),
            "LambdaFunctionConfigurations": present.get("LambdaFunctionConfigurations", []),
            "EventBridgeConfiguration": {},
        },
    )


def tls_only_policy(bucket: str) -> dict[str, Any]:
    """The policy of a bucket that refuses requests without TLS."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
